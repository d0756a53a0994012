// The routes that carry identities in files: export and import of the admin API.
#pragma once

#include "admin/api_services.h"
#include "admin/route_table.h"

namespace hub::admin {

void addTransferRoutes(RouteTable& table, const ApiServices& services);

} // namespace hub::admin
