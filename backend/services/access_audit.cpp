#include "services/access_audit.h"

#include "base/json_writer.h"
#include "base/time_text.h"

namespace hub {

std::string auditJson(const AccessEntry& entry)
{
    std::string json;
    JsonWriter out(json);
    out.beginObject()
        .member("list", nameOf(entry.list))
        .member("kind", nameOf(entry.kind))
        .member("value", entry.value)
        .member("reason", entry.reason);
    if (entry.until) {
        out.member("until", toAdminTime(*entry.until));
    }
    out.endObject();
    return json;
}

std::string auditJson(const AccessGroup& group)
{
    std::string json;
    JsonWriter(json)
        .beginObject()
        .member("condition", group.condition)
        .member("reason", group.reason)
        .endObject();
    return json;
}

std::string auditJson(AccessMode mode)
{
    std::string json;
    JsonWriter(json).beginObject().member("mode", nameOf(mode)).endObject();
    return json;
}

std::string membersJson(const std::vector<AccessMember>& members)
{
    if (members.empty()) {
        return {};
    }
    std::string json;
    JsonWriter out(json);
    out.beginObject().key("members").beginArray();
    for (const AccessMember& member : members) {
        out.string(member.device);
    }
    out.endArray().endObject();
    return json;
}

} // namespace hub
