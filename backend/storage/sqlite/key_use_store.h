// Uses of keys in state.db.
#pragma once

#include "storage/key_use_store.h"
#include "storage/sqlite/database.h"

namespace hub::sqlite {

class KeyUseStore final : public hub::KeyUseStore
{
public:
    static Result<std::unique_ptr<KeyUseStore>> open(Database& database);

    Result<bool> note(const KeyUseNote& note, std::size_t mostNetworks) override;
    Result<KeyUses> find(const KeyHolder& holder) override;
    Result<void> put(const KeyHolder& holder, const KeyUses& uses) override;
    Result<std::vector<KeyNetwork>> networks(const KeyHolder& holder) override;

private:
    struct Sql
    {
        Statement isThere, put, drop, find, hasNetwork, putNetwork, trimNetworks, networks;
    };
    explicit KeyUseStore(Sql sql) : sql_(std::move(sql)) {}
    Result<bool> isThere(const KeyHolder& holder);
    Result<bool> isNewNetwork(const KeyUseNote& note);
    Result<void> putUse(const KeyHolder& holder, KeySlot slot, const KeyUse& use);

    Sql sql_;
};

} // namespace hub::sqlite
