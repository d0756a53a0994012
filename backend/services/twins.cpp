#include "services/twins.h"

#include "base/json_writer.h"

#include <memory>

namespace hub {
namespace {

/// What happens to tags or to desired properties.
struct SectionChange
{
    json::object values;
    bool replaces = false; ///< else they are merged
};

/// path: for messages; empty = the body.
Result<json::object> parseObject(const std::string& text, std::string path)
{
    HUB_TRY(json::value value, parseJson(text));
    HUB_TRYV(JsonView(value, std::move(path)).object());
    return std::move(value.get_object());
}

Result<std::optional<SectionChange>> parseSection(const std::optional<std::string>& text,
                                                  std::string path,
                                                  bool replaces)
{
    if (text == "null" || (!text && replaces)) {
        return SectionChange{{}, true};
    }
    if (!text) {
        return std::nullopt;
    }
    HUB_TRY(json::object values, parseObject(*text, std::move(path)));
    return SectionChange{std::move(values), replaces};
}

Result<DeviceRow> findIdentity(Storage& storage, const IdentityId& id)
{
    HUB_TRY(std::optional<DeviceRow> row, storage.identities().find(id));
    if (row) {
        return std::move(*row);
    }
    if (id.isModule()) {
        HUB_TRY(const auto device, storage.identities().find({id.device, {}}));
        return device ? fail(Errc::ModuleNotFound, id.text())
                      : fail(Errc::DeviceNotFound, id.device);
    }
    return fail(Errc::DeviceNotFound, id.text());
}

Result<TwinRow> findTwin(Storage& storage, DeviceKey device)
{
    HUB_TRY(std::optional<TwinRow> row, storage.twins().find(device));
    if (!row) {
        return fail(Errc::DeviceNotFound, "the device is not registered any more");
    }
    return std::move(*row);
}

/// For the audit log: the parts that a change is about.
std::string auditJson(const Twin& twin, bool tags, bool desired)
{
    std::string json;
    JsonWriter writer(json);
    writer.beginObject().member("version", std::to_string(twin.version));
    if (tags) {
        writer.key("tags").raw(jsonText(twin.tags));
    }
    if (desired) {
        writer.key("desired").raw(jsonText(twin.desired.values));
    }
    writer.endObject();
    return json;
}

Result<void> changeTags(const SectionChange& change, TwinView& view)
{
    const json::object before = change.replaces ? json::object() : std::move(view.twin.tags);
    HUB_TRY(view.twin.tags, merge(before, change.values, TwinPart::Tags));
    view.device.row.identity.tags = jsonText(view.twin.tags);
    return success();
}

/// Gives the patch that a device makes the same change with.
Result<json::object> changeDesired(const SectionChange& change, TwinSection& desired, WallTime now)
{
    if (!change.replaces) {
        HUB_TRYV(applyPatch(desired, change.values, TwinPart::Desired, now));
        return change.values;
    }
    const json::object before = desired.values;
    HUB_TRYV(replaceSection(desired, change.values, TwinPart::Desired, now));
    return replacementPatch(before, desired.values);
}

} // namespace

struct Twins::Change
{
    IdentityId id;
    EtagCondition condition;
    std::optional<SectionChange> tags;
    std::optional<SectionChange> desired;

    static Result<Change>
    parse(IdentityId id, EtagCondition condition, const TwinUpdate& update, bool replaces)
    {
        Change change{std::move(id), std::move(condition), {}, {}};
        HUB_TRY(change.tags, parseSection(update.tags, "tags", replaces));
        HUB_TRY(change.desired, parseSection(update.desired, "properties.desired", replaces));
        return change;
    }
};

/// What a commit has made of a twin.
struct Twins::Changed
{
    TwinView view;
    bool tags = false;
    std::shared_ptr<const std::string> desired; ///< what the device is told; nothing = as it was
};

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
    HUB_CO_TRY(json::object values, parseObject(patch, {}));
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
        publish(row.id, TwinPart::Reported, row.twin.reported.version);
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
    auto work = [this, id](Storage& storage) { return read(storage, id); };
    co_return co_await parts_.workers.read(work);
}

boost::asio::awaitable<Result<TwinView>> Twins::patch(IdentityId id,
                                                      TwinUpdate update,
                                                      EtagCondition condition,
                                                      AuditNotePtr note)
{
    auto change = Change::parse(std::move(id), std::move(condition), update, false);
    co_return co_await write(std::move(change), note);
}

boost::asio::awaitable<Result<TwinView>> Twins::replace(IdentityId id,
                                                        TwinUpdate update,
                                                        EtagCondition condition,
                                                      AuditNotePtr note)
{
    auto change = Change::parse(std::move(id), std::move(condition), update, true);
    co_return co_await write(std::move(change), note);
}

