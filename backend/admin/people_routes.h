// People and their second factors: /admin/people, /admin/me, /admin/session.
#pragma once

#include "admin/api_services.h"
#include "admin/route_table.h"

namespace hub::admin {

void addPeopleRoutes(RouteTable& table, const ApiServices& services);

} // namespace hub::admin
