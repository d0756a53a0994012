// Tokens as strangers send them, and those that we make ourselves: each is signed with its key alone
// and covers its own resource.
#include "domain/token.h"
#include "tests/fuzz/fuzz_target.h"

#include "base/text.h"

#include <array>
#include <vector>

namespace hub::fuzz {
namespace {

const Secret& key()
{
    static const Secret value(Bytes("0123456789abcdef0123456789abcdef"));
    return value;
}

void checkForeign(std::string_view text)
{
    static const HostNames anyHost({"localhost"}, true);
    static const HostNames localhost({"localhost"}, false);
    static constexpr std::array<std::string_view, 2> path{"devices", "dev1"};
    const Result<SasToken> token = parseSasToken(text);
    if (!token) {
        HUB_ASSERT(token.error().code == Errc::Unauthorized);
        return;
    }
    HUB_ASSERT(text.find(token.value().resource) != std::string_view::npos);
    HUB_ASSERT(text.find(token.value().expiryText) != std::string_view::npos);
    (void)isSignedWith(token.value(), key());
    const bool covers = audienceCovers(token.value(), localhost, path);
    HUB_ASSERT(!covers || audienceCovers(token.value(), anyHost, path));
}

void checkOwn(std::string_view resource, std::string_view policy)
{
    const std::chrono::seconds expiry{1'795'319'130};
    const std::string text = makeSasToken({resource, policy, expiry}, key());

    const Result<SasToken> token = parseSasToken(text);

    HUB_ASSERT(token);
    HUB_ASSERT(token.value().policy == policy);
    HUB_ASSERT(token.value().expiry == WallTime(expiry));
    HUB_ASSERT(isSignedWith(token.value(), key()));
    HUB_ASSERT(!isSignedWith(token.value(), Secret(Bytes("fedcba9876543210fedcba9876543210"))));
}

} // namespace

void run(ByteView input)
{
    checkForeign(input);
    checkForeign("SharedAccessSignature " + Bytes(input));
    const auto [policy, resource] = cutLine(input);
    if (!resource.empty()) {
        checkOwn(resource, policy);
    }
}

} // namespace hub::fuzz
