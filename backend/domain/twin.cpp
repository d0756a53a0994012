#include "domain/twin.h"

#include "domain/limits.h"
#include "domain/twin_limits.h"

#include "base/base64.h"
#include "base/json_writer.h"
#include "base/time_text.h"

namespace hub {
namespace {

using Key = boost::json::string_view;

/// $metadata, $version and the stamps: never a key of users, who may not begin one with a dollar.
bool isMachineKey(Key key)
{
    return !key.empty() && key.front() == '$';
}

json::object mergedObject(const json::object& current, const json::object& patch);

json::value merged(const json::value& current, const json::value& change)
{
    if (!change.is_object()) {
        return change;
    }
    const json::object* before = current.if_object();
    return mergedObject(before != nullptr ? *before : json::object(), change.get_object());
}

/// RFC 7396 §2. What stays keeps its place, what is new comes behind. No deeper than the limits
/// allow, which were checked before.
json::object mergedObject(const json::object& current, const json::object& patch)
{
    json::object result;
    for (const auto& kept : current) {
        const json::value* change = patch.if_contains(kept.key());
        if (change == nullptr) {
            result.emplace(kept.key(), kept.value());
        } else if (!change->is_null()) {
            result.emplace(kept.key(), merged(kept.value(), *change));
        }
    }
    for (const auto& added : patch) {
        if (!isMachineKey(added.key()) && !added.value().is_null() &&
            !current.contains(added.key())) {
            result.emplace(added.key(), merged(nullptr, added.value()));
        }
    }
    return result;
}

/// The metadata after a patch: everything that the patch names bears the stamp, and so does what is
/// around it. `before` mirrors the values, so that where it has no children there were none.
json::object stamped(const json::object& before, const json::object& patch, const json::object& stamp)
{
    const auto stampedMember = [&stamp](const json::object* old, const json::value& change) {
        return change.is_object()
                   ? stamped(old != nullptr ? *old : json::object(), change.get_object(), stamp)
                   : stamp;
    };
    json::object result = stamp;
    for (const auto& kept : before) {
        const json::value* change = patch.if_contains(kept.key());
        if (isMachineKey(kept.key()) || (change != nullptr && change->is_null())) {
            continue;
        }
        if (change == nullptr) {
            result.emplace(kept.key(), kept.value());
        } else {
            result.emplace(kept.key(), stampedMember(kept.value().if_object(), *change));
        }
    }
    for (const auto& added : patch) {
        if (!isMachineKey(added.key()) && !added.value().is_null() &&
            !before.contains(added.key())) {
            result.emplace(added.key(), stampedMember(nullptr, added.value()));
        }
    }
    return result;
}

json::object stampOf(TwinPart part, std::uint64_t version, WallTime now)
{
    json::object stamp;
    stamp.emplace("$lastUpdated", toAzureTime(now));
    if (part == TwinPart::Desired) {
        stamp.emplace("$lastUpdatedVersion", version);
    }
    return stamp;
}

std::size_t maxSizeOf(TwinPart part)
{
    return part == TwinPart::Tags ? limits::kMaxTagsBytes : limits::kMaxTwinSectionBytes;
}

Result<void> checkSize(const json::object& values, TwinPart part)
{
    const std::size_t size = twinSize(values);
    if (size > maxSizeOf(part)) {
        return fail(Errc::MessageTooLarge, "The size of " + std::string(nameOf(part)) + " is " +
                                               std::to_string(size) + ", the limit is " +
                                               std::to_string(maxSizeOf(part)));
    }
    const std::size_t text = jsonText(values).size();
    if (text > maxSizeOf(part) * limits::kTwinTextFactor) {
        return fail(Errc::MessageTooLarge,
                    std::string(nameOf(part)) + " are " + std::to_string(text) +
                        " bytes of JSON, the limit is " +
                        std::to_string(maxSizeOf(part) * limits::kTwinTextFactor));
    }
    return success();
}

} // namespace

std::string_view nameOf(TwinPart part)
{
    switch (part) {
    case TwinPart::Tags: return "tags";
    case TwinPart::Desired: return "desired";
    case TwinPart::Reported: return "reported";
    }
    return "";
}

Twin newTwin(std::optional<WallTime> created)
{
    Twin twin;
    twin.desired.metadata.emplace("$lastUpdated", toAzureTime(created));
    twin.reported.metadata = twin.desired.metadata;
    return twin;
}

std::string twinEtagText(std::uint64_t etag)
{
    Bytes bytes;
    for (int shift = 56; shift >= 0; shift -= 8) {
        appendByte(bytes, static_cast<unsigned>(etag >> shift & 0xff));
    }
    return toBase64(bytes);
}

Result<void> checkTwinPart(const json::object& values, TwinPart part)
{
    HUB_TRYV(checkTwinValues(values, part));
    return checkSize(values, part);
}

Result<json::object> merge(const json::object& current, const json::object& patch, TwinPart part)
{
    HUB_TRYV(checkTwinValues(patch, part));
    json::object result = mergedObject(current, patch);
    HUB_TRYV(checkSize(result, part));
    return result;
}

Result<void> applyPatch(TwinSection& section, const json::object& patch, TwinPart part, WallTime now)
{
    HUB_TRY(section.values, merge(section.values, patch, part));
    ++section.version;
    section.metadata = stamped(section.metadata, patch, stampOf(part, section.version, now));
    return success();
}

Result<void> replaceSection(TwinSection& section,
                            const json::object& values,
                            TwinPart part,
                            WallTime now)
{
    HUB_TRY(section.values, merge({}, values, part));
    ++section.version;
    section.metadata = stamped({}, section.values, stampOf(part, section.version, now));
    return success();
}

json::object replacementPatch(const json::object& before, const json::object& after)
{
    json::object patch;
    for (const auto& member : after) {
        const json::value* old = before.if_contains(member.key());
        if (old != nullptr && old->is_object() && member.value().is_object()) {
            patch.emplace(member.key(),
                          replacementPatch(old->get_object(), member.value().get_object()));
        } else {
            patch.emplace(member.key(), member.value());
        }
    }
    for (const auto& member : before) {
        if (!after.contains(member.key())) {
            patch.emplace(member.key(), nullptr);
        }
    }
    return patch;
}

std::string withVersion(const json::object& values, std::uint64_t version)
{
    std::string text;
    JsonWriter writer(text);
    writer.beginObject();
    for (const auto& member : values) {
        if (!isMachineKey(member.key())) {
            const Key key = member.key();
            writer.key({key.data(), key.size()}).value(member.value());
        }
    }
    writer.count("$version", version).endObject();
    return text;
}

} // namespace hub
