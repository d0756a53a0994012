// Refused sign-ins in state.db.
#pragma once

#include "storage/denied_store.h"
#include "storage/sqlite/database.h"

namespace hub::sqlite {

class DeniedStore final : public hub::DeniedStore
{
public:
    static Result<std::unique_ptr<DeniedStore>> open(Database& database);

    Result<void> put(std::span<const DeniedEntry> entries, std::size_t most) override;
    Result<std::vector<DeniedEntry>> list(std::size_t limit) override;
    Result<void> clear() override;

private:
    struct Sql
    {
        Statement put;
        Statement trim;
        Statement list;
        Statement clear;
    };
    explicit DeniedStore(Sql sql) : sql_(std::move(sql)) {}
    Sql sql_;
};

} // namespace hub::sqlite
