// POST /devices/query: the query language over twins.
#pragma once

#include "admin/api_services.h"
#include "admin/route_table.h"

namespace hub::admin {

void addQueryRoutes(RouteTable& table, const ApiServices& services);

} // namespace hub::admin
