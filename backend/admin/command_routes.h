// Azure IoT Hub's service API for commands and their feedback (service API,
// sections 2.7, 6.1, 6.2).
#pragma once

#include "admin/api_services.h"
#include "admin/route_table.h"

namespace hub::admin {

void addCommandRoutes(RouteTable& table, const ApiServices& services);

} // namespace hub::admin
