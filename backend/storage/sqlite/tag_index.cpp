#include "storage/sqlite/tag_index.h"

#include "domain/query_value.h"
#include "domain/tag_condition.h"

namespace hub::sqlite {
namespace {

/// As schema 9 numbers texts, numbers and booleans.
std::int64_t kindOf(const json::value& tag)
{
    if (tag.is_string()) {
        return 1;
    }
    return tag.is_number() ? 2 : 3;
}

} // namespace

Result<void> TagIndex::prepare(Database& database)
{
    HUB_TRY(drop_, database.prepare("DELETE FROM device_tag WHERE device_key = ?"));
    HUB_TRY(dropOthers_, database.prepare("DELETE FROM device_tag_other WHERE device_key = ?"));
    HUB_TRY(add_, database.prepare("INSERT OR IGNORE INTO device_tag "
                                   "(name, value, device_key, kind, number) "
                                   "VALUES (?, ?, ?, ?, ?)"));
    HUB_TRY(addOther_, database.prepare("INSERT OR IGNORE INTO device_tag_other "
                                        "(device_key, name) VALUES (?, ?)"));
    return success();
}

Result<void> TagIndex::write(DeviceKey key, const std::string& tags)
{
    HUB_TRYV(drop(key));
    HUB_TRY(const json::value parsed, parseJson(tags));
    HUB_TRY(const json::object* object, JsonView(parsed, "tags").object());
    return add(key, {}, *object);
}

Result<void> TagIndex::drop(DeviceKey key)
{
    HUB_TRYV(drop_.run().integer(key).finish());
    return dropOthers_.run().integer(key).finish();
}

/// path: of the object among the tags, with a dot at its end. No deeper than parseJson() takes it.
Result<void> TagIndex::add(DeviceKey key, const std::string& path, const json::object& tags)
{
    for (const auto& tag : tags) {
        const std::string name = path + std::string(tag.key().data(), tag.key().size());
        if (const auto text = tagText(tag.value())) {
            HUB_TRYV(add_.run()
                         .text(name)
                         .text(*text)
                         .integer(key)
                         .integer(kindOf(tag.value()))
                         .realOrNull(QueryValue::of(tag.value()).number())
                         .finish());
            continue;
        }
        HUB_TRYV(addOther_.run().integer(key).text(name).finish());
        if (const json::object* inner = tag.value().if_object()) {
            HUB_TRYV(add(key, name + ".", *inner));
        }
    }
    return success();
}

} // namespace hub::sqlite
