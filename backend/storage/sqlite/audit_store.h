// The audit log in state.db.
#pragma once

#include "storage/audit_store.h"
#include "storage/secret_box.h"
#include "storage/sqlite/database.h"

#include <array>

namespace hub::sqlite {

class AuditStore final : public hub::AuditStore
{
public:
    static Result<std::unique_ptr<AuditStore>> open(Database& database, const SecretBox& box);

    Result<AuditEnd> end() override;
    Result<void> append(const AuditRecord& record) override;
    Result<AuditPage> find(const AuditQuery& query) override;
    Result<std::size_t> walk(AuditSequence after, std::size_t limit, const Visit& visit) override;
    Result<void> addCheckpoint(const AuditSeal& checkpoint) override;
    Result<std::optional<AuditSeal>> lastCheckpoint() override;
    Result<std::vector<AuditSeal>> checkpoints(std::uint64_t after, std::size_t limit) override;
    Result<std::optional<AuditSeal>> anchor() override;
    Result<void> pruneTo(const AuditSeal& anchor) override;
    Result<std::optional<Secret>> signingSeed() override;
    Result<void> setSigningSeed(const Secret& seed) override;

private:
    /// Rows of one value of an indexed column, and of all.
    static constexpr std::size_t kDrivers = 7;

    /// Sequences, both included.
    struct Range
    {
        std::int64_t first = 1;
        std::int64_t last = 0;
    };

    explicit AuditStore(const SecretBox& box) : box_(box) {}
    Result<void> prepare(Database& database);
    Result<Range> rangeOf(const AuditQuery& query);
    Result<std::int64_t> sequenceAt(WallTime time);

    const SecretBox& box_;
    Statement end_;
    Statement append_;
    Statement walk_;
    Statement firstFrom_;
    Statement addCheckpoint_;
    Statement lastCheckpoint_;
    Statement checkpoints_;
    Statement anchor_;
    Statement setAnchor_;
    Statement removeRecords_;
    Statement removeCheckpoints_;
    Statement seed_;
    Statement setSeed_;
    std::array<Statement, kDrivers> find_;
};

} // namespace hub::sqlite
