// A twin seen as what its model says: properties with their acknowledgements, gathered in components, and
// changes of them as a JSON Patch (RFC 6902; service API, section digital twin view). Pure functions.
#pragma once

#include "domain/twin.h"

#include "base/json.h"
#include "base/json_writer.h"

#include "hub/error.h"

#include <string_view>

namespace hub {

/// Writes $dtId, $metadata, the reported properties and the components. What a device reports as
/// {"value":…,"ac":…,"av":…,"ad":…} is an acknowledgement of a desired property.
void writeDigitalTwin(JsonWriter& out,
                      std::string_view id,
                      std::string_view modelId,
                      const Twin& twin);

/// The patch of the desired properties that does the same as a JSON Patch of add, replace and remove.
/// A path names a property, a component, or a property of one; what is below an object that is no
/// component is part of that property. Errors: InvalidJsonPatch; InvalidPatchPath (it names what cannot
/// be patched, or what is to be replaced or removed is not there).
Result<json::object> desiredPatchFrom(const json::value& jsonPatch, const Twin& twin);

} // namespace hub
