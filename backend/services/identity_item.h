// One identity as bulk requests and files have it: who, what is to be done, and what it is to be
// (ExportImportDevice; service API, section bulk).
#pragma once

#include "services/identity_members.h"

#include "domain/etag.h"

#include "base/json.h"

#include "hub/error.h"

#include <optional>
#include <string_view>

namespace hub {

enum class ImportMode {
    CreateOrUpdate,
    CreateOrUpdateIfMatch,
    Create,
    Update,
    UpdateIfMatch,
    Delete,
    DeleteIfMatch,
    UpdateTwin,
    UpdateTwinIfMatch,
};

std::string_view nameOf(ImportMode mode); ///< "createOrUpdate", "createOrUpdateIfMatchETag", …
std::optional<ImportMode> importModeFromName(std::string_view name); ///< ignoring case

/// Whether an identity may be made, and whether one that is there may be changed or taken away.
bool mayCreate(ImportMode mode);
bool mayChange(ImportMode mode);
bool isRemoval(ImportMode mode);
bool isTwinAlone(ImportMode mode);

/// Which members an item names, also with null: files leave alone what they do not name.
struct GivenMembers
{
    bool status = false;
    bool statusReason = false;
    bool authentication = false;
    bool capabilities = false;
    bool scopes = false;
    bool managedBy = false;
};

struct IdentityItem
{
    IdentityId id;
    ImportMode mode = ImportMode::CreateOrUpdate;
    EtagCondition condition = EtagCondition::any(); ///< of the identity that is there
    EtagCondition twinCondition;
    IdentityUpdate update;
    TwinUpdate twin; ///< merged into what is there
    GivenMembers given{};
    std::optional<Error> fault{}; ///< it cannot be done, whatever there is

    bool hasTwin() const { return twin.tags || twin.desired; }
};

/// Errors: InvalidArgument (no object), MissingArgument (no id). What else is wrong is the item's fault.
Result<IdentityItem> readIdentityItem(const JsonView& item);

/// As one object, which reads as what it was made of; with keys when the identity has them. twin: with its
/// tags.
void writeIdentityItem(JsonWriter& out, const DeviceIdentity& identity, const Twin& twin);

} // namespace hub
