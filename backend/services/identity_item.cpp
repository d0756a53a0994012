#include "services/identity_item.h"

#include "domain/twin.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace hub {
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

Result<void> readWishes(const JsonView& item, IdentityItem& read)
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

/// Also one that is null.
bool names(const json::object& object, std::string_view name)
{
    return std::any_of(object.begin(), object.end(), [name](const auto& entry) {
        return equalsIgnoringCase({entry.key().data(), entry.key().size()}, name);
    });
}

GivenMembers givenIn(const json::object& object)
{
    return {names(object, "status"), names(object, "statusReason"),
            names(object, "authentication"), names(object, "capabilities"),
            names(object, "deviceScope") || names(object, "parentScopes"),
            names(object, "managedBy")};
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

Result<IdentityItem> readIdentityItem(const JsonView& item)
{
    HUB_TRY(const json::object* object, item.object());
    IdentityItem read;
    HUB_TRY(read.id.device, item.requiredString("id"));
    HUB_TRY(read.id.module, item.stringOr("moduleId", {}));
    read.given = givenIn(*object);
    if (const Result<void> wishes = readWishes(item, read); !wishes) {
        read.fault = wishes.error();
    }
    return read;
}

void writeIdentityItem(JsonWriter& out, const DeviceIdentity& identity, const Twin& twin)
{
    out.beginObject().member("id", identity.id.device);
    if (identity.id.isModule()) {
        out.member("moduleId", identity.id.module);
        writeTextOrNull(out, "managedBy", identity.managedBy);
    }
    out.member("eTag", etagText(identity.etag));
    if (!identity.id.isModule()) {
        out.member("status", identity.enabled ? "enabled" : "disabled");
        writeTextOrNull(out, "statusReason", identity.statusReason);
    }
    writeAuthentication(out, identity);
    out.member("twinETag", twinEtagText(twin.etag));
    out.key("tags").value(twin.tags);
    out.key("properties").beginObject().key("desired").value(twin.desired.values).endObject();
    if (!identity.id.isModule()) {
        out.key("capabilities").beginObject().flag("iotEdge", identity.edge).endObject();
        writeScopes(out, identity);
    }
    out.endObject();
}

} // namespace hub
