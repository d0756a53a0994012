// Twins for queries, out of state.db.
#pragma once

#include "storage/query_store.h"
#include "storage/sqlite/database.h"
#include "storage/sqlite/query_sql.h"

#include <memory>

namespace hub::sqlite {

class QueryStore final : public hub::QueryStore
{
public:
    explicit QueryStore(Database& database) : database_(database) {}

    Result<TwinScanPart> scan(const TwinScan& scan) override;
    Result<std::optional<StoredTwin>> find(DeviceKey key) override;
    Result<std::optional<TwinCount>> count(const TwinScan& scan) override;

private:
    struct Search;

    Result<Search> searchOf(const TwinScan& scan, const QuerySql& sql) const;
    Result<void> startWithTag(const QuerySql& sql, Search& search) const;
    Result<void> startWithIds(const QuerySql& sql, Search& search) const;
    Result<std::int64_t> estimate(const std::string& from, const std::vector<SqlValue>& values) const;
    Result<DeviceKey> lastKey() const;
    Result<DeviceKey> endOfStep(const Search& search,
                                DeviceKey after,
                                DeviceKey last,
                                std::int64_t rows) const;

    Database& database_;
    std::optional<Statement> find_; ///< nothing until it is asked for the first time
};

} // namespace hub::sqlite
