// Azure IoT Hub's service API for direct methods (service API, section 5).
#pragma once

#include "admin/api_services.h"
#include "admin/route_table.h"

namespace hub::admin {

void addMethodRoutes(RouteTable& table, const ApiServices& services);

} // namespace hub::admin
