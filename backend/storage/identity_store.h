// Who is registered. Blocking; one thread at a time; outside a transaction one call is one.
#pragma once

#include "domain/identity.h"
#include "domain/query_expression.h"
#include "domain/tag_condition.h"

#include <map>
#include <optional>
#include <span>
#include <vector>

namespace hub {

/// When a device was last heard, last connected or disconnected, and why it was disconnected last;
/// nothing = never.
struct DeviceActivity
{
    std::optional<WallTime> lastHeard;
    std::optional<WallTime> connectionChanged;
    std::string disconnectReason{}; ///< as nameOf(CloseReason) says it; empty = never, or not known
};

/// A row's place in an order of the list; what the next page starts behind. Which members say it depends
/// on the order.
struct DevicePlace
{
    std::uint32_t part = 0; ///< of the order
    std::int64_t integer = 0;
    double real = 0;
    std::string text{};
    DeviceKey key = 0;
};

struct DeviceRow
{
    DeviceIdentity identity; ///< without keys in lists
    DeviceActivity activity;
    std::uint64_t pendingCommands = 0; ///< that wait or are in flight; not in searches; read only
    DevicePlace place{};               ///< in searches only
};

struct DeviceStatistics
{
    std::uint64_t total = 0;
    std::uint64_t disabled = 0;
};

/// Status: disabled ones first. Queue: by how much waits or is in flight. Tag: numbers, then texts and
/// booleans, then, in both directions, devices without it.
enum class DeviceOrder { Id, LastHeard, Status, Queue, Tag };

struct DeviceQuery
{
    std::string contains; ///< any part of the id, ignoring ASCII case; empty = all
    std::string tagName;  ///< empty = no condition
    std::string tagValue;
    std::optional<TagCondition> scope; ///< of who asks: another condition
    QueryExpressionPtr where;          ///< of the query language; null = no condition
    DeviceOrder order = DeviceOrder::Id;
    std::string orderTag; ///< of order Tag: its path, as "place.floor"
    bool descending = false;
    std::optional<DevicePlace> after;
    std::size_t offset = 0; ///< for scroll-bar jumps only
    std::size_t limit = 256;
};

struct DevicePage
{
    std::vector<DeviceRow> rows;
    bool exact = true;                  ///< else some may not fulfil `where`
    std::optional<DevicePlace> next;    ///< nothing on the last page
    std::optional<std::uint64_t> total; ///< of all that match; nothing unless exact
};

struct ActivityNote
{
    DeviceKey key = 0;
    DeviceActivity activity; ///< only what is set is written
};

/// An id and generation by its key, also after the identity is gone.
struct KeyOwner
{
    IdentityId id;
    std::string generationId;
};

class IdentityStore
{
public:
    virtual ~IdentityStore() = default;

    /// Stores a new identity and gives it key and generation. Errors: DeviceAlreadyExists,
    /// ModuleAlreadyExists.
    virtual Result<DeviceIdentity> create(DeviceIdentity identity, WallTime now) = 0;

    /// With keys. Takes the same work when there is no such identity. Errors: Corrupt (a key does
    /// not open).
    virtual Result<std::optional<DeviceRow>> find(const IdentityId& id) = 0;

    /// Writes all but key, id and generation. Errors: DeviceNotFound, ModuleNotFound.
    virtual Result<void> replace(const DeviceIdentity& identity) = 0;

    /// That one identity: a device's modules are identities of their own. Errors: DeviceNotFound,
    /// ModuleNotFound.
    virtual Result<void> remove(const IdentityId& id, WallTime now) = 0;

    /// Up to `limit` devices with keys, by id; with a scope, of those that have the tag.
    virtual Result<std::vector<DeviceRow>> list(std::size_t limit,
                                                const std::optional<TagCondition>& scope = {}) = 0;

    /// A device's modules with keys, by id.
    virtual Result<std::vector<DeviceRow>> modules(std::string_view device) = 0;

    /// Errors: InvalidArgument (after: of another order).
    virtual Result<DevicePage> search(const DeviceQuery& query) = 0;
    /// scope: counts only devices with this tag.
    virtual Result<DeviceStatistics> statistics(
        const std::optional<TagCondition>& scope = {}) = 0;
    /// Whether a device is registered and has the tag.
    virtual Result<bool> hasTag(std::string_view device, const TagCondition& tag) = 0;

    /// Devices and modules.
    virtual Result<std::uint64_t> count() = 0;

    virtual Result<void> noteActivity(std::span<const ActivityNote> notes) = 0;

    /// Keys of all generations of an id whose messages were not erased, newest last.
    virtual Result<std::vector<DeviceKey>> keysOf(const IdentityId& id) = 0;
    /// The same of a device and all modules that it ever had.
    virtual Result<std::vector<DeviceKey>> keysWithModules(std::string_view device) = 0;
    virtual Result<std::map<DeviceKey, KeyOwner>> owners(std::span<const DeviceKey> keys) = 0;

    // Erasing messages: asked for here, done in the event log, then noted here.

    /// From now on keysOf() leaves these out.
    virtual Result<void> askErase(std::span<const DeviceKey> keys, WallTime now) = 0;
    virtual Result<void> noteErased(DeviceKey key, WallTime now) = 0;
    virtual Result<std::vector<DeviceKey>> keysToErase() = 0; ///< at most 1,000
};

} // namespace hub
