// Azure's routes of automatic configurations.
#pragma once

#include "admin/api_services.h"
#include "admin/route_table.h"

namespace hub::admin {

void addConfigurationRoutes(RouteTable& table, const ApiServices& services);

} // namespace hub::admin
