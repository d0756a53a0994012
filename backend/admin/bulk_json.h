// Many identities in one request: what POST /devices says, and its answer (service API, section bulk).
#pragma once

#include "services/registry.h"
#include "services/twins.h"

#include "domain/etag.h"

#include "base/json.h"
#include "base/json_writer.h"

#include "hub/error.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hub::admin {

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

struct BulkItem
{
    IdentityId id;
    ImportMode mode = ImportMode::CreateOrUpdate;
    EtagCondition condition = EtagCondition::any(); ///< of the identity that is there
    EtagCondition twinCondition;
    IdentityUpdate update;
    TwinUpdate twin; ///< merged into what is there
    std::optional<Error> fault{}; ///< it cannot be done, whatever there is

    bool hasTwin() const { return twin.tags || twin.desired; }
};

/// The items in their order. Errors, of the request as a whole: InvalidArgument (not an array of objects
/// with ids), MissingArgument, BulkRefused (none, or more than 100), DeviceDefinedTwice.
Result<std::vector<BulkItem>> readBulk(const JsonView& body);

/// What came of an item.
struct BulkOutcome
{
    std::optional<Error> error;
    std::optional<Error> warning; ///< it is registered, but its twin is not as wished
};

/// outcomes: one for each item.
void writeBulkResult(JsonWriter& out,
                     const std::vector<BulkItem>& items,
                     const std::vector<BulkOutcome>& outcomes);

} // namespace hub::admin
