// One prepared statement. Values are always bound, never put into the SQL text.
#pragma once

#include "base/bytes.h"

#include "hub/error.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace hub::sqlite {

/// The error that SQLite reports. Errors: DiskFull, StorageFailed (the file could not be written or
/// synced), Corrupt, Timeout (locked), PermissionDenied, Io.
Error errorOf(sqlite3* database);

class Statement final
{
public:
    static Result<Statement> prepare(sqlite3* database, std::string_view sql);

    /// One execution: binds in order, steps, and leaves the statement ready for the next.
    class Run final
    {
    public:
        explicit Run(Statement& statement) : statement_(statement.handle_.get()) {}
        ~Run();
        Run(const Run&) = delete;
        Run& operator=(const Run&) = delete;

        Run& integer(std::int64_t value);
        Run& integerOrNull(std::optional<std::int64_t> value);
        Run& real(double value);
        Run& realOrNull(std::optional<double> value);
        Run& text(std::string_view value); ///< must outlive this run
        Run& blob(ByteView value);         ///< must outlive this run

        Result<bool> next();  ///< true: a row is there
        Result<void> finish(); ///< steps to the end

        // Of the current row; views hold until next().
        std::int64_t integerAt(int column) const;
        std::optional<std::int64_t> integerOrNullAt(int column) const;
        double realAt(int column) const;
        std::string_view textAt(int column) const;
        ByteView blobAt(int column) const;

    private:
        sqlite3_stmt* statement_;
        int bound_ = 0;
    };

    Run run() { return Run(*this); }

private:
    struct Finalize
    {
        void operator()(sqlite3_stmt* statement) const;
    };
    std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

} // namespace hub::sqlite
