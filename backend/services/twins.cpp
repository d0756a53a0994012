#include "services/twins.h"

#include "base/json_writer.h"

#include <memory>

namespace hub {
// Devices.

boost::asio::awaitable<Result<std::string>> Twins::deviceView(DeviceKey device)
{
    auto work = [device](Storage& storage) { return findTwin(storage, device); };
    HUB_CO_TRY(const TwinRow row, co_await parts_.workers.read(work));
    const TwinSection& desired = row.twin.desired;
    const TwinSection& reported = row.twin.reported;
    std::string text;
    JsonWriter(text)
        .beginObject()
        .key("desired")
        .raw(withVersion(desired.values, desired.version))
        .key("reported")
        .raw(withVersion(reported.values, reported.version))
        .endObject();
    co_return text;
}

boost::asio::awaitable<Result<std::uint64_t>> Twins::patchReported(
    DeviceKey device, std::string patch, std::optional<std::uint64_t> base)
{
    HUB_CO_TRY(json::object values, parseTwinObject(patch, {}));
    auto work = [this, device, base, values = std::move(values)](Storage& storage) -> Result<TwinRow> {
        HUB_TRY(TwinRow row, findTwin(storage, device));
        TwinSection& reported = row.twin.reported;
        if (base && *base != reported.version) {
            return fail(Errc::PreconditionFailed,
                        "the reported properties have version " + std::to_string(reported.version));
        }
        HUB_TRYV(applyPatch(reported, values, TwinPart::Reported, parts_.clock.wall()));
        HUB_TRYV(storage.twins().put(device, row));
        return row;
    };
    auto committed = [this](const TwinRow& row) {
        changes_.publish(row.id, TwinPart::Reported, row.twin.reported.version);
    };
    HUB_CO_TRY(const TwinRow row, co_await parts_.workers.write(work, committed));
    co_return row.twin.reported.version;
}

void Twins::noteModelId(DeviceKey device, std::string modelId)
{
    const auto logged = [this](const Result<void>& done) {
        if (!done) {
            parts_.log.warning("model-not-stored", {{"detail", done.error().detail}});
        }
    };
    parts_.workers.post([this, device, logged, modelId = std::move(modelId)](Storage& storage) {
        const auto stored = storage.twins().modelIdOf(device);
        if (!stored) {
            logged(stored.error());
        } else if (stored.value() && *stored.value() != modelId) {
            parts_.workers.post(WriteJob{[this, device, modelId](Storage& writable) {
                                             return storeModelId(writable, device, modelId);
                                         },
                                         logged});
        }
    });
}

/// What a live session says counts for more: two sign-ins may come here in the other order.
Result<void> Twins::storeModelId(Storage& storage,
                                 DeviceKey device,
                                 const std::string& given) const
{
    HUB_TRY(std::optional<TwinRow> row, storage.twins().find(device));
    if (!row) {
        return success(); // deleted meanwhile
    }
    const auto session = parts_.sessions.find(row->id);
    row->modelId = session && session->key == device ? session->modelId : given;
    return storage.twins().put(device, *row);
}

// Back ends.

boost::asio::awaitable<Result<TwinView>> Twins::get(IdentityId id)
{
    auto work = [this, id](Storage& storage) { return changes_.read(storage, id); };
    co_return co_await parts_.workers.read(work);
}

boost::asio::awaitable<Result<TwinView>> Twins::patch(IdentityId id,
                                                      TwinUpdate update,
                                                      EtagCondition condition,
                                                      AuditNotePtr note)
{
    auto change = TwinChange::parse(update, false);
    co_return co_await write(std::move(id), std::move(condition), std::move(change), note);
}

boost::asio::awaitable<Result<TwinView>> Twins::replace(IdentityId id,
                                                        TwinUpdate update,
                                                        EtagCondition condition,
                                                        AuditNotePtr note)
{
    auto change = TwinChange::parse(update, true);
    co_return co_await write(std::move(id), std::move(condition), std::move(change), note);
}

boost::asio::awaitable<Result<TwinView>> Twins::replaceTags(IdentityId id,
                                                            std::string tags,
                                                            AuditNotePtr note)
{
    TwinUpdate update;
    update.tags = std::move(tags);
    auto change = TwinChange::parse(update, true);
    if (change) {
        change.value().desired.reset(); // as they are
    }
    const EtagCondition condition;
    co_return co_await write(std::move(id), condition, std::move(change), note);
}

boost::asio::awaitable<Result<TwinView>> Twins::write(IdentityId id,
                                                      EtagCondition condition,
                                                      Result<TwinChange> parsed,
                                                      AuditNotePtr note)
{
    HUB_CO_TRY(TwinChange made, std::move(parsed));
    const auto change = std::make_shared<const TwinChange>(std::move(made));
    auto work = [this, id, condition, change, note](Storage& storage) -> Result<ChangedTwin> {
        HUB_TRY(TwinView view, changes_.read(storage, id));
        if (const std::string etag = twinEtagText(view.twin.etag); !condition.matchesText(etag)) {
            return fail(Errc::PreconditionFailed,
                        "Precondition failed: Device version did not match, existingVersion:" +
                            etag);
        }
        HUB_TRY(ChangedTwin changed, changes_.apply(storage, std::move(view), *change));
        noteChange(note, changed.before, changed.after);
        return changed;
    };
    auto committed = [this](const ChangedTwin& changed) { changes_.announce(changed); };
    HUB_CO_TRY(ChangedTwin changed, co_await parts_.workers.write(work, committed, note));
    co_return std::move(changed.view);
}

} // namespace hub
