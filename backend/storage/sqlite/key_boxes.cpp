#include "storage/sqlite/key_boxes.h"

#include "storage/sqlite/state_database.h"

#include <sqlite3.h>

#include <array>
#include <string>

namespace hub::sqlite {
namespace {

// The contexts are those of the stores of these tables.
constexpr auto kPrimaryOfIdentity =
    "'identity|' || device_id || iif(module_id = '', '', '/' || module_id) || '|' || generation || "
    "'|primary'";
constexpr auto kSecondaryOfIdentity =
    "'identity|' || device_id || iif(module_id = '', '', '/' || module_id) || '|' || generation || "
    "'|secondary'";

constexpr std::array kBoxColumns{
    BoxColumn{"policy", "primary_key", "'policy|' || name || '|primary'"},
    BoxColumn{"policy", "secondary_key", "'policy|' || name || '|secondary'"},
    BoxColumn{"identity", "primary_key", kPrimaryOfIdentity},
    BoxColumn{"identity", "secondary_key", kSecondaryOfIdentity},
    BoxColumn{"audit_key", "seed", "'audit_key|seed'"},
    BoxColumn{"person", "key", "'person|' || name || '|key'"},
    BoxColumn{"person", "previous_key", "'person|' || name || '|previous'"},
    BoxColumn{"person", "factor", "'person|' || name || '|factor'"},
};

struct Boxes
{
    const SecretBox& now;
    const SecretBox& next;
};

ByteView bytesOf(sqlite3_value* value)
{
    const auto* const bytes = static_cast<const char*>(sqlite3_value_blob(value));
    const auto size = static_cast<std::size_t>(sqlite3_value_bytes(value));
    return bytes == nullptr ? ByteView() : ByteView(bytes, size);
}

/// SQL function: sealed_anew(box, context).
void sealedAnew(sqlite3_context* context, int, sqlite3_value** values)
{
    const auto& boxes = *static_cast<const Boxes*>(sqlite3_user_data(context));
    const Result<Secret> secret = boxes.now.open(bytesOf(values[0]), bytesOf(values[1]));
    if (!secret) {
        sqlite3_result_error(context, secret.error().detail.c_str(), -1);
        return;
    }
    const Bytes box = boxes.next.seal(secret.value(), bytesOf(values[1]));
    sqlite3_result_blob(context, box.empty() ? "" : box.data(), static_cast<int>(box.size()),
                        SQLITE_TRANSIENT);
}

Result<void> addFunction(const Database& database, Boxes& boxes)
{
    const int code = sqlite3_create_function_v2(database.handle(), "sealed_anew", 2,
                                                SQLITE_UTF8 | SQLITE_DIRECTONLY, &boxes,
                                                &sealedAnew, nullptr, nullptr, nullptr);
    return code == SQLITE_OK ? Result<void>(success()) : errorOf(database.handle());
}

Result<void> sealColumn(const Database& database, const BoxColumn& column)
{
    const std::string name = column.column;
    const std::string sql = "UPDATE " + std::string(column.table) + " SET " + name +
                            " = sealed_anew(" + name + ", " + column.context + ")";
    if (auto done = database.execute(sql.c_str()); !done) {
        Error error = done.error();
        error.code = error.code == Errc::Io ? Errc::Corrupt : error.code; // the function's own
        error.detail = std::string(column.table) + "." + name + ": " + error.detail;
        return error;
    }
    return success();
}

Result<void> writeRecord(const Database& database, const KeyRecord& record)
{
    HUB_TRY(Statement put, database.prepare("INSERT INTO setting (name, value) VALUES (?, ?) "
                                            "ON CONFLICT (name) DO UPDATE SET value = excluded.value"));
    const std::string text = toText(record);
    return put.run().text(kKeyRecordSetting).text(text).finish();
}

Result<SealedUnder> readSealedUnder(const Database& database)
{
    SealedUnder found;
    HUB_TRY(const std::int64_t boxes,
            database.integerOf("SELECT EXISTS (SELECT 1 FROM policy) OR "
                               "EXISTS (SELECT 1 FROM identity)"));
    found.hasBoxes = boxes != 0;
    HUB_TRY(Statement get, database.prepare("SELECT value FROM setting WHERE name = ?"));
    auto run = get.run();
    HUB_TRY(const bool has, run.text(kKeyRecordSetting).next());
    if (has) {
        HUB_TRY(found.record, parseKeyRecord(run.textAt(0)));
    }
    return found;
}

} // namespace

std::span<const BoxColumn> boxColumns()
{
    return kBoxColumns;
}

Result<SealedUnder> sealedUnder(const std::filesystem::path& folder)
{
    auto database = openStateDatabase(folder, Access::ReadOnly);
    if (database) {
        return readSealedUnder(database.value());
    }
    return database.error().code == Errc::NotFound ? Result<SealedUnder>(SealedUnder())
                                                   : database.error();
}

Result<void> sealAnew(const std::filesystem::path& folder,
                      const SecretBox& now,
                      const SecretBox& next,
                      const KeyRecord& record,
                      const std::function<void()>& beforeCommit,
                      const std::function<void()>& afterCommit)
{
    Boxes boxes{now, next};
    HUB_TRY(Database database, openStateDatabase(folder, Access::ReadWrite));
    HUB_TRYV(addFunction(database, boxes));
    HUB_TRYV(database.transaction([&]() -> Result<void> {
        for (const BoxColumn& column : kBoxColumns) {
            HUB_TRYV(sealColumn(database, column));
        }
        HUB_TRYV(writeRecord(database, record));
        beforeCommit();
        return success();
    }));
    afterCommit();
    return database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

Result<void> forEachBox(const std::filesystem::path& folder,
                        const SecretBox& box,
                        const std::function<void(const BoxColumn&, Secret)>& visit)
{
    return forEachNamedBox(folder, box,
                           [&visit](const BoxColumn& column, std::string_view, Secret secret) {
                               visit(column, std::move(secret));
                           });
}

Result<void> forEachNamedBox(
    const std::filesystem::path& folder,
    const SecretBox& box,
    const std::function<void(const BoxColumn&, std::string_view row, Secret)>& visit)
{
    HUB_TRY(const Database database, openStateDatabase(folder, Access::ReadOnly));
    for (const BoxColumn& column : kBoxColumns) {
        HUB_TRY(Statement select,
                database.prepare("SELECT " + std::string(column.column) + ", " + column.context +
                                 " FROM " + column.table));
        auto run = select.run();
        for (;;) {
            HUB_TRY(const bool more, run.next());
            if (!more) {
                break;
            }
            HUB_TRY(Secret secret, box.open(run.blobAt(0), run.textAt(1)));
            visit(column, run.textAt(1), std::move(secret));
        }
    }
    return success();
}

} // namespace hub::sqlite
