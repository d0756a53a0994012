#include "domain/token.h"

#include "base/base64.h"
#include "base/crypto.h"
#include "base/percent.h"
#include "base/text.h"

#include <algorithm>
#include <map>
#include <optional>

namespace hub {
namespace {

constexpr std::string_view kScheme = "SharedAccessSignature";

using Fields = std::map<std::string, std::string_view>;

Result<std::string_view> fieldsText(std::string_view text)
{
    text = trimmed(text);
    const std::size_t gap = text.find_first_of(kWhiteSpace);
    const std::string_view fields =
        gap == std::string_view::npos ? std::string_view() : trimmed(text.substr(gap));
    if (!equalsIgnoringCase(text.substr(0, gap), kScheme) || fields.empty() ||
        fields.find_first_of(kWhiteSpace) != std::string_view::npos) {
        return fail(Errc::Unauthorized, "not a shared access signature");
    }
    return fields;
}

Result<Fields> parseFields(std::string_view text)
{
    Fields fields;
    for (const std::string_view part : split(text, '&')) {
        const auto [name, value] = cut(part, '=');
        if (!fields.emplace(toLower(name), value.value_or("")).second) {
            return fail(Errc::Unauthorized,
                        "the token has the field '" + std::string(name) + "' twice");
        }
    }
    return fields;
}

/// Whole seconds since 1970; a fraction is cut off.
std::optional<WallTime> parseExpiry(std::string_view text)
{
    const auto [whole, fraction] = cut(text, '.');
    const auto seconds = toInteger<std::int64_t>(whole);
    constexpr std::int64_t farFuture = 253'402'300'799; // 9999-12-31
    const bool isFraction = !fraction || std::all_of(fraction->begin(), fraction->end(),
                                                     [](char c) { return c >= '0' && c <= '9'; });
    if (!seconds || *seconds < 0 || !isFraction) {
        return std::nullopt;
    }
    return WallTime(std::chrono::seconds(std::min(*seconds, farFuture)));
}

std::string signedText(std::string_view resource, std::string_view expiry)
{
    std::string text(resource);
    text += '\n';
    text += expiry;
    return text;
}

} // namespace

Result<SasToken> parseSasToken(std::string_view text)
{
    HUB_TRY(const std::string_view content, fieldsText(text));
    HUB_TRY(const Fields fields, parseFields(content));
    const auto field = [&fields](const char* name) {
        const auto found = fields.find(name);
        return found == fields.end() ? std::string_view() : found->second;
    };
    SasToken token;
    token.resource = field("sr");
    token.expiryText = field("se");
    token.policy = percentDecode(field("skn"));
    const auto signature = fromBase64(percentDecode(field("sig")));
    const auto expiry = parseExpiry(token.expiryText);
    if (token.resource.empty() || !signature || signature->empty() || !expiry) {
        return fail(Errc::Unauthorized, "the token lacks a valid sr, sig or se");
    }
    token.signature = *signature;
    token.expiry = *expiry;
    return token;
}

bool isSignedWith(const SasToken& token, const Secret& key)
{
    const Sha256 mac = hmacSha256(key, signedText(token.resource, token.expiryText));
    return equalInConstantTime(asBytes(mac), token.signature);
}

bool audienceCovers(const SasToken& token,
                    const HostNames& hosts,
                    std::span<const std::string_view> path)
{
    std::string resource = percentDecode(token.resource);
    if (const std::size_t scheme = resource.find("://");
        scheme != std::string::npos && resource.find('/') == scheme + 1) {
        resource.erase(0, scheme + 3);
    }
    while (resource.ends_with('/')) {
        resource.pop_back();
    }
    const auto segments = split(resource, '/');
    if (!hosts.accepts(segments.front()) || segments.size() - 1 > path.size()) {
        return false;
    }
    for (std::size_t i = 1; i < segments.size(); ++i) {
        if (!equalsIgnoringCase(segments[i], path[i - 1])) {
            return false;
        }
    }
    return true;
}

std::string makeSasToken(const TokenRequest& request, const Secret& key)
{
    const std::string resource = percentEncode(request.resource);
    const std::string expiry = std::to_string(request.expiry.count());
    const Sha256 mac = hmacSha256(key, signedText(resource, expiry));
    std::string token(kScheme);
    token += " sr=" + resource;
    token += "&sig=" + percentEncode(toBase64(asBytes(mac)));
    token += "&se=" + expiry;
    if (!request.policy.empty()) {
        token += "&skn=" + percentEncode(request.policy);
    }
    return token;
}

} // namespace hub
