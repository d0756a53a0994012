// Changing keys without cutting off who uses them: a new secondary key, an exchange of the two, and
// the end of the old one, which is refused while somebody still uses it.
#pragma once

#include "services/event_hub.h"
#include "services/key_use_log.h"
#include "services/registry.h"
#include "services/session_directory.h"
#include "services/workers.h"

#include "domain/etag.h"
#include "domain/policy.h"

#include "base/log.h"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace hub {

enum class RolloverStep {
    NewSecondary, ///< the secondary key is made anew; new programs get it
    Swap,         ///< the two change places; both stay good
    Retire,       ///< what is the secondary key now is made anew: the old one is good no more
};

std::string_view nameOf(RolloverStep step); ///< "newSecondary", "swap", "retire"
std::optional<RolloverStep> rolloverStepFromName(std::string_view name);

/// Which keys are made anew at once, whoever uses them.
enum class KeyChoice { Primary, Secondary, Both };

std::string_view nameOf(KeyChoice choice); ///< "primaryKey", "secondaryKey", "both"
std::optional<KeyChoice> keyChoiceFromName(std::string_view name); ///< ignoring case

struct Rollover
{
    RolloverStep step = RolloverStep::Swap;
    bool force = false;           ///< also a key that is in use
    bool dropConnections = false; ///< live connections sign in anew, whichever key they used
    EtagCondition condition{};    ///< of identities
};

struct PolicyView
{
    SharedAccessPolicy policy;
    KeyUseView use;
};

/// Callable from any thread. Errors of all: Unavailable; of changes also DiskFull, StorageFailed.
class KeyRollover final
{
public:
    struct Parts
    {
        Workers& workers;
        SessionDirectory& sessions;
        KeyUseLog& uses;
        EventHub& events;
        const Log& log;
        const Clock& clock;
        std::chrono::hours inUse{24}; ///< so long after its last use a key counts as used
        /// The keys of iothubowner are others; on the writer. May be empty.
        std::function<void(const SymmetricKeys&)> ownerChanged{};
    };

    explicit KeyRollover(Parts parts) : parts_(std::move(parts)) {}

    /// Errors: DeviceNotFound, ModuleNotFound, PreconditionFailed, InvalidOperation (it has no keys),
    /// KeyInUse (by whom and when).
    boost::asio::awaitable<Result<DeviceView>> identity(IdentityId id,
                                                        Rollover rollover,
                                                        AuditNotePtr note = {});

    /// New keys without steps, as Azure has it: connections with a key that ends are closed. Errors:
    /// DeviceNotFound, ModuleNotFound, InvalidOperation.
    boost::asio::awaitable<Result<DeviceView>> regenerate(IdentityId id,
                                                          KeyChoice choice,
                                                          AuditNotePtr note = {});

    /// Errors: NotFound, KeyInUse.
    boost::asio::awaitable<Result<PolicyView>> policy(std::string name,
                                                      Rollover rollover,
                                                      AuditNotePtr note = {});

    boost::asio::awaitable<Result<std::vector<PolicyView>>> policies(); ///< by name

private:
    Result<DeviceRow> changeIdentity(Storage& storage, const IdentityId& id, const Rollover& rollover);
    Result<DeviceRow> renewKeys(Storage& storage, const IdentityId& id, KeyChoice choice);
    Result<SharedAccessPolicy> changePolicy(Storage& storage,
                                            const std::string& name,
                                            const Rollover& rollover);
    Result<void> change(Storage& storage,
                        const KeyHolder& holder,
                        SymmetricKeys& keys,
                        const Rollover& rollover,
                        const std::vector<std::shared_ptr<const SessionInfo>>& live);
    Result<void> checkUnused(const SymmetricKeys& keys,
                             const KeyUses& uses,
                             const std::vector<std::shared_ptr<const SessionInfo>>& live) const;
    void dropWithIdentity(const DeviceIdentity& identity, bool all);
    void dropWithPolicy(const SharedAccessPolicy& policy, bool all);
    void tell(const IdentityId& id, std::string_view keys);

    Parts parts_;
};

} // namespace hub
