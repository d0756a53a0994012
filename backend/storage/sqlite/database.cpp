#include "storage/sqlite/database.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <string>

namespace hub::sqlite {
namespace {

constexpr int kBusyMilliseconds = 5'000;

} // namespace

void Database::Close::operator()(sqlite3* handle) const
{
    sqlite3_close_v2(handle);
}

Result<Database> Database::open(const std::filesystem::path& path,
                                Access access,
                                const DatabaseKind& kind)
{
    Database database;
    sqlite3* handle = nullptr;
    // A reader of a WAL database needs write access to its shared memory; query_only does the rest.
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                      (access == Access::ReadWrite ? SQLITE_OPEN_CREATE : 0);
    const mode_t mask = ::umask(077); // SQLite gives its side files the mode of the main one
    const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
    ::umask(mask);
    database.handle_.reset(handle);
    if (code != SQLITE_OK) {
        const bool missing = access == Access::ReadOnly && !std::filesystem::exists(path);
        return missing ? fail(Errc::NotFound, path.string() + " does not exist")
                       : errorOf(handle);
    }
    if (auto ready = database.configure(access, kind); !ready) {
        Error error = ready.error();
        error.detail = path.string() + ": " + error.detail;
        return error;
    }
    return database;
}

Result<void> Database::configure(Access access, const DatabaseKind& kind)
{
    sqlite3_busy_timeout(handle_.get(), kBusyMilliseconds);
    HUB_TRYV(execute(("PRAGMA cache_size=-" + std::to_string(kind.cacheKibibytes)).c_str()));
    HUB_TRYV(execute("PRAGMA foreign_keys=ON"));
    HUB_TRYV(execute("PRAGMA trusted_schema=OFF"));
    if (access == Access::ReadOnly) {
        HUB_TRYV(checkVersion(kind));
        HUB_TRY(const std::int64_t version, integerOf("PRAGMA user_version"));
        if (version == 0) { // its writer has not made the tables yet
            return fail(Errc::NotFound, "empty");
        }
        return execute("PRAGMA query_only=ON");
    }
    HUB_TRYV(execute("PRAGMA journal_mode=WAL"));
    HUB_TRYV(execute("PRAGMA synchronous=FULL"));
    HUB_TRYV(execute("PRAGMA wal_autocheckpoint=4000"));
    HUB_TRYV(execute("PRAGMA journal_size_limit=67108864"));
    HUB_TRYV(execute("PRAGMA secure_delete=ON"));
    HUB_TRYV(execute("PRAGMA temp_store=MEMORY")); // no rows in temporary files
    HUB_TRY(begin_, prepare("BEGIN IMMEDIATE"));
    HUB_TRY(commit_, prepare("COMMIT"));
    HUB_TRY(enter_, prepare("SAVEPOINT part"));
    HUB_TRY(leave_, prepare("RELEASE part"));
    return migrate(kind);
}

Result<void> Database::checkVersion(const DatabaseKind& kind) const
{
    HUB_TRY(const std::int64_t version, integerOf("PRAGMA user_version"));
    HUB_TRY(const std::int64_t application, integerOf("PRAGMA application_id"));
    const auto known = static_cast<std::int64_t>(kind.migrations.size());
    if (version > known) {
        return fail(Errc::NewerFormat, "the file has format " + std::to_string(version) +
                                           ", this program knows up to " + std::to_string(known) +
                                           "; use a newer Hubdeck");
    }
    if (version > 0 && application != kind.applicationId) {
        return fail(Errc::Corrupt, "not a file of Hubdeck");
    }
    return success();
}

Result<void> Database::migrate(const DatabaseKind& kind)
{
    HUB_TRYV(checkVersion(kind));
    HUB_TRY(const std::int64_t version, integerOf("PRAGMA user_version"));
    for (auto step = static_cast<std::size_t>(version); step < kind.migrations.size(); ++step) {
        HUB_TRYV(transaction([&]() -> Result<void> {
            HUB_TRYV(execute(kind.migrations[step]));
            HUB_TRYV(execute(
                ("PRAGMA application_id=" + std::to_string(kind.applicationId)).c_str()));
            return execute(("PRAGMA user_version=" + std::to_string(step + 1)).c_str());
        }));
    }
    return success();
}

Result<void> Database::execute(const char* sql) const
{
    if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
        return errorOf(handle_.get());
    }
    return success();
}

Result<std::int64_t> Database::integerOf(std::string_view sql) const
{
    HUB_TRY(Statement statement, prepare(sql));
    auto run = statement.run();
    HUB_TRY(const bool row, run.next());
    return row ? run.integerAt(0) : 0;
}

std::int64_t Database::lastRowId() const
{
    return sqlite3_last_insert_rowid(handle_.get());
}

Result<void> Database::transaction(const std::function<Result<void>()>& work)
{
    if (depth_ > 0) {
        return aborted_ ? Result<void>(*aborted_) : runInside(work);
    }
    HUB_TRYV(begin_.run().finish());
    depth_ = 1;
    Result<void> done = work();
    if (aborted_) {
        done = *aborted_;
    }
    if (done) {
        done = commit_.run().finish();
    }
    depth_ = 0;
    aborted_.reset();
    if (!isInTransaction()) {
        return done;
    }
    (void)execute("ROLLBACK"); // after an error; SQLite may have done it already
    return done;
}

Result<void> Database::runInside(const std::function<Result<void>()>& work)
{
    HUB_TRYV(enter_.run().finish());
    ++depth_;
    Result<void> done = work();
    if (done) {
        done = leave_.run().finish();
    }
    --depth_;
    if (done) {
        return done;
    }
    if (isInTransaction()) {
        (void)execute("ROLLBACK TO part");
        (void)execute("RELEASE part");
    } else {
        aborted_ = done.error();
    }
    return done;
}

bool Database::isInTransaction() const
{
    return sqlite3_get_autocommit(handle_.get()) == 0;
}

} // namespace hub::sqlite
