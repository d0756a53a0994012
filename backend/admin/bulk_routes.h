// The route of the service API that is about many identities at a time.
#pragma once

#include "admin/api_services.h"
#include "admin/route_table.h"

namespace hub::admin {

void addBulkRoutes(RouteTable& table, const ApiServices& services);

} // namespace hub::admin
