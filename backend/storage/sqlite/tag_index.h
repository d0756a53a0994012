// The tags of devices and modules by path and value, so that they are found by them.
#pragma once

#include "storage/sqlite/database.h"

#include "domain/identity.h"

#include "base/json.h"

#include <string>

namespace hub::sqlite {

class TagIndex final
{
public:
    Result<void> prepare(Database& database);

    /// Replaces what was there. tags: a JSON object. Errors: InvalidJson.
    Result<void> write(DeviceKey key, const std::string& tags);
    Result<void> drop(DeviceKey key);

private:
    Result<void> add(DeviceKey key, const std::string& path, const json::object& tags);

    Statement drop_;
    Statement dropOthers_;
    Statement add_;
    Statement addOther_;
};

} // namespace hub::sqlite
