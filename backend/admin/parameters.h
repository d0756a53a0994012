// What requests say in path, query and body, checked once and named when it is wrong.
#pragma once

#include "admin/route_table.h"

#include "domain/etag.h"
#include "domain/identity.h"
#include "domain/query_expression.h"

#include "base/clock.h"
#include "base/json.h"

#include <optional>
#include <string_view>

namespace hub::admin {

// Errors of all: InvalidArgument, naming the parameter.

Result<std::size_t>
limitFrom(const net::HttpRequest& request); ///< "limit": 1 to 1,000, default 256
Result<std::size_t> offsetFrom(const net::HttpRequest& request); ///< "offset": default 0
Result<std::optional<WallTime>> timeFrom(const net::HttpRequest& request, std::string_view name);
Result<IdentityId> idFrom(std::string_view text); ///< of a device
Result<void> checkSearch(std::string_view text);  ///< part of an id

/// "query": a condition on devices; null when there is none.
Result<QueryExpressionPtr> deviceConditionFrom(const net::HttpRequest& request);
/// A parameter that is true or false; absent is false.
Result<bool> flagFrom(const net::HttpRequest& request, std::string_view name);

/// The header x-ms-max-item-count; without one, or below 1, kQueryPage. What is more than
/// kMaxQueryPage is cut silently, as the service does it.
Result<std::size_t> itemCountFrom(const net::HttpRequest& request);

/// What a PUT demands: If-None-Match: * is that nothing is there, as when it says nothing.
EtagCondition putCondition(const net::HttpRequest& request);

/// A body in JSON. Errors: UnsupportedMediaType, InvalidJson.
Result<json::value> jsonBody(const net::HttpRequest& request);

/// No Content-Type counts as JSON.
bool isJson(const net::HttpRequest& request);

} // namespace hub::admin
