// Digital twins in the service API: the view, changes as JSON Patch, and commands.
#pragma once

#include "admin/api_services.h"
#include "admin/route_table.h"

namespace hub::admin {

void addDigitalTwinRoutes(RouteTable& table, const ApiServices& services);

} // namespace hub::admin
