#include "models/json_merge.h"

namespace deck {
namespace {

namespace json = hub::json;

/// A patch that makes `after` of an object that is there. Objects that are new are whole.
json::object patchOf(const json::object& before, const json::object& after)
{
    json::object patch;
    for (const auto& member : before) {
        if (!after.contains(member.key())) {
            patch[member.key()] = nullptr;
        }
    }
    for (const auto& member : after) {
        const json::value* const was = before.if_contains(member.key());
        if (was == nullptr || (*was != member.value() &&
                               !(was->is_object() && member.value().is_object()))) {
            patch[member.key()] = member.value();
        } else if (*was != member.value()) {
            patch[member.key()] = patchOf(was->get_object(), member.value().get_object());
        }
    }
    return patch;
}

} // namespace

json::object withoutNulls(const json::object& object)
{
    json::object kept;
    for (const auto& member : object) {
        if (member.value().is_object()) {
            kept[member.key()] = withoutNulls(member.value().get_object());
        } else if (!member.value().is_null()) {
            kept[member.key()] = member.value();
        }
    }
    return kept;
}

json::object mergePatch(const json::object& before, const json::object& after)
{
    return patchOf(withoutNulls(before), withoutNulls(after));
}

} // namespace deck
