// Orders of the device list as SQL: an order has parts, each the walk along one index, and a list goes
// from one to the next. So a page costs what it has, however many devices there are.
#pragma once

#include "storage/identity_store.h"
#include "storage/sqlite/query_sql.h"
#include "storage/sqlite/statement.h"

#include <string>
#include <vector>

namespace hub::sqlite {

/// Of identities `i`.
struct OrderPart
{
    std::string walk;       ///< tables: what is walked along, with the identity
    std::string join;       ///< what is joined to an identity that was found otherwise; may be empty
    SqlCondition condition; ///< who belongs to this part
    std::string by;         ///< ORDER BY
    std::string columns;    ///< three: DevicePlace's integer, real and text
    SqlCondition (*behind)(const DevicePlace& place, bool descending);
};

/// One at least.
std::vector<OrderPart> orderPartsOf(const DeviceQuery& query);

} // namespace hub::sqlite
