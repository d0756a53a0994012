// The allow list, the block list and groups of devices. Blocking; one thread at a time.
#pragma once

#include "domain/access_entry.h"

#include "hub/error.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hub {

struct AccessQuery
{
    std::optional<AccessList> list;
    std::optional<AccessKind> kind;
    std::string contains;     ///< part of value or reason; empty = all
    AccessEntryId after = 0;  ///< what the page starts behind
    std::size_t limit = 256;
};

struct AccessGroup
{
    std::string name;
    std::string condition; ///< as AccessCondition takes it; empty = its members are named
    std::string reason;
    std::string by; ///< the policy that wrote it last
    WallTime since{};
    std::uint64_t etag = 0;
    std::uint64_t members = 0; ///< that are named; read only
};

struct AccessMember
{
    std::string group;
    std::string device;
};

class AccessStore
{
public:
    virtual ~AccessStore() = default;

    // Entries.

    virtual Result<std::vector<AccessEntry>> entries(const AccessQuery& query) = 0; ///< by id
    virtual Result<std::optional<AccessEntry>> find(AccessEntryId id) = 0;
    virtual Result<std::size_t> count() = 0;
    virtual Result<std::size_t> countOf(AccessKind kind) = 0;

    virtual Result<bool> isListed(AccessKind kind, std::string_view value) = 0; ///< by any list

    /// Those of the allow list that ended behind `from` and not behind `to`; 1,000 at most.
    virtual Result<std::vector<AccessEntry>> ended(WallTime from, WallTime to) = 0;

    /// Gives it an id. Errors: PreconditionFailed (list, kind and value are there).
    virtual Result<AccessEntry> add(AccessEntry entry) = 0;

    /// Writes reason, by, until and etag. Errors: NotFound.
    virtual Result<void> replace(const AccessEntry& entry) = 0;

    /// Errors: NotFound.
    virtual Result<void> remove(AccessEntryId id) = 0;

    // Groups.

    virtual Result<std::vector<AccessGroup>> groups() = 0; ///< by name
    virtual Result<std::optional<AccessGroup>> findGroup(std::string_view name) = 0;
    virtual Result<void> putGroup(const AccessGroup& group) = 0; ///< writes or overwrites

    /// With its members. Errors: NotFound.
    virtual Result<void> removeGroup(std::string_view name) = 0;

    /// By id, those behind `after` (empty = from the first).
    virtual Result<std::vector<std::string>> members(std::string_view group,
                                                     std::string_view after,
                                                     std::size_t limit) = 0;
    virtual Result<std::vector<AccessMember>> allMembers() = 0;
    virtual Result<std::size_t> memberCount() = 0; ///< of all groups

    virtual Result<bool> addMember(const AccessMember& member) = 0;    ///< false: it is there
    virtual Result<bool> removeMember(const AccessMember& member) = 0; ///< false: it is not
};

} // namespace hub
