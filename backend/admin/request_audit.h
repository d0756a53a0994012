// How a request looks in the audit log.
#pragma once

#include "admin/route_table.h"

#include <optional>

namespace hub::admin {

/// Who, from where, what to which target; what came of it is not known yet.
AuditRecord recordOf(const Route& route, const RouteRequest& request);

/// Whether a record of its own must be stored, when the handler has stored none.
bool needsRecord(AuditRule rule, const std::optional<Error>& error);

} // namespace hub::admin
