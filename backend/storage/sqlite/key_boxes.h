// All boxes of state.db together: what they are sealed under, and sealing them anew.
#pragma once

#include "storage/key_record.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string_view>

namespace hub::sqlite {

/// A column that holds boxes, and the SQL that makes the context of a row's box.
struct BoxColumn
{
    const char* table;
    const char* column;
    const char* context;
};

/// Every one of them: what is missing here would be lost when the key is changed.
std::span<const BoxColumn> boxColumns();

struct SealedUnder
{
    bool hasBoxes = false;           ///< there are keys in the store
    std::optional<KeyRecord> record; ///< nothing: none yet, or a store of before there were records
};

/// Reads state.db; nothing is changed. A folder without one has no boxes. Errors: NewerFormat, Corrupt,
/// PermissionDenied, Io.
Result<SealedUnder> sealedUnder(const std::filesystem::path& folder);

/// Opens all boxes with `now`, seals them with `next` and writes the record, in one transaction;
/// then empties the write-ahead log, where the old boxes still stand. beforeCommit runs inside the
/// transaction, afterCommit before the log is emptied. Errors: Corrupt (a box does not open; nothing
/// is changed), NewerFormat, DiskFull, StorageFailed, Io.
Result<void> sealAnew(const std::filesystem::path& folder,
                      const SecretBox& now,
                      const SecretBox& next,
                      const KeyRecord& record,
                      const std::function<void()>& beforeCommit,
                      const std::function<void()>& afterCommit);

/// Calls back with the table and column, and the secret of each box.
Result<void> forEachBox(const std::filesystem::path& folder,
                        const SecretBox& box,
                        const std::function<void(const BoxColumn&, Secret)>& visit);

/// The same, and what the row is called: "identity|pump-1|3|primary".
Result<void> forEachNamedBox(
    const std::filesystem::path& folder,
    const SecretBox& box,
    const std::function<void(const BoxColumn&, std::string_view row, Secret)>& visit);

} // namespace hub::sqlite
