// Azure IoT Hub's service API: the identity registry (service API, section 2).
#pragma once

#include "admin/api_services.h"
#include "admin/route_table.h"

namespace hub::admin {

void addServiceRoutes(RouteTable& table, const ApiServices& services);

} // namespace hub::admin
