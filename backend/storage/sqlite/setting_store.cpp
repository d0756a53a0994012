#include "storage/sqlite/setting_store.h"

namespace hub::sqlite {

Result<std::unique_ptr<SettingStore>> SettingStore::open(Database& database)
{
    HUB_TRY(Statement get, database.prepare("SELECT value FROM setting WHERE name = ?"));
    HUB_TRY(Statement set, database.prepare("INSERT INTO setting (name, value) VALUES (?, ?) "
                                            "ON CONFLICT (name) DO UPDATE SET value = "
                                            "excluded.value"));
    return std::unique_ptr<SettingStore>(new SettingStore(std::move(get), std::move(set)));
}

Result<std::optional<std::string>> SettingStore::get(std::string_view name)
{
    auto run = get_.run();
    HUB_TRY(const bool row, run.text(name).next());
    return row ? std::optional(std::string(run.textAt(0))) : std::nullopt;
}

Result<void> SettingStore::set(std::string_view name, std::string_view value)
{
    auto run = set_.run();
    return run.text(name).text(value).finish();
}

} // namespace hub::sqlite
