// /jobs/v2: twin updates and direct methods for many devices (service API, jobs v2).
#pragma once

#include "admin/api_services.h"
#include "admin/route_table.h"

namespace hub::admin {

void addJobRoutes(RouteTable& table, const ApiServices& services);

} // namespace hub::admin
