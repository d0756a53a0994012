// The identity registry: create, read, replace, delete, list, search. What is changed is durable
// when a call resumes; connections of a device that lost its rights are closed then.
#pragma once

#include "services/event_hub.h"
#include "services/key_use_log.h"
#include "services/live_access.h"
#include "services/session_directory.h"
#include "services/workers.h"

#include "domain/edge_scope.h"
#include "domain/etag.h"

#include "base/log.h"

#include <boost/asio/awaitable.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hub {

/// What a PUT says. Members that are not given have these defaults: a PUT replaces everything.
struct IdentityUpdate
{
    bool enabled = true;
    std::string statusReason;
    AuthType authType = AuthType::Sas;
    SymmetricKeys keys; ///< empty with Sas: two new ones are made
    bool keepsKeys = false; ///< else: those that are there stay
    Thumbprints thumbprints;
    bool edge = false;
    ScopeWish scopes{}; ///< of devices
    std::string managedBy; ///< of modules
    std::optional<std::string> tags; ///< JSON object; nothing = as they are
    /// Of who asks; nothing = the whole fleet. A new device gets its tag, one that is there must have it.
    std::optional<TagCondition> part{};
};

/// Whether a PUT is about what is there.
enum class PutMode { Create, Replace, CreateOrReplace };

/// A registered device and its live session, if it has one.
struct DeviceView
{
    DeviceRow row;
    std::shared_ptr<const SessionInfo> session;
};

struct DeviceViewPage
{
    std::vector<DeviceView> devices; ///< without keys
    std::optional<DevicePlace> next;
    std::optional<std::uint64_t> total; ///< nothing when indexes alone cannot tell
};

/// Callable from any thread. Errors of all: Unavailable; of changes also DiskFull, StorageFailed.
class Registry final
{
public:
    struct Parts
    {
        Workers& workers;
        SessionDirectory& sessions;
        LiveAccess& live;
        KeyUseLog& keyUse;
        EventHub& events;
        const Log& log;
        const Clock& clock;
    };

    explicit Registry(Parts parts) : parts_(parts) {}

    // Devices and modules.

    /// Errors: DeviceNotFound, ModuleNotFound.
    boost::asio::awaitable<Result<DeviceView>> get(IdentityId id);

    /// Creates when nothing is demanded, else replaces. An edge device gets its two modules too.
    /// Errors: InvalidArgument, DeviceAlreadyExists, DeviceNotFound, ModuleAlreadyExists,
    /// ModuleNotFound, PreconditionFailed, InvalidOperation, TooManyDevices, TooManyModules.
    boost::asio::awaitable<Result<DeviceView>> put(IdentityId id,
                                                   IdentityUpdate update,
                                                   EtagCondition condition,
                                                   AuditNotePtr note = nullptr);

    /// The same; what is demanded counts only for what is there.
    boost::asio::awaitable<Result<DeviceView>> put(IdentityId id,
                                                   IdentityUpdate update,
                                                   PutMode mode,
                                                   EtagCondition condition,
                                                   AuditNotePtr note);

    /// A device goes with its modules. Errors: DeviceNotFound, ModuleNotFound, PreconditionFailed.
    boost::asio::awaitable<Result<void>> remove(IdentityId id,
                                                EtagCondition condition,
                                                AuditNotePtr note = nullptr);

    /// Of one device, by id. Errors: DeviceNotFound.
    boost::asio::awaitable<Result<std::vector<DeviceView>>> modules(std::string device);

    /// A module that a configuration wants: inside a transaction on the writer; tell it after the
    /// commit. Errors: as put().
    Result<DeviceIdentity> addModule(Storage& storage,
                                     const IdentityId& id,
                                     const IdentityUpdate& update);
    void announceModule(const IdentityId& id) { announce("created", id); }

    // Changes inside somebody else's transaction on the writer.

    struct Changed
    {
        std::string before; ///< for the audit log
        std::string after;
        std::function<void()> told; ///< to be called after the commit
    };
    /// stored: read in this transaction. What is so already stays as it is. Errors: DeviceNotFound,
    /// ModuleNotFound.
    Result<Changed> setStatus(Storage& storage,
                              DeviceIdentity stored,
                              bool enabled,
                              const std::string& reason);
    /// A device goes with its modules. Errors: DeviceNotFound, ModuleNotFound.
    Result<Changed> remove(Storage& storage, const DeviceIdentity& stored);

    // Devices. scope: of who asks; nothing = the whole fleet.

    boost::asio::awaitable<Result<std::vector<DeviceView>>> list(
        std::size_t limit, std::optional<TagCondition> scope = {});
    /// A page of a condition that is judged device by device may have fewer rows than it could, also
    /// none, and still not be the last. Errors: InvalidArgument (such a condition with an offset).
    boost::asio::awaitable<Result<DeviceViewPage>> search(DeviceQuery query);
    boost::asio::awaitable<Result<DeviceStatistics>> statistics(
        std::optional<TagCondition> scope = {});

    /// Hides all messages of an id at once, those of a device's modules too, whether it is registered
    /// or not, and lets the eraser remove them from the disk.
    boost::asio::awaitable<Result<void>> eraseHistory(IdentityId id, AuditNotePtr note = nullptr);

private:
    /// A row after a PUT.
    struct Stored
    {
        DeviceRow row;
        bool isNew = false;
    };
    Result<Stored> store(Storage& storage,
                         const IdentityId& id,
                         const IdentityUpdate& update,
                         PutMode mode,
                         const EtagCondition& condition,
                         const AuditNotePtr& note);
    Result<DeviceIdentity> create(Storage& storage,
                                  const IdentityId& id,
                                  const IdentityUpdate& update,
                                  const AuditNotePtr& note);
    Result<DeviceIdentity> replace(Storage& storage,
                                   const IdentityId& id,
                                   const IdentityUpdate& update,
                                   const EtagCondition& condition,
                                   const AuditNotePtr& note);
    Result<void> checkRoom(Storage& storage, const IdentityId& id);
    Result<DeviceIdentity> add(Storage& storage,
                               const IdentityId& id,
                               const IdentityUpdate& update);
    Result<void> setParent(Storage& storage,
                           const IdentityUpdate& update,
                           const DeviceIdentity* stored,
                           DeviceIdentity& identity) const;
    Result<void> addEdgeModules(Storage& storage, const std::string& device);
    void announce(std::string_view what, const IdentityId& id);
    DeviceView viewOf(DeviceRow row) const;
    std::vector<DeviceView> viewsOf(std::vector<DeviceRow> rows) const;

    Parts parts_;
};

} // namespace hub
