// The route of the service API that makes the keys of many devices anew.
#pragma once

#include "admin/api_services.h"
#include "admin/route_table.h"

namespace hub::admin {

void addRenewalRoutes(RouteTable& table, const ApiServices& services);

} // namespace hub::admin
