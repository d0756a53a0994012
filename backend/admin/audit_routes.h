// Our own routes of the audit log under /admin (docs/admin-api.md).
#pragma once

#include "admin/api_services.h"
#include "admin/route_table.h"

namespace hub::admin {

void addAuditRoutes(RouteTable& table, const ApiServices& services);

} // namespace hub::admin
