#include "api/key_use.h"

#include "api/time_members.h"

#include "base/time_text.h"

namespace hub::api {
namespace {

void write(JsonWriter& out, const std::optional<KeyUse>& use)
{
    if (!use) {
        out.null();
        return;
    }
    out.beginObject()
        .member("lastUsed", toAdminTime(use->last))
        .member("address", use->address)
        .member("network", use->network)
        .member("protocol", use->protocol)
        .endObject();
}

Result<std::optional<KeyUse>> useFrom(const JsonView& json, std::string_view name)
{
    const auto member = json.member(name);
    if (!member) {
        return std::nullopt;
    }
    KeyUse use;
    HUB_TRY(use.last, requiredTime(*member, "lastUsed"));
    HUB_TRY(use.address, member->stringOr("address", {}));
    HUB_TRY(use.network, member->stringOr("network", {}));
    HUB_TRY(use.protocol, member->stringOr("protocol", {}));
    return std::optional(std::move(use));
}

} // namespace

void write(JsonWriter& out, const KeyUseReport& report)
{
    out.beginObject().key("primary");
    write(out, report.uses.primary);
    out.key("secondary");
    write(out, report.uses.secondary);
    out.key("networks").beginArray();
    for (const KeyPlace& place : report.networks) {
        out.beginObject()
            .member("network", place.network)
            .member("first", toAdminTime(place.first))
            .member("last", toAdminTime(place.last))
            .endObject();
    }
    out.endArray().endObject();
}

Result<KeyUseReport> keyUseFrom(const JsonView& json)
{
    KeyUseReport report;
    HUB_TRY(report.uses.primary, useFrom(json, "primary"));
    HUB_TRY(report.uses.secondary, useFrom(json, "secondary"));
    const auto networks = json.member("networks");
    if (!networks) {
        return report;
    }
    HUB_TRY(const json::array* all, networks->array());
    for (const json::value& each : *all) {
        const JsonView view(each, "networks");
        KeyPlace place;
        HUB_TRY(place.network, view.requiredString("network"));
        HUB_TRY(place.first, requiredTime(view, "first"));
        HUB_TRY(place.last, requiredTime(view, "last"));
        report.networks.push_back(std::move(place));
    }
    return report;
}

} // namespace hub::api
