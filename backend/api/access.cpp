#include "api/access.h"

#include "api/member_lists.h"
#include "api/time_members.h"

#include "base/time_text.h"

namespace hub::api {
namespace {

void writeEntries(JsonWriter& out, const std::vector<AccessEntry>& entries)
{
    out.key("entries").beginArray();
    for (const AccessEntry& entry : entries) {
        write(out, entry);
    }
    out.endArray();
}

void write(JsonWriter& out, const AccessStep& step)
{
    out.beginObject()
        .member("step", step.step)
        .flag("refuses", step.refuses)
        .member("detail", step.detail);
    writeEntries(out, step.entries);
    out.endObject();
}

Result<AccessStep> stepFrom(const JsonView& json)
{
    AccessStep step;
    HUB_TRY(step.step, json.requiredString("step"));
    HUB_TRY(step.refuses, json.booleanOr("refuses", false));
    HUB_TRY(step.detail, json.stringOr("detail", {}));
    HUB_TRY(step.entries, elementsOf(json, "entries", accessEntryFrom));
    return step;
}

} // namespace

void write(JsonWriter& out, const AccessEntry& entry)
{
    out.beginObject()
        .member("id", entry.id)
        .member("list", entry.list)
        .member("kind", entry.kind)
        .member("value", entry.value)
        .member("reason", entry.reason)
        .member("by", entry.by)
        .member("since", toAdminTime(entry.since));
    writeTime(out, "until", entry.until);
    out.flag("active", entry.active).member("etag", entry.etag).endObject();
}

void write(JsonWriter& out, const AccessEntries& list)
{
    out.beginObject();
    writeEntries(out, list.entries);
    if (!list.next.empty()) {
        out.member("next", list.next);
    }
    out.endObject();
}

void write(JsonWriter& out, const AddedAccessEntries& added)
{
    out.beginObject().count("added", added.added).count("present", added.present).endObject();
}

void write(JsonWriter& out, const AccessMode& mode)
{
    out.beginObject().member("mode", mode.mode).member("etag", mode.etag).endObject();
}

void write(JsonWriter& out, const AccessExplanation& explanation)
{
    out.beginObject()
        .flag("allowed", explanation.allowed)
        .member("reason", explanation.reason)
        .member("detail", explanation.detail)
        .member("remedy", explanation.remedy)
        .key("chain")
        .beginArray();
    for (const AccessStep& step : explanation.chain) {
        write(out, step);
    }
    out.endArray().key("groups").beginArray();
    for (const std::string& group : explanation.groups) {
        out.string(group);
    }
    out.endArray().endObject();
}

Result<AccessEntry> accessEntryFrom(const JsonView& json)
{
    AccessEntry entry;
    HUB_TRY(entry.id, json.requiredString("id"));
    HUB_TRY(entry.list, json.requiredString("list"));
    HUB_TRY(entry.kind, json.requiredString("kind"));
    HUB_TRY(entry.value, json.requiredString("value"));
    HUB_TRY(entry.reason, json.stringOr("reason", {}));
    HUB_TRY(entry.by, json.stringOr("by", {}));
    HUB_TRY(entry.since, requiredTime(json, "since"));
    HUB_TRY(entry.until, timeOf(json, "until"));
    HUB_TRY(entry.active, json.booleanOr("active", true));
    HUB_TRY(entry.etag, json.stringOr("etag", {}));
    return entry;
}

Result<AccessEntries> accessEntriesFrom(const JsonView& json)
{
    AccessEntries list;
    HUB_TRY(list.entries, elementsOf(json, "entries", accessEntryFrom));
    HUB_TRY(list.next, json.stringOr("next", {}));
    return list;
}

Result<AddedAccessEntries> addedAccessEntriesFrom(const JsonView& json)
{
    AddedAccessEntries added;
    HUB_TRY(added.added, requiredCount(json, "added"));
    HUB_TRY(added.present, requiredCount(json, "present"));
    return added;
}

Result<AccessMode> accessModeFrom(const JsonView& json)
{
    AccessMode mode;
    HUB_TRY(mode.mode, json.requiredString("mode"));
    HUB_TRY(mode.etag, json.stringOr("etag", {}));
    return mode;
}

Result<AccessExplanation> accessExplanationFrom(const JsonView& json)
{
    AccessExplanation explanation;
    HUB_TRY(explanation.allowed, json.booleanOr("allowed", false));
    HUB_TRY(explanation.reason, json.stringOr("reason", {}));
    HUB_TRY(explanation.detail, json.stringOr("detail", {}));
    HUB_TRY(explanation.remedy, json.stringOr("remedy", {}));
    HUB_TRY(explanation.chain, elementsOf(json, "chain", stepFrom));
    HUB_TRY(explanation.groups, elementsOf(json, "groups", textFrom));
    return explanation;
}

} // namespace hub::api
