#include "api/ip_rules.h"

#include "api/member_lists.h"
#include "api/time_members.h"

namespace hub::api {
namespace {

void write(JsonWriter& out, const IpVerdict& verdict)
{
    out.beginObject().flag("accepts", verdict.accepts).member("rule", verdict.rule).endObject();
}

void write(JsonWriter& out, const CutConnection& connection)
{
    out.beginObject()
        .member("deviceId", connection.deviceId)
        .member("address", connection.address)
        .member("protocol", connection.protocol)
        .member("rule", connection.rule)
        .endObject();
}

Result<IpVerdict> verdictFrom(const JsonView& json, std::string_view name)
{
    HUB_TRY(const JsonView member, json.required(name));
    IpVerdict verdict;
    HUB_TRY(verdict.accepts, member.booleanOr("accepts", true));
    HUB_TRY(verdict.rule, member.stringOr("rule", {}));
    return verdict;
}

Result<CutConnection> cutFrom(const JsonView& json)
{
    CutConnection connection;
    HUB_TRY(connection.deviceId, json.requiredString("deviceId"));
    HUB_TRY(connection.address, json.stringOr("address", {}));
    HUB_TRY(connection.protocol, json.stringOr("protocol", {}));
    HUB_TRY(connection.rule, json.stringOr("rule", {}));
    return connection;
}

Result<IpRules> rulesOf(const JsonView& json, std::string_view name)
{
    HUB_TRY(const JsonView member, json.required(name));
    return ipRulesFrom(member);
}

} // namespace

void write(JsonWriter& out, const IpRulesState& state)
{
    out.beginObject().key("active");
    hub::write(out, state.active);
    out.key("draft");
    hub::write(out, state.draft);
    out.member("etag", state.etag).flag("unconfirmed", state.unconfirmed);
    writeTime(out, "confirmBefore", state.confirmBefore);
    out.endObject();
}

void write(JsonWriter& out, const IpRulesPreview& preview)
{
    out.beginObject().count("connections", preview.connections).count("cut", preview.cut);
    out.key("named").beginArray();
    for (const CutConnection& connection : preview.named) {
        write(out, connection);
    }
    out.endArray().key("idle").beginArray();
    for (const std::string& name : preview.idle) {
        out.string(name);
    }
    out.endArray().key("caller").beginObject().member("address", preview.address);
    out.key("service");
    write(out, preview.service);
    out.key("admin");
    write(out, preview.admin);
    out.endObject().endObject();
}

Result<IpRulesState> ipRulesStateFrom(const JsonView& json)
{
    IpRulesState state;
    HUB_TRY(state.active, rulesOf(json, "active"));
    HUB_TRY(state.draft, rulesOf(json, "draft"));
    HUB_TRY(state.etag, json.requiredString("etag"));
    HUB_TRY(state.unconfirmed, json.booleanOr("unconfirmed", false));
    HUB_TRY(state.confirmBefore, timeOf(json, "confirmBefore"));
    return state;
}

Result<IpRulesPreview> ipRulesPreviewFrom(const JsonView& json)
{
    IpRulesPreview preview;
    HUB_TRY(preview.connections, requiredCount(json, "connections"));
    HUB_TRY(preview.cut, requiredCount(json, "cut"));
    HUB_TRY(preview.named, elementsOf(json, "named", cutFrom));
    HUB_TRY(preview.idle, elementsOf(json, "idle", textFrom));
    HUB_TRY(const JsonView caller, json.required("caller"));
    HUB_TRY(preview.address, caller.stringOr("address", {}));
    HUB_TRY(preview.service, verdictFrom(caller, "service"));
    HUB_TRY(preview.admin, verdictFrom(caller, "admin"));
    return preview;
}

} // namespace hub::api
