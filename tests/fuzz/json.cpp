// JSON as strangers send it: what is taken has bounded depth and no key twice, and reads the same when
// it is written and read again.
#include "base/json.h"
#include "base/utf8.h"
#include "tests/fuzz/fuzz_target.h"

#include <boost/json/serialize.hpp>

#include <algorithm>

namespace hub::fuzz {
namespace {

constexpr int kMostLevels = 32;

bool isNumber(const json::value& value)
{
    return value.is_int64() || value.is_uint64() || value.is_double();
}

bool isAlike(const json::value& a, const json::value& b);

bool isAlike(const json::object& a, const json::object& b)
{
    if (a.size() != b.size()) {
        return false;
    }
    for (const auto& member : a) {
        const json::value* const other = b.if_contains(member.key());
        if (other == nullptr || !isAlike(member.value(), *other)) {
            return false;
        }
    }
    return true;
}

bool isAlike(const json::array& a, const json::array& b)
{
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        if (!isAlike(a[i], b[i])) {
            return false;
        }
    }
    return a.size() == b.size();
}

/// Equal; a number with a fraction may change in its last place on the way through text.
bool isAlike(const json::value& a, const json::value& b)
{
    if (a.is_object() && b.is_object()) {
        return isAlike(a.get_object(), b.get_object());
    }
    if (a.is_array() && b.is_array()) {
        return isAlike(a.get_array(), b.get_array());
    }
    return a.is_double() ? isNumber(b) : a == b;
}

/// Asks everything of everything: types that do not fit are answers too.
void walk(const JsonView& view, int level)
{
    HUB_ASSERT(level <= kMostLevels);
    HUB_ASSERT(view.string().has_value() == view.value().is_string());
    HUB_ASSERT(view.boolean().has_value() == view.value().is_bool());
    (void)view.integer();
    (void)view.notNegative();
    if (const auto object = view.object()) {
        for (const auto& member : *object.value()) {
            HUB_ASSERT(isUtf8(member.key()));
            HUB_ASSERT(object.value()->find(member.key()) == &member);
            HUB_ASSERT(member.value().is_null() || view.member(member.key()));
            walk(JsonView(member.value(), view.path()), level + 1);
        }
    } else if (const auto array = view.array()) {
        for (const json::value& element : *array.value()) {
            walk(JsonView(element, view.path()), level + 1);
        }
    }
}

} // namespace

void run(ByteView input)
{
    const Result<json::value> parsed = parseJson(input);
    if (!parsed) {
        HUB_ASSERT(parsed.error().code == Errc::InvalidJson);
        return;
    }
    walk(JsonView(parsed.value()), 0);

    const Result<json::value> again = parseJson(json::serialize(parsed.value()));

    HUB_ASSERT(again);
    HUB_ASSERT(isAlike(parsed.value(), again.value()));
}

} // namespace hub::fuzz
