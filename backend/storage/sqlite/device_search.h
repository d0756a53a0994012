// The device list: conditions, order and paging as SQL. The text of each statement is put together
// from fixed parts; what users type is only ever bound.
#pragma once

#include "storage/identity_store.h"
#include "storage/sqlite/database.h"

#include <map>
#include <string>

namespace hub::sqlite {

class DeviceSearch final
{
public:
    explicit DeviceSearch(Database& database) : database_(database) {}

    Result<DevicePage> page(const DeviceQuery& query);

private:
    Result<Statement*> statement(const std::string& sql);
    Result<std::uint64_t> count(const DeviceQuery& query);
    Result<std::vector<DeviceRow>> rows(const DeviceQuery& query, std::size_t limit);

    Database& database_;
    std::map<std::string, Statement> cache_; ///< as many as there are kinds of queries: below 100
};

} // namespace hub::sqlite
