// Twins in state.db.
#pragma once

#include "storage/sqlite/database.h"
#include "storage/twin_store.h"

#include <memory>

namespace hub::sqlite {

class TwinStore final : public hub::TwinStore
{
public:
    static Result<std::unique_ptr<TwinStore>> open(Database& database);

    Result<std::optional<TwinRow>> find(DeviceKey device) override;
    Result<std::optional<std::string>> modelIdOf(DeviceKey device) override;
    Result<void> put(DeviceKey device, const TwinRow& row) override;

private:
    TwinStore(Statement find, Statement modelId, Statement put)
        : find_(std::move(find)), modelId_(std::move(modelId)), put_(std::move(put))
    {
    }

    Statement find_;
    Statement modelId_;
    Statement put_;
};

} // namespace hub::sqlite
