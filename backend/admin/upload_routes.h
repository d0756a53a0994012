// Word of finished file uploads, for back ends (service API, file-upload notifications).
#pragma once

#include "admin/api_services.h"
#include "admin/route_table.h"

namespace hub::admin {

void addUploadRoutes(RouteTable& table, const ApiServices& services);

} // namespace hub::admin
