// /admin/access/ip-rules (docs/admin-api.md).
#pragma once

#include "admin/api_services.h"
#include "admin/route_table.h"

namespace hub::admin {

void addIpRuleRoutes(RouteTable& table, const ApiServices& services);

} // namespace hub::admin
