// Certificate authorities and revoked certificates in state.db.
#pragma once

#include "storage/authority_store.h"
#include "storage/sqlite/database.h"

namespace hub::sqlite {

class AuthorityStore final : public hub::AuthorityStore
{
public:
    static Result<std::unique_ptr<AuthorityStore>> open(Database& database);

    Result<std::vector<Authority>> list() override;
    Result<std::optional<Authority>> find(std::string_view name) override;
    Result<void> put(const Authority& authority) override;
    Result<void> remove(std::string_view name) override;
    Result<bool> isRevoked(std::span<const std::string> thumbprints) override;
    Result<std::vector<Revocation>> revocations(std::string_view after, std::size_t limit) override;
    Result<std::size_t> revocationCount() override;
    Result<void> revoke(const Revocation& revocation) override;
    Result<void> unrevoke(std::string_view thumbprint) override;

private:
    AuthorityStore() = default;
    Result<void> prepare(Database& database);

    Statement list_;
    Statement find_;
    Statement put_;
    Statement remove_;
    Statement isRevoked_;
    Statement revocations_;
    Statement revocationCount_;
    Statement revoke_;
    Statement unrevoke_;
};

} // namespace hub::sqlite
