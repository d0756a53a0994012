// Identities in state.db: the rows, their tags and the search index change together.
#pragma once

#include "storage/identity_store.h"
#include "storage/secret_box.h"
#include "storage/sqlite/device_search.h"
#include "storage/sqlite/tag_index.h"

namespace hub::sqlite {

class IdentityStore final : public hub::IdentityStore
{
public:
    static Result<std::unique_ptr<IdentityStore>> open(Database& database, const SecretBox& box);

    Result<DeviceIdentity> create(DeviceIdentity identity, WallTime now) override;
    Result<std::optional<DeviceRow>> find(const IdentityId& id) override;
    Result<void> replace(const DeviceIdentity& identity) override;
    Result<void> remove(const IdentityId& id, WallTime now) override;
    Result<std::vector<DeviceRow>> list(std::size_t limit,
                                        const std::optional<TagCondition>& scope) override;
    Result<std::vector<DeviceRow>> modules(std::string_view device) override;
    Result<DevicePage> search(const DeviceQuery& query) override { return search_.page(query); }
    Result<DeviceStatistics> statistics(const std::optional<TagCondition>& scope) override;
    Result<bool> hasTag(std::string_view device, const TagCondition& tag) override;
    Result<std::uint64_t> count() override;
    Result<void> noteActivity(std::span<const ActivityNote> notes) override;
    Result<std::vector<DeviceKey>> keysOf(const IdentityId& id) override;
    Result<std::vector<DeviceKey>> keysWithModules(std::string_view device) override;
    Result<std::map<DeviceKey, KeyOwner>> owners(std::span<const DeviceKey> keys) override;
    Result<void> askErase(std::span<const DeviceKey> keys, WallTime now) override;
    Result<void> noteErased(DeviceKey key, WallTime now) override;
    Result<std::vector<DeviceKey>> keysToErase() override;

private:
    IdentityStore(Database& database, const SecretBox& box)
        : database_(database), box_(box), search_(database), decoy_(makeDecoy(box))
    {
    }
    static Bytes makeDecoy(const SecretBox& box);
    void openDecoy(const IdentityId& id) const;
    Result<void> prepare();
    Result<void> insertRow(const DeviceIdentity& identity);
    Result<DeviceRow> readRow(const Statement::Run& run) const;
    Result<std::vector<DeviceRow>> readRows(Statement::Run& run) const;

    struct Statements
    {
        Statement insertKey, insert, find, update, remove, closeKey, list, listScope, modules, count, countAll,
            countScope, hasTag, noteActivity, keysOf, keysWithModules, owner, askErase, noteErased,
            keysToErase, addSearch, dropSearch;
    };

    Database& database_;
    const SecretBox& box_;
    Statements sql_;
    TagIndex tags_;
    DeviceSearch search_;
    Bytes decoy_; ///< a sealed key of nobody
};

} // namespace hub::sqlite
