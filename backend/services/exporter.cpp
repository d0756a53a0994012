#include "services/exporter.h"

#include "services/twin_change.h"

#include "domain/transfer_limits.h"

#include <algorithm>

namespace hub {

using boost::asio::awaitable;

Exporter::Exporter(Parts parts, ExportOrder order) : parts_(parts), order_(std::move(order))
{
    order_.query.order = DeviceOrder::Id;
    order_.query.limit = limits::kExportPage;
}

awaitable<Result<std::optional<std::string>>> Exporter::next()
{
    while (part_ != Part::End) {
        std::string text;
        if (part_ == Part::Begin) {
            HUB_CO_TRY(text, co_await begin());
            part_ = Part::Rows;
        } else {
            HUB_CO_TRY(text, co_await page());
        }
        if (!text.empty()) {
            co_return text;
        }
    }
    co_return std::nullopt;
}

/// Of a table: which columns it has. All tags are in it whatever the columns are.
awaitable<Result<std::string>> Exporter::begin()
{
    if (order_.format == FileFormat::JsonLines) {
        co_return std::string();
    }
    TagPaths paths;
    DeviceQuery query = order_.query;
    for (std::size_t seen = 0; seen < limits::kExportTagSample;) {
        HUB_CO_TRY(const DeviceViewPage found, co_await parts_.registry.search(query));
        for (const DeviceView& device : found.devices) {
            HUB_CO_TRY(const json::object tags, parseTwinObject(device.row.identity.tags, "tags"));
            collectTagPaths(tags, paths, limits::kMaxExportTagColumns);
        }
        seen += std::max<std::size_t>(found.devices.size(), 1);
        query.after = found.next;
        if (!found.next) {
            break;
        }
    }
    table_.emplace(std::move(paths), order_.withKeys);
    co_return table_->header();
}

awaitable<Result<std::string>> Exporter::page()
{
    HUB_CO_TRY(DeviceViewPage found, co_await parts_.registry.search(order_.query));
    order_.query.after = found.next;
    if (!found.next) {
        part_ = Part::End;
    }
    auto work = [this, devices = std::move(found.devices)](Storage& storage) {
        return write(storage, devices);
    };
    co_return co_await parts_.workers.read(work);
}

Result<std::string> Exporter::write(Storage& storage, const std::vector<DeviceView>& devices)
{
    std::string text;
    for (const DeviceView& device : devices) {
        const IdentityId& id = device.row.identity.id;
        HUB_TRY(std::optional<DeviceRow> row, storage.identities().find(id));
        if (!row || row->identity.key != device.row.identity.key) {
            continue; // deleted meanwhile, or registered anew
        }
        if (order_.query.scope) {
            HUB_TRY(const bool holds, storage.identities().hasTag(id.device, *order_.query.scope));
            if (!holds) {
                continue; // it has left the part of the fleet
            }
        }
        HUB_TRYV(append(storage, std::move(row->identity), text));
        if (!order_.withModules) {
            continue;
        }
        HUB_TRY(std::vector<DeviceRow> modules, storage.identities().modules(id.device));
        for (DeviceRow& module : modules) {
            HUB_TRYV(append(storage, std::move(module.identity), text));
        }
    }
    return text;
}

Result<void> Exporter::append(Storage& storage, DeviceIdentity identity, std::string& text)
{
    if (!order_.withKeys) {
        identity.keys = {};
    }
    HUB_TRY(json::object tags, parseTwinObject(identity.tags, "tags"));
    ++count_;
    if (table_) {
        table_->append(text, identity, tags);
        return success();
    }
    HUB_TRY(const std::optional<TwinRow> twin, storage.twins().find(identity.key));
    if (!twin) {
        return success(); // deleted meanwhile
    }
    Twin written = twin->twin;
    written.tags = std::move(tags);
    JsonWriter writer(text);
    writeIdentityItem(writer, identity, written);
    text += '\n';
    return success();
}

} // namespace hub
