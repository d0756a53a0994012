#include "api/access_group.h"

#include "api/time_members.h"

#include "base/time_text.h"

namespace hub::api {

void write(JsonWriter& out, const AccessGroup& group)
{
    out.beginObject()
        .member("name", group.name)
        .member("condition", group.condition)
        .member("reason", group.reason)
        .count("members", group.members)
        .member("by", group.by)
        .member("since", toAdminTime(group.since))
        .member("etag", group.etag)
        .endObject();
}

void write(JsonWriter& out, const AccessGroups& list)
{
    out.beginObject().key("groups").beginArray();
    for (const AccessGroup& group : list.groups) {
        write(out, group);
    }
    out.endArray().endObject();
}

void write(JsonWriter& out, const AccessMembers& members)
{
    out.beginObject().key("devices").beginArray();
    for (const std::string& device : members.devices) {
        out.string(device);
    }
    out.endArray();
    if (!members.next.empty()) {
        out.member("next", members.next);
    }
    out.endObject();
}

Result<AccessGroup> accessGroupFrom(const JsonView& json)
{
    AccessGroup group;
    HUB_TRY(group.name, json.requiredString("name"));
    HUB_TRY(group.condition, json.stringOr("condition", {}));
    HUB_TRY(group.reason, json.stringOr("reason", {}));
    HUB_TRY(const JsonView members, json.required("members"));
    HUB_TRY(group.members, members.notNegative());
    HUB_TRY(group.by, json.stringOr("by", {}));
    HUB_TRY(group.since, requiredTime(json, "since"));
    HUB_TRY(group.etag, json.stringOr("etag", {}));
    return group;
}

Result<AccessGroups> accessGroupsFrom(const JsonView& json)
{
    HUB_TRY(const JsonView member, json.required("groups"));
    HUB_TRY(const json::array* array, member.array());
    AccessGroups list;
    for (const json::value& element : *array) {
        HUB_TRY(AccessGroup group, accessGroupFrom(JsonView(element, "groups")));
        list.groups.push_back(std::move(group));
    }
    return list;
}

Result<AccessMembers> accessMembersFrom(const JsonView& json)
{
    AccessMembers members;
    HUB_TRYV(json.required("devices"));
    HUB_TRY(members.devices, textsFrom(json, "devices"));
    HUB_TRY(members.next, json.stringOr("next", {}));
    return members;
}

Result<std::vector<std::string>> textsFrom(const JsonView& json, std::string_view name)
{
    std::vector<std::string> texts;
    const auto member = json.member(name);
    if (!member) {
        return texts;
    }
    HUB_TRY(const json::array* array, member->array());
    for (const json::value& element : *array) {
        HUB_TRY(const std::string_view text, JsonView(element, std::string(name)).string());
        texts.emplace_back(text);
    }
    return texts;
}

} // namespace hub::api
