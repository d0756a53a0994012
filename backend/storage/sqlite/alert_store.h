// Alerts in state.db.
#pragma once

#include "storage/alert_store.h"
#include "storage/sqlite/database.h"

namespace hub::sqlite {

class AlertStore final : public hub::AlertStore
{
public:
    static Result<std::unique_ptr<AlertStore>> open(Database& database);

    Result<Alert> raise(const NewAlert& alert, WallTime now, std::size_t most) override;
    Result<Alert> acknowledge(std::int64_t id, const std::string& by, WallTime now) override;
    Result<AlertPage> list(const AlertQuery& query) override;

private:
    struct Sql
    {
        Statement raise;
        Statement trim;
        Statement find;
        Statement acknowledge;
        Statement list;
        Statement listOpen;
        Statement countOpen;
    };
    explicit AlertStore(Sql sql) : sql_(std::move(sql)) {}
    Result<Alert> find(std::int64_t id);

    Sql sql_;
};

} // namespace hub::sqlite
