// Direct methods as the service API writes them (service API, section 5).
#pragma once

#include "services/audit_note.h"
#include "services/methods.h"

#include "base/json_writer.h"

#include "hub/error.h"

#include <string_view>

namespace hub::admin {

/// Numbers may stand in strings. Errors: InvalidJson, InvalidArgument, MissingArgument,
/// MessageTooLarge.
Result<MethodCall> methodCallFrom(std::string_view body);

/// {"status":200,"payload":…}. A payload that is not JSON goes out as a text.
void write(JsonWriter& out, const MethodAnswer& answer);
void writePayload(JsonWriter& out, const MethodAnswer& answer); ///< alone; null when there is none

/// What came of a call, for the audit log. The payload may be anything, and is not said.
void noteCall(const AuditNotePtr& note,
              const std::string& method,
              const Result<MethodAnswer>& answer);

} // namespace hub::admin
