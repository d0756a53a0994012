// What a row of a file means for the device that is there: what is to be done, or that there is nothing to do,
// or why it cannot be. Pure functions over what the store had.
#pragma once

#include "services/identity_changes.h"

#include "storage/storage.h"

#include <optional>
#include <string>
#include <string_view>

namespace hub {

enum class RowResult { Created, Updated, Deleted, Unchanged, Refused };
std::string_view nameOf(RowResult result); ///< "created"

/// What the store has of a row's identity.
struct Known
{
    std::optional<DeviceRow> row{};       ///< with keys; nothing: not registered
    Twin twin{};                          ///< with its tags
    std::optional<std::string> ownerTags{}; ///< of the device, or the module's device; nothing: none there
    bool hasParent = true;                ///< the parent that the row names is there, if it names one
};

/// Reads it, and names the parent's scope as it is here: in files from other hubs an edge device has another
/// generation. A parent outside the caller's part of the fleet is not there. Errors: those of the store.
Result<Known> readKnown(Storage& storage, IdentityItem& item, const std::optional<TagCondition>& part);

struct RowPlan
{
    RowResult result = RowResult::Refused;
    std::optional<Error> error{}; ///< of Refused
    IdentityItem item{};          ///< what is to be done, unless Unchanged or Refused
};

/// What a row does not name stays as it is; so do keys, unless it names others. A device that is there as the
/// row says is Unchanged, and so is one that is to be deleted and is gone. What is done holds only as long as
/// the identity has the version that is known.
RowPlan planRow(IdentityItem item, const Known& known, const ServicePrincipal& caller);

} // namespace hub
