// The routes of jobs that import and export identities through a blob container (service API, jobs v1).
#pragma once

#include "admin/api_services.h"
#include "admin/route_table.h"

namespace hub::admin {

void addTransferJobRoutes(RouteTable& table, const ApiServices& services);

} // namespace hub::admin
