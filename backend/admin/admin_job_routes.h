// /admin/jobs: one thing done with many devices, in the background; also what /jobs/v2 has made.
#pragma once

#include "admin/api_services.h"
#include "admin/route_table.h"

namespace hub::admin {

void addAdminJobRoutes(RouteTable& table, const ApiServices& services);

} // namespace hub::admin
