#include "protocol/mqtt/user_name.h"

#include "domain/limits.h"

#include "base/percent.h"
#include "base/text.h"
#include "base/utf8.h"

#include <algorithm>
#include <vector>

namespace hub::mqtt {
namespace {

bool isProperties(std::string_view segment)
{
    return segment.empty() || segment.starts_with('?') ||
           segment.find("api-version=") != std::string_view::npos;
}

/// At most kMaxClientTextBytes of valid UTF-8, whatever came: a wrong byte becomes three.
std::string shortened(std::string_view text)
{
    std::string valid = toValidUtf8(text.substr(0, limits::kMaxClientTextBytes));
    std::size_t end = std::min(valid.size(), limits::kMaxClientTextBytes);
    while (end < valid.size() && (static_cast<unsigned char>(valid[end]) & 0xc0U) == 0x80U) {
        --end; // not within a character
    }
    valid.resize(end);
    return valid;
}

/// The value of a key, decoded and cut; of equal keys the first one counts.
std::string propertyOf(std::string_view text, std::string_view wanted)
{
    for (const std::string_view part : split(text, '&')) {
        const auto [key, value] = cut(part, '=');
        if (key == wanted) {
            return shortened(percentDecode(value.value_or("")));
        }
    }
    return {};
}

void parseProperties(std::string_view text, UserName& out)
{
    if (text.starts_with('?')) {
        text.remove_prefix(1);
    }
    out.apiVersion = propertyOf(text, "api-version");
    out.clientType = propertyOf(text, "DeviceClientType");
    out.modelId = propertyOf(text, "model-id");
}

} // namespace

Result<UserName> parseUserName(std::string_view text)
{
    std::vector<std::string_view> segments = split(text, '/');
    UserName name;
    if (segments.size() >= 3 && isProperties(segments.back())) {
        parseProperties(segments.back(), name);
        segments.pop_back();
    }
    if (segments.size() < 2 || segments.size() > 3 || segments[0].empty()) {
        return fail(Errc::Unauthorized,
                    "the user name is not host/device/?api-version=… or host/device/module/?…");
    }
    name.host = segments[0];
    name.id.device = segments[1];
    name.id.module = segments.size() == 3 ? segments[2] : std::string_view();
    const bool moduleOk = segments.size() == 2 || isValidId(name.id.module);
    if (!isValidId(name.id.device) || !moduleOk) {
        return fail(Errc::Unauthorized, "the user name holds an id with illegal characters");
    }
    return name;
}

} // namespace hub::mqtt
