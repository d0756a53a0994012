#include "storage/sqlite/integrity.h"

#include "storage/sqlite/statement.h"

#include <sqlite3.h>

#include <memory>

namespace hub::sqlite {
namespace {

constexpr int kBusyMilliseconds = 5'000;

struct Close
{
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
};

Result<std::string> quickCheck(sqlite3* database)
{
    HUB_TRY(Statement check, Statement::prepare(database, "PRAGMA quick_check(1)"));
    auto run = check.run();
    HUB_TRY(const bool row, run.next());
    const std::string said = row ? std::string(run.textAt(0)) : "the check says nothing";
    return said == "ok" ? std::string() : said;
}

} // namespace

Result<std::string> firstDamage(const std::filesystem::path& file)
{
    if (!std::filesystem::exists(file)) {
        return fail(Errc::NotFound, file.string() + " does not exist");
    }
    sqlite3* handle = nullptr;
    // A reader of a WAL database needs write access to its shared memory.
    const int code = sqlite3_open_v2(file.c_str(), &handle,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, nullptr);
    const std::unique_ptr<sqlite3, Close> database(handle);
    if (code != SQLITE_OK) {
        return errorOf(handle);
    }
    sqlite3_busy_timeout(handle, kBusyMilliseconds);
    Result<std::string> damage = quickCheck(handle);
    const bool isDamaged = !damage && damage.error().code == Errc::Corrupt;
    return isDamaged ? Result<std::string>(damage.error().detail) : std::move(damage);
}

} // namespace hub::sqlite
