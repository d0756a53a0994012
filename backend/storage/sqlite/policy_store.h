// Shared access policies in state.db; their keys are sealed.
#pragma once

#include "storage/policy_store.h"
#include "storage/secret_box.h"
#include "storage/sqlite/database.h"

namespace hub::sqlite {

class PolicyStore final : public hub::PolicyStore
{
public:
    static Result<std::unique_ptr<PolicyStore>> open(Database& database, const SecretBox& box);

    Result<std::optional<SharedAccessPolicy>> find(std::string_view name) override;
    Result<std::vector<SharedAccessPolicy>> list() override;
    Result<void> put(const SharedAccessPolicy& policy) override;

private:
    PolicyStore(const SecretBox& box, Statement find, Statement list, Statement put)
        : box_(box), find_(std::move(find)), list_(std::move(list)), put_(std::move(put))
    {
    }
    Result<SharedAccessPolicy> readRow(const Statement::Run& run) const;

    const SecretBox& box_;
    Statement find_;
    Statement list_;
    Statement put_;
};

} // namespace hub::sqlite
