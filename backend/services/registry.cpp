#include "services/registry.h"

#include "base/crypto.h"

namespace hub {
namespace {

/// What the request demands of the stored identity, if anything.
Result<void> checkCondition(const EtagCondition& condition, const DeviceIdentity& stored)
{
    if (condition.matches(stored.etag)) {
        return success();
    }
    return fail(Errc::PreconditionFailed,
                "Precondition failed: Device version did not match, existingVersion:" +
                    std::to_string(stored.etag));
}

void apply(const IdentityUpdate& update, DeviceIdentity& identity)
{
    identity.enabled = update.enabled;
    identity.statusReason = update.statusReason;
    identity.authType = update.authType;
    identity.keys = update.authType == AuthType::Sas
                        ? (update.keys.empty() ? makeKeys() : update.keys)
                        : SymmetricKeys();
    identity.thumbprints = update.thumbprints;
    identity.edge = update.edge;
    if (update.tags) {
        identity.tags = *update.tags;
    }
}

} // namespace

DeviceView Registry::viewOf(DeviceRow row) const
{
    auto session = parts_.sessions.find(row.identity.id);
    return {std::move(row), std::move(session)};
}

boost::asio::awaitable<Result<DeviceView>> Registry::get(IdentityId id)
{
    auto work = [id](Storage& storage) { return storage.identities().find(id); };
    HUB_CO_TRY(std::optional<DeviceRow> row, co_await parts_.workers.read(work));
    if (!row) {
        co_return fail(Errc::DeviceNotFound, id.text());
    }
    co_return viewOf(std::move(*row));
}

boost::asio::awaitable<Result<DeviceView>> Registry::put(IdentityId id,
                                                         IdentityUpdate update,
                                                         EtagCondition condition)
{
    const bool creates = condition.isAbsent();
    const bool enabled = update.enabled;
    auto work = [this, id, update, condition](Storage& storage) -> Result<DeviceRow> {
        HUB_TRYV(condition.isAbsent() ? create(storage, id, update)
                                      : replace(storage, id, update, condition));
        HUB_TRY(std::optional<DeviceRow> stored, storage.identities().find(id));
        return std::move(*stored);
    };
    HUB_CO_TRY(DeviceRow row, co_await parts_.workers.write(work));
    if (!enabled) {
        parts_.sessions.revoke(id, CloseReason::IdentityDisabled);
    }
    const SymmetricKeys& keys = row.identity.keys;
    parts_.sessions.revokeOtherKeys(
        id, {sha256(keys.primary.reveal()), sha256(keys.secondary.reveal())});
    announce(creates ? "device-created" : "device-updated", id);
    co_return viewOf(std::move(row));
}

Result<DeviceIdentity> Registry::create(Storage& storage,
                                        const IdentityId& id,
                                        const IdentityUpdate& update)
{
    if (!count_) {
        HUB_TRY(const DeviceStatistics statistics, storage.identities().statistics());
        count_ = statistics.total;
    }
    if (*count_ >= limits::kMaxDevices) {
        return fail(Errc::TooManyDevices,
                    "the hub holds " + std::to_string(*count_) + " devices, the most it takes");
    }
    DeviceIdentity identity;
    identity.id = id;
    identity.etag = randomNumber() % 1'000'000'000 + 1;
    apply(update, identity);
    HUB_TRY(identity, storage.identities().create(identity, parts_.clock.highestWall()));
    ++*count_;
    return identity;
}

Result<DeviceIdentity> Registry::replace(Storage& storage,
                                         const IdentityId& id,
                                         const IdentityUpdate& update,
                                         const EtagCondition& condition)
{
    HUB_TRY(std::optional<DeviceRow> stored, storage.identities().find(id));
    if (!stored) {
        return fail(Errc::DeviceNotFound, id.text());
    }
    DeviceIdentity identity = std::move(stored->identity);
    HUB_TRYV(checkCondition(condition, identity));
    if (identity.edge && !update.edge) {
        return fail(Errc::InvalidOperation, "an edge device cannot become an ordinary one");
    }
    const bool wasEnabled = identity.enabled;
    apply(update, identity);
    if (identity.enabled != wasEnabled) {
        identity.statusUpdated = parts_.clock.wall();
    }
    ++identity.etag;
    HUB_TRYV(storage.identities().replace(identity));
    return identity;
}

boost::asio::awaitable<Result<void>> Registry::remove(IdentityId id, EtagCondition condition)
{
    auto work = [this, id, condition](Storage& storage) -> Result<void> {
        HUB_TRY(const std::optional<DeviceRow> stored, storage.identities().find(id));
        if (!stored) {
            return fail(Errc::DeviceNotFound, id.text());
        }
        HUB_TRYV(checkCondition(condition, stored->identity));
        HUB_TRYV(storage.identities().remove(id, parts_.clock.highestWall()));
        count_.reset();
        return success();
    };
    HUB_CO_TRYV(co_await parts_.workers.write(work));
    parts_.sessions.revoke(id, CloseReason::IdentityDeleted);
    announce("device-deleted", id);
    co_return success();
}

boost::asio::awaitable<Result<std::vector<DeviceView>>> Registry::list(std::size_t limit)
{
    auto work = [limit](Storage& storage) { return storage.identities().list(limit); };
    HUB_CO_TRY(std::vector<DeviceRow> rows, co_await parts_.workers.read(work));
    std::vector<DeviceView> views;
    views.reserve(rows.size());
    for (DeviceRow& row : rows) {
        views.push_back(viewOf(std::move(row)));
    }
    co_return views;
}

boost::asio::awaitable<Result<DeviceViewPage>> Registry::search(DeviceQuery query)
{
    auto work = [query](Storage& storage) { return storage.identities().search(query); };
    HUB_CO_TRY(DevicePage found, co_await parts_.workers.read(work));
    DeviceViewPage page;
    page.next = std::move(found.next);
    page.total = found.total;
    for (DeviceRow& row : found.rows) {
        page.devices.push_back(viewOf(std::move(row)));
    }
    co_return page;
}

boost::asio::awaitable<Result<DeviceStatistics>> Registry::statistics()
{
    auto work = [](Storage& storage) { return storage.identities().statistics(); };
    co_return co_await parts_.workers.read(work);
}

boost::asio::awaitable<Result<void>> Registry::eraseHistory(IdentityId id)
{
    auto work = [this, id](Storage& storage) -> Result<void> {
        HUB_TRY(const std::vector<DeviceKey> keys, storage.identities().keysOf(id));
        return storage.identities().askErase(keys, parts_.clock.wall());
    };
    HUB_CO_TRYV(co_await parts_.workers.write(work));
    announce("history-erased", id);
    co_return success();
}

void Registry::announce(std::string_view type, const IdentityId& id)
{
    parts_.log.info(type, {{"device", id.text()}});
    parts_.events.publish(type, id.text(), "{}");
}

} // namespace hub
