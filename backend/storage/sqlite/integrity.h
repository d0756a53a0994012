// Whether a database file is sound.
#pragma once

#include "hub/error.h"

#include <filesystem>
#include <string>

namespace hub::sqlite {

/// SQLite's quick check, which reads the whole file; beside a running hub too. What is wrong first,
/// or empty. Errors: NotFound, PermissionDenied, Io, Timeout.
Result<std::string> firstDamage(const std::filesystem::path& file);

} // namespace hub::sqlite
