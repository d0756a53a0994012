// The device list: conditions, order and paging as SQL. The text of each statement is put together
// from fixed parts; what users type is only ever bound.
#pragma once

#include "storage/identity_store.h"
#include "storage/sqlite/database.h"
#include "storage/sqlite/device_order.h"
#include "storage/sqlite/query_sql.h"

#include <string>
#include <vector>

namespace hub::sqlite {

class DeviceSearch final
{
public:
    explicit DeviceSearch(Database& database) : database_(database) {}

    Result<DevicePage> page(const DeviceQuery& query);

private:
    struct Search;

    Result<Search> searchOf(const DeviceQuery& query) const;
    Result<bool> isSmall(const std::string& from, const SqlCondition& condition) const;
    Result<std::optional<std::uint64_t>> count(const DeviceQuery& query, const Search& search) const;
    Result<std::uint64_t> countOf(const Search& search, std::int64_t most) const;
    Result<std::vector<DeviceRow>> rows(const DeviceQuery& query, const Search& search) const;

    struct Window
    {
        std::size_t limit = 0;
        std::size_t offset = 0;
    };
    Result<void> read(const Search& search,
                      const OrderPart& part,
                      Window window,
                      std::vector<DeviceRow>& rows) const;

    Database& database_;
};

} // namespace hub::sqlite
