#include "storage/sqlite/device_order.h"

namespace hub::sqlite {
namespace {

std::string beyond(bool descending)
{
    return descending ? " < " : " > ";
}

/// "a DESC, b DESC"
std::string byBoth(const std::string& first, const std::string& second, bool descending)
{
    const std::string direction = descending ? " DESC" : "";
    return first + direction + ", " + second + direction;
}

SqlCondition behindId(const DevicePlace& place, bool descending)
{
    return {"i.device_id" + beyond(descending) + "?", {place.text}};
}

/// A part that comes last whatever the direction is.
SqlCondition behindIdUp(const DevicePlace& place, bool)
{
    return behindId(place, false);
}

SqlCondition behindLastHeard(const DevicePlace& place, bool descending)
{
    return {"(i.last_activity, i.device_key)" + beyond(descending) + "(?, ?)",
            {place.integer, place.key}};
}

SqlCondition behindStatus(const DevicePlace& place, bool descending)
{
    return {"(i.enabled, i.device_id)" + beyond(descending) + "(?, ?)",
            {place.integer, place.text}};
}

SqlCondition behindNumber(const DevicePlace& place, bool descending)
{
    return {"(o.number, o.device_key)" + beyond(descending) + "(?, ?)", {place.real, place.key}};
}

SqlCondition behindText(const DevicePlace& place, bool descending)
{
    return {"(o.value, o.device_key)" + beyond(descending) + "(?, ?)", {place.text, place.key}};
}

/// The index has depths downwards and keys upwards.
SqlCondition behindDepth(const DevicePlace& place, bool descending)
{
    return {descending ? "o.depth <= ? AND (o.depth < ? OR o.device_key > ?)"
                       : "o.depth >= ? AND (o.depth > ? OR o.device_key < ?)",
            {place.integer, place.integer, place.key}};
}

OrderPart byId(bool descending)
{
    return {"identity i INDEXED BY identity_by_id", "", {},
            descending ? "i.device_id DESC" : "i.device_id", "0, 0.0, i.device_id", behindId};
}

/// Those about whom the order has nothing to say.
OrderPart theRest(SqlCondition condition)
{
    OrderPart part = byId(false);
    part.condition = std::move(condition);
    part.behind = behindIdUp;
    return part;
}

OrderPart byLastHeard(bool descending)
{
    return {"identity i INDEXED BY identity_by_activity", "", {},
            byBoth("i.last_activity", "i.device_key", descending), "i.last_activity, 0.0, ''",
            behindLastHeard};
}

/// "disabled" goes before "enabled".
OrderPart byStatus(bool descending)
{
    return {"identity i INDEXED BY identity_by_status", "", {},
            byBoth("i.enabled", "i.device_id", descending), "i.enabled, 0.0, i.device_id",
            behindStatus};
}

OrderPart byDepth(bool descending)
{
    return {"queue o INDEXED BY queue_by_depth CROSS JOIN identity i ON i.device_key = o.device_key",
            " CROSS JOIN queue o ON o.device_key = i.device_key",
            {"o.listed AND o.depth > 0"},
            descending ? "o.depth DESC, o.device_key" : "o.depth, o.device_key DESC",
            "o.depth, 0.0, ''",
            behindDepth};
}

/// A queue that is empty, or not there, has the depth 0.
std::vector<OrderPart> byQueue(bool descending)
{
    OrderPart empty = theRest({"NOT EXISTS (SELECT 1 FROM queue e WHERE e.device_key = i.device_key "
                               "AND e.depth > 0)"});
    if (descending) {
        return {byDepth(true), std::move(empty)};
    }
    return {std::move(empty), byDepth(false)};
}

/// Numbers by their value, then texts and booleans, then devices without the tag.
std::vector<OrderPart> byTag(const std::string& tag, bool descending)
{
    const std::string join = " CROSS JOIN device_tag o ON o.device_key = i.device_key";
    const std::string withIdentity = " CROSS JOIN identity i ON i.device_key = o.device_key";
    OrderPart numbers{"device_tag o INDEXED BY device_tag_number" + withIdentity, join,
                      {"o.name = ? AND o.number IS NOT NULL", {tag}},
                      byBoth("o.number", "o.device_key", descending), "0, o.number, ''",
                      behindNumber};
    OrderPart texts{"device_tag o NOT INDEXED" + withIdentity, join, // by the primary key
                    {"o.name = ? AND o.number IS NULL", {tag}},
                    byBoth("o.value", "o.device_key", descending), "0, 0.0, o.value", behindText};
    OrderPart others = theRest({"NOT EXISTS (SELECT 1 FROM device_tag n INDEXED BY "
                                "device_tag_by_device WHERE n.device_key = i.device_key "
                                "AND n.name = ?)",
                                {tag}});
    return {std::move(numbers), std::move(texts), std::move(others)};
}

} // namespace

std::vector<OrderPart> orderPartsOf(const DeviceQuery& query)
{
    switch (query.order) {
    case DeviceOrder::Id:
        return {byId(query.descending)};
    case DeviceOrder::LastHeard:
        return {byLastHeard(query.descending)};
    case DeviceOrder::Status:
        return {byStatus(query.descending)};
    case DeviceOrder::Queue:
        return byQueue(query.descending);
    case DeviceOrder::Tag:
        break;
    }
    return byTag(query.orderTag, query.descending);
}

} // namespace hub::sqlite
