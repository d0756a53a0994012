// Our own routes of command queues under /admin (docs/admin-api.md): looking in and mending.
#pragma once

#include "admin/api_services.h"
#include "admin/route_table.h"

namespace hub::admin {

void addQueueRoutes(RouteTable& table, const ApiServices& services);

} // namespace hub::admin
