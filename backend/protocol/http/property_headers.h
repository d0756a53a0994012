// Message properties as headers, and as the names in a batch (device API, D2C single and batch):
//
//   iothub-app-{name}: value          a property of the application
//   iothub-messageid: value, …        one of the system's
#pragma once

#include "protocol/http/message.h"

#include "domain/properties.h"

#include <string_view>

namespace hub::http {

/// Adds one property under its header name, ignoring case but for the application's own part of it.
/// Names that are no properties are passed over. False: it was one of those.
bool addProperty(std::string_view name, std::string_view value, Properties& out);

/// Appends a command's properties as headers, the system's first; of equal names the last counts.
/// Such without a value are left out, and so are those that no header can hold: longer than
/// limits::kMaxHttpHeaderBytes. Control characters become spaces, and what a header's name may not
/// have is percent-encoded.
void appendPropertyHeaders(ByteView packed, Fields& out);

} // namespace hub::http
