// Azure IoT Hub's service API: the modules of a device (service API, section 2.6).
#pragma once

#include "admin/api_services.h"
#include "admin/route_table.h"

namespace hub::admin {

void addModuleRoutes(RouteTable& table, const ApiServices& services);

} // namespace hub::admin
