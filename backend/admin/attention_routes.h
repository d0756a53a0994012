// /admin/access/denied, /admin/access/lockouts and /admin/alerts (docs/admin-api.md).
#pragma once

#include "admin/api_services.h"
#include "admin/route_table.h"

namespace hub::admin {

void addAttentionRoutes(RouteTable& table, const ApiServices& services);

} // namespace hub::admin
