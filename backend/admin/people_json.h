// People as the admin API reads and writes them.
#pragma once

#include "base/json.h"
#include "base/json_writer.h"
#include "services/people.h"

namespace hub::admin {

/// Ends the object, but for its key.
enum class ShownKey { No, Yes };
void write(JsonWriter& out, const Person& person, ShownKey key);

/// Errors: InvalidArgument, MissingArgument, naming the member.
Result<PersonUpdate> personUpdateFrom(const JsonView& body);

} // namespace hub::admin
