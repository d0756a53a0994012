// A named person who manages the hub: role, part of the fleet, key and second factor.
#pragma once

#include "base/clock.h"
#include "base/secret.h"
#include "domain/role.h"
#include "domain/tag_condition.h"

#include <cstdint>
#include <optional>
#include <string>

namespace hub {

/// The key in use, and the one before it for as long as that is still taken.
struct PersonKeys
{
    Secret current;
    WallTime since{};
    std::optional<WallTime> expires; ///< nothing = never
    Secret previous;                 ///< empty = none
    std::optional<WallTime> previousUntil;
};

/// RFC 6238. A secret that is not confirmed yet asks for nothing.
struct PersonFactor
{
    Secret secret; ///< empty = none
    bool confirmed = false;
    std::int64_t lastStep = 0; ///< of the code that was taken last: each is good once
};

struct Person
{
    std::string name; ///< as ids; signs tokens with it (skn)
    std::string displayName;
    Role role = Role::Viewer;
    std::optional<TagCondition> scope; ///< nothing = the whole fleet
    bool enabled = true;
    bool seesKeys = false; ///< may read keys of devices though the role does not say so
    PersonKeys keys;
    PersonFactor factor;
    WallTime created{};
    std::string createdBy;
    std::optional<WallTime> lastUsed;
    std::string lastAddress;
    std::uint64_t etag = 0;

    Permissions permissions() const
    {
        Permissions all = permissionsOf(role);
        if (seesKeys) {
            all.add(Permission::Keys);
        }
        return all;
    }
    bool needsFactor() const { return factor.confirmed; }
};

} // namespace hub
