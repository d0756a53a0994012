#include "api/capabilities.h"

namespace hub::api {
namespace {

void writeTexts(JsonWriter& out, std::string_view name, const std::vector<std::string>& texts)
{
    out.key(name).beginArray();
    for (const std::string& text : texts) {
        out.string(text);
    }
    out.endArray();
}

Result<std::vector<std::string>> textsOf(const JsonView& json, std::string_view name)
{
    std::vector<std::string> texts;
    const auto member = json.member(name);
    if (!member) {
        return texts;
    }
    HUB_TRY(const json::array* array, member->array());
    for (const json::value& value : *array) {
        HUB_TRY(const std::string_view text, JsonView(value, std::string(name)).string());
        texts.emplace_back(text);
    }
    return texts;
}

Result<std::uint16_t> portOf(const JsonView& json)
{
    HUB_TRY(const std::int64_t port, json.integer());
    if (port < 0 || port > 65535) {
        return fail(Errc::InvalidArgument, "'" + json.path() + "' is not a port");
    }
    return static_cast<std::uint16_t>(port);
}

Result<void> readEndpoints(const JsonView& json, Capabilities& out)
{
    HUB_TRY(const JsonView endpoints, json.required("endpoints"));
    HUB_TRY(const JsonView mqtts, endpoints.required("mqtts"));
    HUB_TRY(const JsonView https, endpoints.required("https"));
    HUB_TRY(out.mqttsPort, portOf(mqtts));
    HUB_TRY(const json::array* ports, https.array());
    for (const json::value& port : *ports) {
        HUB_TRY(const std::uint16_t number, portOf(JsonView(port, https.path())));
        out.httpsPorts.push_back(number);
    }
    return success();
}

} // namespace

void write(JsonWriter& out, const Capabilities& capabilities)
{
    out.beginObject()
        .count("apiVersion", capabilities.apiVersion)
        .member("product", capabilities.product)
        .member("version", capabilities.version)
        .member("hubId", capabilities.hubId)
        .member("hostName", capabilities.hostName);
    out.key("endpoints").beginObject().count("mqtts", capabilities.mqttsPort);
    out.key("https").beginArray();
    for (const std::uint16_t port : capabilities.httpsPorts) {
        out.integer(port);
    }
    out.endArray().endObject();
    writeTexts(out, "features", capabilities.features);
    writeTexts(out, "notices", capabilities.notices);
    out.endObject();
}

Result<Capabilities> capabilitiesFrom(const JsonView& json)
{
    Capabilities capabilities;
    const auto version = json.member("apiVersion");
    if (!version) {
        return fail(Errc::MissingArgument, "'apiVersion' is missing: not a Hubdeck hub");
    }
    HUB_TRY(capabilities.apiVersion, version->integer());
    HUB_TRY(capabilities.product, json.stringOr("product", {}));
    HUB_TRY(capabilities.version, json.stringOr("version", {}));
    HUB_TRY(capabilities.hubId, json.requiredString("hubId"));
    HUB_TRY(capabilities.hostName, json.requiredString("hostName"));
    HUB_TRYV(readEndpoints(json, capabilities));
    HUB_TRY(capabilities.features, textsOf(json, "features"));
    HUB_TRY(capabilities.notices, textsOf(json, "notices"));
    return capabilities;
}

} // namespace hub::api
