#include "services/twin_change.h"

#include "base/json_writer.h"

namespace hub {
namespace {

Result<std::optional<TwinSectionChange>> parseSection(const std::optional<std::string>& text,
                                                  std::string path,
                                                  bool replaces)
{
    if (text == "null" || (!text && replaces)) {
        return TwinSectionChange{{}, true};
    }
    if (!text) {
        return std::nullopt;
    }
    HUB_TRY(json::object values, parseTwinObject(*text, std::move(path)));
    return TwinSectionChange{std::move(values), replaces};
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

Result<void> changeTags(const TwinSectionChange& change, TwinView& view)
{
    const json::object before = change.replaces ? json::object() : std::move(view.twin.tags);
    HUB_TRY(view.twin.tags, merge(before, change.values, TwinPart::Tags));
    view.device.row.identity.tags = jsonText(view.twin.tags);
    return success();
}

/// Gives the patch that a device makes the same change with.
Result<json::object> changeDesired(const TwinSectionChange& change, TwinSection& desired, WallTime now)
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

Result<json::object> parseTwinObject(const std::string& text, std::string path)
{
    HUB_TRY(json::value value, parseJson(text));
    HUB_TRYV(JsonView(value, std::move(path)).object());
    return std::move(value.get_object());
}

Result<TwinRow> findTwin(Storage& storage, DeviceKey device)
{
    HUB_TRY(std::optional<TwinRow> row, storage.twins().find(device));
    if (!row) {
        return fail(Errc::DeviceNotFound, "the device is not registered any more");
    }
    return std::move(*row);
}

Result<TwinChange> TwinChange::parse(const TwinUpdate& update, bool replaces)
{
    TwinChange change;
    HUB_TRY(change.tags, parseSection(update.tags, "tags", replaces));
    HUB_TRY(change.desired, parseSection(update.desired, "properties.desired", replaces));
    return change;
}

Result<void> TwinChange::check() const
{
    if (tags) {
        HUB_TRYV(merge({}, tags->values, TwinPart::Tags));
    }
    if (desired) {
        HUB_TRYV(merge({}, desired->values, TwinPart::Desired));
    }
    return success();
}

Result<TwinView> TwinChanges::read(Storage& storage, const IdentityId& id) const
{
    TwinView view;
    HUB_TRY(view.device.row, findIdentity(storage, id));
    const DeviceIdentity& identity = view.device.row.identity;
    HUB_TRY(TwinRow stored, findTwin(storage, identity.key));
    view.twin = std::move(stored.twin);
    HUB_TRY(view.twin.tags, parseTwinObject(identity.tags, "tags"));
    view.device.session = parts_.sessions.find(id);
    view.modelId = view.device.session ? view.device.session->modelId : std::move(stored.modelId);
    view.pendingCommands = stored.pendingCommands;
    view.configurations = std::move(stored.configurations);
    return view;
}

Result<ChangedTwin> TwinChanges::apply(Storage& storage,
                                       TwinView view,
                                       const TwinChange& change) const
{
    ChangedTwin changed;
    changed.view = std::move(view);
    if (!change.tags && !change.desired) {
        return changed;
    }
    Twin& twin = changed.view.twin;
    changed.before = auditJson(twin, change.tags.has_value(), change.desired.has_value());
    if (change.tags) {
        HUB_TRYV(changeTags(*change.tags, changed.view));
        HUB_TRYV(storage.identities().replace(changed.view.device.row.identity));
        changed.tags = true;
    }
    if (change.desired) {
        HUB_TRY(const json::object patch,
                changeDesired(*change.desired, twin.desired, parts_.clock.wall()));
        changed.desired =
            std::make_shared<const std::string>(withVersion(patch, twin.desired.version));
    }
    ++twin.etag;
    ++twin.version;
    changed.after = auditJson(twin, change.tags.has_value(), change.desired.has_value());
    const DeviceIdentity& identity = changed.view.device.row.identity;
    const TwinRow row{identity.id, twin, changed.view.modelId, 0};
    HUB_TRYV(storage.twins().put(identity.key, row));
    return changed;
}

void TwinChanges::announce(const ChangedTwin& changed) const
{
    const IdentityId& id = changed.view.device.row.identity.id;
    const Twin& twin = changed.view.twin;
    if (changed.desired) {
        tellDevice(changed);
        publish(id, TwinPart::Desired, twin.desired.version);
    }
    if (changed.tags) {
        if (!id.isModule()) {
            parts_.live.deviceChanged(changed.view.device.row.identity);
        }
        publish(id, TwinPart::Tags, twin.version);
        parts_.log.info("device-updated", {{"device", id.text()}});
        parts_.events.publish("device-updated", id.text(), "{}");
    }
}

void TwinChanges::tellDevice(const ChangedTwin& changed) const
{
    const DeviceIdentity& identity = changed.view.device.row.identity;
    const auto session = parts_.sessions.find(identity.id);
    const auto link = parts_.sessions.link(identity.id);
    if (link && session && session->key == identity.key) { // a later generation has another twin
        link->desiredChanged(changed.view.twin.desired.version, changed.desired);
    }
}

void TwinChanges::publish(const IdentityId& id, TwinPart part, std::uint64_t version) const
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
