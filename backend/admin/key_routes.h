// Keys in the admin API: who used which, and rolling them over.
#pragma once

#include "admin/api_services.h"
#include "admin/route_table.h"

#include "api/key_use.h"

namespace hub::admin {

/// A policy with its rights and when its keys were used; the keys themselves only on demand.
void writePolicy(JsonWriter& out, const PolicyView& view, bool withKeys);

void addKeyRoutes(RouteTable& table, const ApiServices& services);

api::KeyUseReport reportOf(const KeyUseView& view);

} // namespace hub::admin
