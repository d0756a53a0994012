// The file state.db of a data folder.
#pragma once

#include "storage/sqlite/database.h"

namespace hub::sqlite {

/// Errors: as Database::open().
Result<Database> openStateDatabase(const std::filesystem::path& folder, Access access);

} // namespace hub::sqlite
