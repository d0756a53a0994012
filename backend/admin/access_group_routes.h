// /admin/access/groups (docs/admin-api.md).
#pragma once

#include "admin/api_services.h"
#include "admin/route_table.h"

namespace hub::admin {

void addAccessGroupRoutes(RouteTable& table, const ApiServices& services);

} // namespace hub::admin
