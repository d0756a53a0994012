// One SQLite connection: opened with our settings, its schema brought up to date.
#pragma once

#include "storage/sqlite/statement.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <span>

struct sqlite3;

namespace hub::sqlite {

/// What a file must be. Migrations run in order; their count is the schema version.
struct DatabaseKind
{
    std::int32_t applicationId;
    std::span<const char* const> migrations;
    int cacheKibibytes;
};

enum class Access { ReadWrite, ReadOnly };

class Database final
{
public:
    /// ReadWrite makes the file, mode 0600, and migrates it; ReadOnly refuses a missing one. WAL with
    /// synchronous=FULL: a committed transaction survives a power cut. path ":memory:" for tests.
    /// Errors: NewerFormat (naming both versions), Corrupt, NotFound, PermissionDenied, DiskFull,
    /// StorageFailed.
    static Result<Database> open(const std::filesystem::path& path,
                                 Access access,
                                 const DatabaseKind& kind);

    sqlite3* handle() const { return handle_.get(); }
    Result<Statement> prepare(std::string_view sql) const
    {
        return Statement::prepare(handle_.get(), sql);
    }
    Result<void> execute(const char* sql) const;
    Result<std::int64_t> integerOf(std::string_view sql) const; ///< first column of the first row
    std::int64_t lastRowId() const;

    /// Runs work between BEGIN and COMMIT, or between SAVEPOINT and RELEASE when already inside. After
    /// an error that made SQLite undo the whole transaction (a full disk) the rest of it fails too.
    Result<void> transaction(const std::function<Result<void>()>& work);

private:
    Result<void> runInside(const std::function<Result<void>()>& work);
    bool isInTransaction() const;
    Result<void> configure(Access access, const DatabaseKind& kind);
    Result<void> migrate(const DatabaseKind& kind);
    Result<void> checkVersion(const DatabaseKind& kind) const;

    struct Close
    {
        void operator()(sqlite3* handle) const;
    };
    std::unique_ptr<sqlite3, Close> handle_;
    Statement begin_; ///< these four are run for every commit
    Statement commit_;
    Statement enter_;
    Statement leave_;
    int depth_ = 0;
    std::optional<Error> aborted_; ///< why SQLite itself undid the running transaction
};

} // namespace hub::sqlite
