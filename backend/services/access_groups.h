// Groups of devices that entries of the access lists can be about: named ones, those that fulfil a
// condition, or both. What is changed is durable and in force when a call resumes, and live connections
// that it refuses are closed; so they are when a device changes.
#pragma once

#include "services/event_hub.h"
#include "services/live_access.h"
#include "services/workers.h"

#include "domain/etag.h"

#include "base/log.h"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <string>
#include <vector>

namespace hub {

struct AccessGroupPreview
{
    std::uint64_t devices = 0;   ///< registered ones that a condition holds for
    std::uint64_t connected = 0; ///< live connections of them and of their modules
};

struct AccessMembersChanged
{
    std::size_t added = 0;
    std::size_t removed = 0;
};

/// Callable from any thread; the writer ends before this does. by: the policy; note: may be null. Errors of
/// all: Unavailable; of changes also DiskFull, StorageFailed.
class AccessGroups final
{
public:
    struct Parts
    {
        Workers& workers;
        ActiveAccess& active;
        LiveAccess& live;
        const SessionDirectory& sessions;
        EventHub& events;
        const Log& log;
        const Clock& clock;
    };

    explicit AccessGroups(Parts parts) : parts_(parts) {}

    boost::asio::awaitable<Result<std::vector<AccessGroup>>> list(); ///< by name
    boost::asio::awaitable<Result<AccessGroup>> get(std::string name); ///< Errors: NotFound

    /// Creates when nothing is demanded, else replaces condition and reason. condition: as AccessCondition
    /// takes it; empty = none. Errors: InvalidArgument, InvalidOperation (too many), NotFound, PreconditionFailed.
    boost::asio::awaitable<Result<AccessGroup>> put(std::string name,
                                                    std::string condition,
                                                    std::string reason,
                                                    EtagCondition version,
                                                    std::string by,
                                                    AuditNotePtr note = {});

    /// Errors: NotFound, PreconditionFailed, InvalidOperation (an entry is about it).
    boost::asio::awaitable<Result<void>> remove(std::string name,
                                                EtagCondition version,
                                                std::string by,
                                                AuditNotePtr note = {});

    /// By id, those behind `after`. Errors: NotFound.
    boost::asio::awaitable<Result<std::vector<std::string>>> members(std::string name,
                                                                     std::string after,
                                                                     std::size_t limit);

    /// Ids of devices, registered or not; together 1,000 at most. Errors: InvalidArgument, NotFound,
    /// InvalidOperation (too many).
    boost::asio::awaitable<Result<AccessMembersChanged>> changeMembers(
        std::string name,
        std::vector<std::string> add,
        std::vector<std::string> remove,
        std::string by,
        AuditNotePtr note = {});

    /// Errors: InvalidArgument, Unavailable (the fleet is too large to be counted in time).
    boost::asio::awaitable<Result<AccessGroupPreview>> preview(std::string condition);

private:
    void announce(std::string_view what, const std::string& name, const std::string& by) const;
    void recheckMembers(const std::vector<AccessMember>& members);

    Parts parts_;
};

} // namespace hub
