// /admin/access: the allow list, the block list, the mode and explanations (docs/admin-api.md).
#pragma once

#include "admin/api_services.h"
#include "admin/route_table.h"

namespace hub::admin {

void addAccessRoutes(RouteTable& table, const ApiServices& services);

} // namespace hub::admin
