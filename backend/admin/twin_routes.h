// Azure IoT Hub's service API: twins of devices and modules (service API, section 3).
#pragma once

#include "admin/api_services.h"
#include "admin/route_table.h"

namespace hub::admin {

void addTwinRoutes(RouteTable& table, const ApiServices& services);

} // namespace hub::admin
