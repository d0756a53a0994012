// GET /admin/access/review: who can call this hub at all.
#pragma once

#include "admin/api_services.h"
#include "admin/route_table.h"

namespace hub::admin {

void addReviewRoutes(RouteTable& table, const ApiServices& services);

} // namespace hub::admin
