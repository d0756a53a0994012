#include "admin/bulk_json.h"

#include "admin/identity_json.h"
#include "admin/twin_json.h"

#include "domain/error_table.h"
#include "domain/limits.h"
#include "domain/twin.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <set>

namespace hub::admin {
namespace {

struct ModeName
{
    ImportMode mode;
    std::string_view name;
};
constexpr std::array<ModeName, 9> kModeNames{{
    {ImportMode::CreateOrUpdate, "createOrUpdate"},
    {ImportMode::CreateOrUpdateIfMatch, "createOrUpdateIfMatchETag"},
    {ImportMode::Create, "create"},
    {ImportMode::Update, "update"},
    {ImportMode::UpdateIfMatch, "updateIfMatchETag"},
    {ImportMode::Delete, "delete"},
    {ImportMode::DeleteIfMatch, "deleteIfMatchETag"},
    {ImportMode::UpdateTwin, "updateTwin"},
    {ImportMode::UpdateTwinIfMatch, "updateTwinIfMatchETag"},
}};

bool comparesIdentity(ImportMode mode)
{
    return mode == ImportMode::CreateOrUpdateIfMatch || mode == ImportMode::UpdateIfMatch ||
           mode == ImportMode::DeleteIfMatch;
}

Result<ImportMode> readMode(const JsonView& item)
{
    HUB_TRY(const std::string name,
            item.stringOr("importMode", std::string(nameOf(ImportMode::CreateOrUpdate))));
    const auto mode = importModeFromName(name);
    return mode ? Result<ImportMode>(*mode)
                : fail(Errc::InvalidArgument, "'" + item.path() + ".importMode' is '" + name +
                                                  "', which is no import mode");
}

/// What an item demands of a version; nothing when it says nothing.
Result<EtagCondition> readCondition(const JsonView& item, std::string_view member, bool isNeeded)
{
    if (!item.member(member)) {
        return isNeeded ? fail(Errc::MissingArgument, "'" + item.path() + "." +
                                                          std::string(member) + "' is missing")
                        : Result<EtagCondition>(EtagCondition());
    }
    HUB_TRY(const std::string text, item.requiredString(member));
    return EtagCondition::fromHeader(text);
}

/// Null is as if it were not there: some SDKs write out what nobody has set.
Result<void> checkTwin(std::optional<std::string>& section, TwinPart part)
{
    if (section == "null") {
        section.reset();
    }
    if (!section) {
        return success();
    }
    HUB_TRY(const json::value values, parseJson(*section));
    return checkTwinPart(values.get_object(), part);
}

Result<void> readWishes(const JsonView& item, BulkItem& read)
{
    HUB_TRY(read.mode, readMode(item));
    if (!isValidId(read.id.device) ||
        (read.id.isModule() && !isValidModuleId(read.id.module))) {
        return fail(Errc::InvalidArgument, "'" + read.id.text() + "' is not a legal id");
    }
    if (comparesIdentity(read.mode)) {
        HUB_TRY(read.condition, readCondition(item, "eTag", true));
    }
    HUB_TRY(read.twinCondition,
            readCondition(item, "twinETag", read.mode == ImportMode::UpdateTwinIfMatch));
    if (isRemoval(read.mode)) {
        return success();
    }
    HUB_TRY(read.twin, readTwinUpdate(item));
    HUB_TRYV(checkTwin(read.twin.tags, TwinPart::Tags));
    HUB_TRYV(checkTwin(read.twin.desired, TwinPart::Desired));
    if (!isTwinAlone(read.mode)) {
        HUB_TRY(read.update, read.id.isModule() ? readModule(item, read.id)
                                                : readIdentity(item, read.id));
    }
    return success();
}

/// Without its id an item has no place in the answer.
Result<BulkItem> readItem(const JsonView& item)
{
    HUB_TRYV(item.object());
    BulkItem read;
    HUB_TRY(read.id.device, item.requiredString("id"));
    HUB_TRY(read.id.module, item.stringOr("moduleId", {}));
    if (const Result<void> wishes = readWishes(item, read); !wishes) {
        read.fault = wishes.error();
    }
    return read;
}

void writeEntry(JsonWriter& out, const BulkItem& item, const Error& error)
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

void writeWarning(JsonWriter& out, const BulkItem& item, const Error& error)
{
    const ErrorLook& look = lookOf(error.code);
    out.beginObject()
        .member("deviceId", item.id.device)
        .member("warningCode", "DeviceRegisteredWithoutTwin")
        .member("warningStatus", error.detail.empty() ? std::string(look.text) : error.detail)
        .endObject();
}

} // namespace

std::string_view nameOf(ImportMode mode)
{
    const auto* const found =
        std::find_if(kModeNames.begin(), kModeNames.end(),
                     [mode](const ModeName& entry) { return entry.mode == mode; });
    return found->name;
}

std::optional<ImportMode> importModeFromName(std::string_view name)
{
    for (const ModeName& entry : kModeNames) {
        if (equalsIgnoringCase(entry.name, name)) {
            return entry.mode;
        }
    }
    return std::nullopt;
}

bool mayCreate(ImportMode mode)
{
    return mode == ImportMode::Create || mode == ImportMode::CreateOrUpdate ||
           mode == ImportMode::CreateOrUpdateIfMatch;
}

bool mayChange(ImportMode mode)
{
    return mode != ImportMode::Create;
}

bool isRemoval(ImportMode mode)
{
    return mode == ImportMode::Delete || mode == ImportMode::DeleteIfMatch;
}

bool isTwinAlone(ImportMode mode)
{
    return mode == ImportMode::UpdateTwin || mode == ImportMode::UpdateTwinIfMatch;
}

Result<std::vector<BulkItem>> readBulk(const JsonView& body)
{
    HUB_TRY(const json::array* array, body.array());
    if (array->empty() || array->size() > limits::kMaxBulkItems) {
        return fail(Errc::BulkRefused, "the request has " + std::to_string(array->size()) +
                                           " items, from 1 to " +
                                           std::to_string(limits::kMaxBulkItems) + " may be");
    }
    std::vector<BulkItem> items;
    std::set<std::string, std::less<>> known;
    for (std::size_t i = 0; i < array->size(); ++i) {
        HUB_TRY(BulkItem item, readItem(JsonView((*array)[i], "[" + std::to_string(i) + "]")));
        if (!known.insert(item.id.device).second) {
            return fail(Errc::DeviceDefinedTwice,
                        "DeviceDefinedMultipleTimes, device ID " + item.id.device);
        }
        items.push_back(std::move(item));
    }
    return items;
}

void writeBulkResult(JsonWriter& out,
                     const std::vector<BulkItem>& items,
                     const std::vector<BulkOutcome>& outcomes)
{
    const bool isGood = std::none_of(outcomes.begin(), outcomes.end(),
                                     [](const BulkOutcome& outcome) { return outcome.error; });
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
