// /admin/access in JSON: what the services know as the api structs say it, and what requests ask for.
#pragma once

#include "admin/route_table.h"

#include "api/access.h"

#include "services/access_control.h"

namespace hub::admin {

api::AccessEntry accessEntryOf(const AccessEntry& entry, WallTime now);
api::AccessExplanation explanationOf(const AccessExplanation& explanation, WallTime now);

// Errors of all: InvalidArgument, MissingArgument.
Result<NewAccessEntry> newAccessEntryFrom(const JsonView& json);
Result<AccessQuery> accessQueryFrom(const net::HttpRequest& request);
Result<AccessQuestion> accessQuestionFrom(const net::HttpRequest& request);

} // namespace hub::admin
