// A twin's laws: merging, metadata, versions and limits (service API, section twins; device API,
// twin limits). Values and pure functions.
#pragma once

#include "base/clock.h"
#include "base/json.h"

#include "hub/error.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hub {

/// Desired or reported properties.
struct TwinSection
{
    json::object values;
    json::object metadata; ///< mirrors values: $lastUpdated, desired also $lastUpdatedVersion
    std::uint64_t version = 1;
};

struct Twin
{
    std::uint64_t etag = 1;    ///< counts every change by a back end
    std::uint64_t version = 2; ///< of tags and desired properties
    json::object tags;
    TwinSection desired;
    TwinSection reported;
};

enum class TwinPart { Tags, Desired, Reported };

std::string_view nameOf(TwinPart part); ///< "tags", "desired", "reported"

/// The twin of an identity that nobody has written to yet. created: nothing = not known.
Twin newTwin(std::optional<WallTime> created);

/// base64 of the eight big-endian bytes, as twins write their ETag.
std::string twinEtagText(std::uint64_t etag);

/// Objects merge, null deletes, all else replaces (RFC 7396). Keys $metadata and $version at the top
/// are passed over. Errors: InvalidArgument, naming the path; MessageTooLarge.
Result<json::object> merge(const json::object& current, const json::object& patch, TwinPart part);

/// The limits on keys, values, depth and size. Errors: InvalidArgument, MessageTooLarge.
Result<void> checkTwinPart(const json::object& values, TwinPart part);

/// Applies a patch to a section: values, metadata and version.
Result<void> applyPatch(TwinSection& section, const json::object& patch, TwinPart part, WallTime now);

/// Replaces a section's values.
Result<void> replaceSection(TwinSection& section, const json::object& values, TwinPart part, WallTime now);

/// The patch that makes `after` of `before`: all that is there, and null for what has vanished.
json::object replacementPatch(const json::object& before, const json::object& after);

/// {…values…,"$version":7}, as devices see a section, or a patch of it. What the values say about
/// $version and $metadata is left out.
std::string withVersion(const json::object& values, std::uint64_t version);

} // namespace hub