boost::asio::awaitable<Result<TwinView>> Twins::replaceTags(IdentityId id,
                                                            std::string tags,
                                                            AuditNotePtr note)
{
    Change change{std::move(id), {}, {}, {}};
    HUB_CO_TRY(change.tags, parseSection(tags, "tags", true));
    Result<Change> parsed(std::move(change));
    co_return co_await write(std::move(parsed), note);
}

boost::asio::awaitable<Result<TwinView>> Twins::write(Result<Change> parsed, AuditNotePtr note)
{
    HUB_CO_TRY(Change made, std::move(parsed));
    const auto change = std::make_shared<const Change>(std::move(made));
    auto work = [this, change, note](Storage& storage) { return apply(storage, *change, note); };
    auto committed = [this](const Changed& changed) { announce(changed); };
    HUB_CO_TRY(Changed changed, co_await parts_.workers.write(work, committed, note));
    co_return std::move(changed.view);
}

Result<TwinView> Twins::read(Storage& storage, const IdentityId& id) const
{
    TwinView view;
    HUB_TRY(view.device.row, findIdentity(storage, id));
    const DeviceIdentity& identity = view.device.row.identity;
    HUB_TRY(TwinRow stored, findTwin(storage, identity.key));
    view.twin = std::move(stored.twin);
    HUB_TRY(view.twin.tags, parseObject(identity.tags, "tags"));
    view.device.session = parts_.sessions.find(id);
    view.modelId = view.device.session ? view.device.session->modelId : std::move(stored.modelId);
    view.pendingCommands = stored.pendingCommands;
    return view;
}

Result<Twins::Changed> Twins::apply(Storage& storage,
                                    const Change& change,
                                    const AuditNotePtr& note) const
{
    Changed changed;
    HUB_TRY(changed.view, read(storage, change.id));
    Twin& twin = changed.view.twin;
    if (const std::string etag = twinEtagText(twin.etag); !change.condition.matchesText(etag)) {
        return fail(Errc::PreconditionFailed,
                    "Precondition failed: Device version did not match, existingVersion:" + etag);
    }
    if (!change.tags && !change.desired) {
        return changed;
    }
    const std::string before = auditJson(twin, change.tags.has_value(), change.desired.has_value());
    HUB_TRYV(applyTo(storage, change, changed));
    ++twin.etag;
    ++twin.version;
    noteChange(note, before,
               auditJson(twin, change.tags.has_value(), change.desired.has_value()));
    const DeviceKey key = changed.view.device.row.identity.key;
    const TwinRow row{change.id, twin, changed.view.modelId, 0};
    HUB_TRYV(storage.twins().put(key, row));
    return changed;
}

Result<void> Twins::applyTo(Storage& storage, const Change& change, Changed& changed) const
{
    TwinSection& desired = changed.view.twin.desired;
    if (change.tags) {
        HUB_TRYV(changeTags(*change.tags, changed.view));
        HUB_TRYV(storage.identities().replace(changed.view.device.row.identity));
        changed.tags = true;
    }
    if (change.desired) {
        HUB_TRY(const json::object patch,
                changeDesired(*change.desired, desired, parts_.clock.wall()));
        changed.desired = std::make_shared<const std::string>(withVersion(patch, desired.version));
    }
    return success();
}

void Twins::announce(const Changed& changed) const
{
    const IdentityId& id = changed.view.device.row.identity.id;
    const Twin& twin = changed.view.twin;
    if (changed.desired) {
        tellDevice(changed);
        publish(id, TwinPart::Desired, twin.desired.version);
    }
    if (changed.tags) {
        if (!id.isModule()) {
            parts_.live.tagsChanged(id.device, changed.view.device.row.identity.tags);
        }
        publish(id, TwinPart::Tags, twin.version);
        parts_.log.info("device-updated", {{"device", id.text()}});
        parts_.events.publish("device-updated", id.text(), "{}");
    }
}

void Twins::tellDevice(const Changed& changed) const
{
    const DeviceIdentity& identity = changed.view.device.row.identity;
    const auto session = parts_.sessions.find(identity.id);
    const auto link = parts_.sessions.link(identity.id);
    if (link && session && session->key == identity.key) { // a later generation has another twin
        link->desiredChanged(changed.view.twin.desired.version, changed.desired);
    }
}

void Twins::publish(const IdentityId& id, TwinPart part, std::uint64_t version) const
{
    std::string data;
    JsonWriter(data)
        .beginObject()
        .member("part", nameOf(part))
        .member("version", std::to_string(version))
        .endObject();
    parts_.events.publish("twin", id.text(), std::move(data));
}

} // namespace hub
