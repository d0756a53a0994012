// Opens the SQLite store of a data folder.
#pragma once

#include "storage/secret_box.h"
#include "storage/storage.h"

#include "base/clock.h"

#include <filesystem>
#include <memory>

namespace hub::sqlite {

struct OpenOptions
{
    std::filesystem::path folder; ///< holds state.db and telemetry/; both are made if missing
    bool readOnly = false;
    bool durable = true; ///< false: commits to state.db do not wait for the disk; for tests
};

/// box and clock must outlive the storage. Errors: NewerFormat, Corrupt, NotFound (read only),
/// PermissionDenied, DiskFull, StorageFailed.
Result<std::unique_ptr<Storage>> open(const OpenOptions& options,
                                      const SecretBox& box,
                                      const Clock& clock);

} // namespace hub::sqlite
