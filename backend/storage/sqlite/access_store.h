// The allow list, the block list and groups of devices in state.db.
#pragma once

#include "storage/access_store.h"
#include "storage/sqlite/database.h"

namespace hub::sqlite {

class AccessStore final : public hub::AccessStore
{
public:
    static Result<std::unique_ptr<AccessStore>> open(Database& database);

    Result<std::vector<AccessEntry>> entries(const AccessQuery& query) override;
    Result<std::optional<AccessEntry>> find(AccessEntryId id) override;
    Result<std::size_t> count() override;
    Result<std::size_t> countOf(AccessKind kind) override;
    Result<bool> isListed(AccessKind kind, std::string_view value) override;
    Result<std::vector<AccessEntry>> ended(WallTime from, WallTime to) override;
    Result<AccessEntry> add(AccessEntry entry) override;
    Result<void> replace(const AccessEntry& entry) override;
    Result<void> remove(AccessEntryId id) override;

    Result<std::vector<AccessGroup>> groups() override;
    Result<std::optional<AccessGroup>> findGroup(std::string_view name) override;
    Result<void> putGroup(const AccessGroup& group) override;
    Result<void> removeGroup(std::string_view name) override;
    Result<std::vector<std::string>> members(std::string_view group,
                                             std::string_view after,
                                             std::size_t limit) override;
    Result<std::vector<AccessMember>> allMembers() override;
    Result<std::size_t> memberCount() override;
    Result<bool> addMember(const AccessMember& member) override;
    Result<bool> removeMember(const AccessMember& member) override;

private:
    AccessStore() = default;
    Result<void> prepare(Database& database);

    Statement entries_;
    Statement find_;
    Statement count_;
    Statement countOf_;
    Statement isListed_;
    Statement ended_;
    Statement add_;
    Statement replace_;
    Statement remove_;
    Statement groups_;
    Statement findGroup_;
    Statement putGroup_;
    Statement removeGroup_;
    Statement members_;
    Statement allMembers_;
    Statement memberCount_;
    Statement addMember_;
    Statement removeMember_;
};

} // namespace hub::sqlite
