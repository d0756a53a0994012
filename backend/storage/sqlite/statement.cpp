#include "storage/sqlite/statement.h"

#include <sqlite3.h>

namespace hub::sqlite {
namespace {

Errc codeOf(int extended)
{
    switch (extended & 0xff) {
    case SQLITE_FULL: return Errc::DiskFull;
    case SQLITE_IOERR: return Errc::StorageFailed;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return Errc::Corrupt;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return Errc::Timeout;
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN: return Errc::PermissionDenied;
    case SQLITE_CONSTRAINT: return Errc::InvalidOperation;
    default: return Errc::Io;
    }
}

} // namespace

Error errorOf(sqlite3* database)
{
    return fail(codeOf(sqlite3_extended_errcode(database)),
                std::string("database: ") + sqlite3_errmsg(database));
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const
{
    sqlite3_finalize(statement);
}

Result<Statement> Statement::prepare(sqlite3* database, std::string_view sql)
{
    sqlite3_stmt* handle = nullptr;
    const int code = sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
    if (code != SQLITE_OK) {
        return errorOf(database);
    }
    Statement statement;
    statement.handle_.reset(handle);
    return statement;
}

Statement::Run::~Run()
{
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

Statement::Run& Statement::Run::integer(std::int64_t value)
{
    sqlite3_bind_int64(statement_, ++bound_, value);
    return *this;
}

Statement::Run& Statement::Run::integerOrNull(std::optional<std::int64_t> value)
{
    if (value) {
        return integer(*value);
    }
    sqlite3_bind_null(statement_, ++bound_);
    return *this;
}

Statement::Run& Statement::Run::real(double value)
{
    sqlite3_bind_double(statement_, ++bound_, value);
    return *this;
}

Statement::Run& Statement::Run::realOrNull(std::optional<double> value)
{
    if (value) {
        return real(*value);
    }
    sqlite3_bind_null(statement_, ++bound_);
    return *this;
}

Statement::Run& Statement::Run::text(std::string_view value)
{
    sqlite3_bind_text(statement_, ++bound_, value.empty() ? "" : value.data(),
                      static_cast<int>(value.size()), SQLITE_STATIC);
    return *this;
}

Statement::Run& Statement::Run::blob(ByteView value)
{
    sqlite3_bind_blob(statement_, ++bound_, value.empty() ? "" : value.data(),
                      static_cast<int>(value.size()), SQLITE_STATIC);
    return *this;
}

Result<bool> Statement::Run::next()
{
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) {
        return true;
    }
    if (code == SQLITE_DONE) {
        return false;
    }
    return errorOf(sqlite3_db_handle(statement_));
}

Result<void> Statement::Run::finish()
{
    for (;;) {
        HUB_TRY(const bool row, next());
        if (!row) {
            return success();
        }
    }
}

std::int64_t Statement::Run::integerAt(int column) const
{
    return sqlite3_column_int64(statement_, column);
}

std::optional<std::int64_t> Statement::Run::integerOrNullAt(int column) const
{
    if (sqlite3_column_type(statement_, column) == SQLITE_NULL) {
        return std::nullopt;
    }
    return integerAt(column);
}

double Statement::Run::realAt(int column) const
{
    return sqlite3_column_double(statement_, column);
}

std::string_view Statement::Run::textAt(int column) const
{
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return {text != nullptr ? text : "", static_cast<std::size_t>(
                                             sqlite3_column_bytes(statement_, column))};
}

ByteView Statement::Run::blobAt(int column) const
{
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return {bytes != nullptr ? bytes : "", static_cast<std::size_t>(
                                               sqlite3_column_bytes(statement_, column))};
}

} // namespace hub::sqlite
