// The allow list, the block list and the mode. What is changed is durable and in force when a call
// resumes, and live connections that it refuses are closed.
#pragma once

#include "services/event_hub.h"
#include "services/live_access.h"
#include "services/workers.h"

#include "domain/etag.h"

#include "base/log.h"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace hub {

struct NewAccessEntry
{
    AccessList list{};
    AccessKind kind{};
    std::string value; ///< in any way that canonicalValue() takes
    std::string reason;
    std::optional<WallTime> until;
};

struct AccessEntryPage
{
    std::vector<AccessEntry> entries; ///< by id
    std::optional<AccessEntryId> next; ///< what the next page starts behind
};

struct AddedAccessEntries
{
    std::size_t added = 0;
    std::size_t present = 0; ///< that the lists had already; they stay as they are
};

struct AccessModeView
{
    AccessMode mode = AccessMode::Open;
    std::uint64_t etag = 0;
};

/// Whom an explanation is asked for.
struct AccessQuestion
{
    std::string device; ///< id; empty = nobody certain
    std::string address;
    std::string thumbprint; ///< SHA-1, SHA-256, or both of a certificate with a comma between them
    AccessScope scope = AccessScope::Device;
};

struct AccessExplanation
{
    AccessDecision decision;
    std::vector<std::string> groups; ///< that the device is in
};

/// Errors: Corrupt, Io.
Result<AccessModeView> accessMode(Storage& storage);

/// Reads the rules of a hub that starts. Errors: Corrupt, Io.
Result<AccessRules> loadAccessRules(Storage& storage, AuditTrail& trail);

/// Callable from any thread; the writer ends before this does. by: the policy; note: may be null. Errors of
/// all: Unavailable; of changes also DiskFull, StorageFailed.
class AccessControl final
{
public:
    struct Parts
    {
        Workers& workers;
        ActiveAccess& active;
        LiveAccess& live;
        EventHub& events;
        const Log& log;
        const Clock& clock;
    };

    explicit AccessControl(Parts parts) : parts_(parts), checked_(parts.clock.highestWall()) {}

    boost::asio::awaitable<Result<AccessEntryPage>> entries(AccessQuery query);
    boost::asio::awaitable<Result<AccessEntry>> get(AccessEntryId id); ///< Errors: NotFound

    /// Errors: InvalidArgument, NotFound (no such group), PreconditionFailed (the list has it),
    /// InvalidOperation (the lists are full).
    boost::asio::awaitable<Result<AccessEntry>> add(NewAccessEntry entry, std::string by, AuditNotePtr note = {});

    /// All or nothing, up to 1,000. Errors: as add(), but for PreconditionFailed.
    boost::asio::awaitable<Result<AddedAccessEntries>> addMany(std::vector<NewAccessEntry> entries,
                                                               std::string by,
                                                               AuditNotePtr note = {});

    /// Reason and end. Errors: InvalidArgument, NotFound, PreconditionFailed.
    boost::asio::awaitable<Result<AccessEntry>> change(AccessEntryId id,
                                                       std::string reason,
                                                       std::optional<WallTime> until,
                                                       EtagCondition condition,
                                                       std::string by,
                                                       AuditNotePtr note = {});

    /// Errors: NotFound, PreconditionFailed.
    boost::asio::awaitable<Result<void>> remove(AccessEntryId id,
                                                EtagCondition condition,
                                                std::string by,
                                                AuditNotePtr note = {});

    boost::asio::awaitable<Result<AccessModeView>> mode();

    /// Errors: PreconditionFailed.
    boost::asio::awaitable<Result<AccessModeView>> setMode(AccessMode mode,
                                                           EtagCondition condition,
                                                           std::string by,
                                                           AuditNotePtr note = {});

    /// What would be decided now, and why. Errors: InvalidArgument.
    boost::asio::awaitable<Result<AccessExplanation>> explain(AccessQuestion question);

    /// Closes the connections of those whose place on the allow list has ended. Every second; on one
    /// thread.
    void sweep();

private:
    struct Changed;
    using Work = std::function<Result<Changed>(Storage&)>;
    boost::asio::awaitable<Result<Changed>> write(Work work, AuditNotePtr note);
    Result<Changed> addAll(Storage& storage,
                           const std::vector<NewAccessEntry>& entries,
                           const std::string& by) const;
    Result<Changed> changeOne(Storage& storage,
                              AccessEntryId id,
                              const std::function<void(AccessEntry&)>& change,
                              const EtagCondition& condition,
                              const AuditNotePtr& note) const;
    void takeEffect(const Changed& changed);
    void recheck(const Changed& changed);
    void announce(std::string_view what, const std::string& detail, const std::string& by) const;

    Parts parts_;
    WallTime checked_; ///< up to when sweep() has looked; its thread only
};

} // namespace hub
