// Settings in state.db.
#pragma once

#include "storage/setting_store.h"
#include "storage/sqlite/database.h"

namespace hub::sqlite {

class SettingStore final : public hub::SettingStore
{
public:
    static Result<std::unique_ptr<SettingStore>> open(Database& database);

    Result<std::optional<std::string>> get(std::string_view name) override;
    Result<void> set(std::string_view name, std::string_view value) override;

private:
    SettingStore(Statement get, Statement set) : get_(std::move(get)), set_(std::move(set)) {}
    Statement get_;
    Statement set_;
};

} // namespace hub::sqlite
