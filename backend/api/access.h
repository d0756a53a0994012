// /admin/access: the allow list, the block list, and why somebody is let in or not.
#pragma once

#include "base/clock.h"
#include "base/json.h"
#include "base/json_writer.h"

#include "hub/error.h"

#include <optional>
#include <string>
#include <vector>

namespace hub::api {

/// Names as in domain/access_entry.h.
struct AccessEntry
{
    std::string id; ///< a number
    std::string list;
    std::string kind;
    std::string value;
    std::string reason;
    std::string by; ///< the policy that wrote it last
    WallTime since{};
    std::optional<WallTime> until;
    bool active = true; ///< it has not ended
    std::string etag;
};

struct AccessEntries
{
    std::vector<AccessEntry> entries; ///< by number
    std::string next;                 ///< cursor; empty on the last page
};

struct AddedAccessEntries
{
    std::uint64_t added = 0;
    std::uint64_t present = 0; ///< that were there already
};

struct AccessMode
{
    std::string mode; ///< "open", "allowListOnly"
    std::string etag;
};

/// One step of a decision: "ipRules", "identity", "blockList", "allowList", "mode".
struct AccessStep
{
    std::string step;
    bool refuses = false;
    std::string detail;
    std::vector<AccessEntry> entries; ///< that are about the caller
};

struct AccessExplanation
{
    bool allowed = false;
    std::string reason; ///< as in the event "denied"; these three empty when allowed
    std::string detail;
    std::string remedy;
    std::vector<AccessStep> chain;   ///< in the order of deciding; the first that refuses decides
    std::vector<std::string> groups; ///< that the device is in
};

void write(JsonWriter& out, const AccessEntry& entry);
void write(JsonWriter& out, const AccessEntries& list);
void write(JsonWriter& out, const AddedAccessEntries& added);
void write(JsonWriter& out, const AccessMode& mode);
void write(JsonWriter& out, const AccessExplanation& explanation);

// Errors of all: InvalidArgument, MissingArgument.
Result<AccessEntry> accessEntryFrom(const JsonView& json);
Result<AccessEntries> accessEntriesFrom(const JsonView& json);
Result<AddedAccessEntries> addedAccessEntriesFrom(const JsonView& json);
Result<AccessMode> accessModeFrom(const JsonView& json);
Result<AccessExplanation> accessExplanationFrom(const JsonView& json);

} // namespace hub::api
