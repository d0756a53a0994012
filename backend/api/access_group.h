// /admin/access/groups: sets of devices that entries of the access lists can be about.
#pragma once

#include "base/clock.h"
#include "base/json.h"
#include "base/json_writer.h"

#include "hub/error.h"

#include <string>
#include <vector>

namespace hub::api {

struct AccessGroup
{
    std::string name;
    std::string condition; ///< tags.site = 'berlin'; empty = none
    std::string reason;
    std::uint64_t members = 0; ///< that are named
    std::string by;            ///< the policy that wrote it last
    WallTime since{};          ///< when
    std::string etag;
};

struct AccessGroups
{
    std::vector<AccessGroup> groups; ///< by name
};

struct AccessMembers
{
    std::vector<std::string> devices; ///< by id
    std::string next;                 ///< cursor; empty on the last page
};

void write(JsonWriter& out, const AccessGroup& group);
void write(JsonWriter& out, const AccessGroups& list);
void write(JsonWriter& out, const AccessMembers& members);

// Errors of all: InvalidArgument, MissingArgument.
Result<AccessGroup> accessGroupFrom(const JsonView& json);
Result<AccessGroups> accessGroupsFrom(const JsonView& json);
Result<AccessMembers> accessMembersFrom(const JsonView& json);

/// Texts in an array; absent = none.
Result<std::vector<std::string>> textsFrom(const JsonView& json, std::string_view name);

} // namespace hub::api
