#include "admin/bulk_json.h"

#include "domain/error_table.h"
#include "domain/limits.h"

#include <algorithm>
#include <set>

namespace hub::admin {
namespace {

void writeEntry(JsonWriter& out, const IdentityItem& item, const Error& error)
{
    const ErrorLook& look = lookOf(error.code);
    out.beginObject()
        .member("deviceId", item.id.device)
        .member("errorCode", look.azureName)
        .member("errorStatus", error.detail.empty() ? std::string(look.text) : error.detail)
        .member("moduleId", item.id.module)
        .member("operation", nameOf(item.mode))
        .endObject();
}

void writeWarning(JsonWriter& out, const IdentityItem& item, const Error& error)
{
    const ErrorLook& look = lookOf(error.code);
    out.beginObject()
        .member("deviceId", item.id.device)
        .member("warningCode", "DeviceRegisteredWithoutTwin")
        .member("warningStatus", error.detail.empty() ? std::string(look.text) : error.detail)
        .endObject();
}

} // namespace

Result<std::vector<IdentityItem>> readBulk(const JsonView& body)
{
    HUB_TRY(const json::array* array, body.array());
    if (array->empty() || array->size() > limits::kMaxBulkItems) {
        return fail(Errc::BulkRefused, "the request has " + std::to_string(array->size()) +
                                           " items, from 1 to " +
                                           std::to_string(limits::kMaxBulkItems) + " may be");
    }
    std::vector<IdentityItem> items;
    std::set<std::string, std::less<>> known;
    for (std::size_t i = 0; i < array->size(); ++i) {
        HUB_TRY(IdentityItem item, readIdentityItem(JsonView((*array)[i], "[" + std::to_string(i) + "]")));
        if (!known.insert(item.id.device).second) {
            return fail(Errc::DeviceDefinedTwice,
                        "DeviceDefinedMultipleTimes, device ID " + item.id.device);
        }
        items.push_back(std::move(item));
    }
    return items;
}

void writeBulkResult(JsonWriter& out,
                     const std::vector<IdentityItem>& items,
                     const std::vector<ItemOutcome>& outcomes)
{
    const bool isGood = std::none_of(outcomes.begin(), outcomes.end(),
                                     [](const ItemOutcome& outcome) { return outcome.error; });
    out.beginObject().flag("isSuccessful", isGood).key("errors").beginArray();
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (outcomes[i].error) {
            writeEntry(out, items[i], *outcomes[i].error);
        }
    }
    out.endArray().key("warnings").beginArray();
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (outcomes[i].warning) {
            writeWarning(out, items[i], *outcomes[i].warning);
        }
    }
    out.endArray().endObject();
}

} // namespace hub::admin
