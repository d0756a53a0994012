// Brings a twin to what the configurations want of it: which of them are for it, which setting wins,
// and what has to change. Inside a transaction; what is told of it comes after the commit.
#pragma once

#include "services/audit_note.h"
#include "services/registry.h"
#include "services/twin_change.h"

#include "storage/storage.h"

#include "domain/configuration.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hub {

/// All configurations as they were at one moment, parsed, those that win first.
struct ConfigurationSet
{
    struct Member
    {
        Configuration configuration;
        ConfigurationContent content;
        std::optional<TwinCondition> target; ///< nothing: no twin
    };

    std::int64_t change = 0; ///< ConfigurationStore::changeNumber()
    std::vector<Member> members;

    /// Errors: Corrupt.
    static Result<ConfigurationSet> load(Storage& storage);
};

/// What a step has done; told after its commit.
struct SettledTwins
{
    bool isStale = false; ///< the configurations have changed meanwhile: nothing was done
    std::size_t looked = 0; ///< at so many of the keys; the others are left for another transaction
    std::vector<ChangedTwin> changed{};
    std::vector<IdentityId> added{}; ///< modules that a deployment named and the device did not have
    std::vector<AuditNotePtr> notes{};
    std::size_t refused = 0; ///< twins that do not take what is meant for them
    std::string refusal{};   ///< the last one
};

class ConfigurationSettler final
{
public:
    struct Parts
    {
        TwinChanges::Parts twins;
        Registry& registry;
        AuditTrail& trail;
    };

    explicit ConfigurationSettler(Parts parts)
        : twins_(parts.twins), sessions_(parts.twins.sessions), registry_(parts.registry),
          trail_(parts.trail), log_(parts.twins.log)
    {
    }

    /// Those of `keys` where something has to change. On any thread that may block.
    Result<std::vector<DeviceKey>> unsettled(Storage& storage,
                                             const ConfigurationSet& set,
                                             std::span<const DeviceKey> keys) const;

    /// On the writer, inside a transaction. A device stands for its modules too as far as deployments
    /// to edge devices go. Stops when it has changed enough. Errors: those of the store.
    Result<SettledTwins> settle(Storage& storage,
                                const ConfigurationSet& set,
                                std::span<const DeviceKey> keys) const;

    /// Replaces the desired properties of an edge device's modules, or, of other content, sets those
    /// of the device, whatever configurations say. Each effect leaves a record like `note`, or of the
    /// hub itself when that is null. On the writer, inside a transaction. Errors:
    /// DeviceNotFound, InvalidOperation, InvalidConfigurationContent, InvalidArgument,
    /// MessageTooLarge, TooManyModules, TooManyDevices.
    Result<SettledTwins> apply(Storage& storage,
                               const std::string& device,
                               const ConfigurationContent& content,
                               const AuditNotePtr& note) const;

    /// After the commit, on the writer.
    void tell(const SettledTwins& settled) const;

private:
    struct Claim;
    struct Plan;
    struct Unit;

    Result<Unit> unitOf(Storage& storage, const ConfigurationSet& set, DeviceKey key) const;
    Result<void> planDevice(Storage& storage, const ConfigurationSet& set, StoredTwin twin,
                            Unit& unit) const;
    Result<void> planModules(Storage& storage, const ConfigurationSet& set,
                             const StoredTwin& device, const std::vector<Claim>& deployed,
                             Unit& unit) const;
    Result<Plan> planModule(Storage& storage, const ConfigurationSet& set, const StoredTwin& module,
                            const std::vector<Claim>& deployed) const;
    Result<std::vector<Claim>> deploymentsOf(Storage& storage, const ConfigurationSet& set,
                                             const std::string& device) const;
    std::vector<Claim> claimsOn(const ConfigurationSet& set, ConfigurationKind kind,
                                const StoredTwin& twin) const;
    Result<Plan> planOf(Storage& storage, const StoredTwin& twin, std::vector<Claim> claims) const;
    Result<void> carryOut(Storage& storage, const ConfigurationSet& set, const Plan& plan,
                          SettledTwins& settled) const;
    AuditNotePtr ownNote(std::int64_t change) const;
    Result<void> addModule(Storage& storage, const IdentityId& id, const AuditNotePtr& note,
                           SettledTwins& settled) const;
    Result<void> replaceDesired(Storage& storage, const IdentityId& id, TwinSectionChange section,
                                const AuditNotePtr& note, SettledTwins& settled) const;

    TwinChanges twins_;
    const SessionDirectory& sessions_;
    Registry& registry_;
    AuditTrail& trail_;
    const Log& log_;
};

/// What stands in `requestId` of the records of what an evaluation did with twins:
/// "configurations/{change}", with the number that stands in the record of the last change.
std::string evaluationRequestId(std::int64_t change);

} // namespace hub
