#include "domain/connection_string.h"

#include "domain/host_names.h"
#include "domain/identity.h"

#include "base/base64.h"
#include "base/text.h"

namespace hub {
namespace {

void appendField(std::string& text, std::string_view name, std::string_view value)
{
    if (value.empty()) {
        return;
    }
    text += text.empty() ? "" : ";";
    text += name;
    text += '=';
    text += value;
}

Result<void> setField(ConnectionString& result, std::string_view name, std::string_view value)
{
    if (equalsIgnoringCase(name, "HostName")) {
        result.hostName = value;
    } else if (equalsIgnoringCase(name, "DeviceId")) {
        result.deviceId = value;
    } else if (equalsIgnoringCase(name, "ModuleId")) {
        result.moduleId = value;
    } else if (equalsIgnoringCase(name, "SharedAccessKeyName")) {
        result.policy = value;
    } else if (equalsIgnoringCase(name, "GatewayHostName")) {
        result.gatewayHostName = value;
    } else if (equalsIgnoringCase(name, "SharedAccessKey")) {
        HUB_TRY(result.key, parseKey(value));
    }
    return success();
}

} // namespace

Result<ConnectionString> parseConnectionString(std::string_view text)
{
    ConnectionString result;
    for (const std::string_view part : split(trimmed(text), ';')) {
        const auto [name, value] = cut(trimmed(part), '=');
        if (value) {
            HUB_TRYV(setField(result, trimmed(name), trimmed(*value)));
        }
    }
    if (result.hostName.empty()) {
        return fail(Errc::InvalidArgument, "HostName= is missing; paste the whole connection string");
    }
    if (result.key.empty()) {
        return fail(Errc::InvalidArgument, "SharedAccessKey= is missing");
    }
    if (result.deviceId.empty() && !result.moduleId.empty()) {
        return fail(Errc::InvalidArgument, "ModuleId= is there without DeviceId=");
    }
    if (result.deviceId.empty() && result.policy.empty()) {
        return fail(Errc::InvalidArgument, "neither SharedAccessKeyName= nor DeviceId= is there");
    }
    return result;
}

std::string toText(const ConnectionString& value)
{
    std::string text;
    appendField(text, "HostName", value.hostName);
    appendField(text, "DeviceId", value.deviceId);
    appendField(text, "ModuleId", value.moduleId);
    appendField(text, "SharedAccessKeyName", value.policy);
    appendField(text, "SharedAccessKey", toBase64(value.key.reveal()));
    appendField(text, "GatewayHostName", value.gatewayHostName);
    return text;
}

std::string hostWithPort(std::string_view host, std::uint16_t port, std::uint16_t standardPort)
{
    std::string text(host);
    if (port == standardPort) {
        return text;
    }
    if (text.find(':') != std::string::npos) {
        text = "[" + text + "]";
    }
    return text + ":" + std::to_string(port);
}

std::uint16_t portOf(std::string_view host, std::uint16_t fallback)
{
    const std::string_view name = withoutPort(host);
    const std::size_t colon = host.rfind(':');
    if (name.size() == host.size() || colon == std::string_view::npos || host.back() == ']') {
        return fallback;
    }
    return toInteger<std::uint16_t>(host.substr(colon + 1)).value_or(fallback);
}

} // namespace hub
