#include "services/audit_check.h"

#include "domain/limits.h"
#include "services/audit_trail.h"

#include <algorithm>

namespace hub {
namespace {

constexpr std::size_t kCheckpointsAtOnce = 256;

} // namespace

Result<bool> AuditCheck::step(Storage& storage)
{
    AuditStore& store = storage.audit();
    HUB_TRYV(beginAgain(store));
    if (fault_) {
        return true;
    }
    // In this order: a checkpoint that comes later vouches for `end` or for what is behind it.
    HUB_TRY(const AuditEnd end, store.end());
    HUB_TRYV(expectCheckpoints(store));
    HUB_TRYV(takeRecords(store, end.sequence));
    HUB_TRY(const bool again, beginAgain(store));
    if (again || (!fault_ && chain_.last() < end.sequence)) {
        return false;
    }
    if (!fault_) {
        fault_ = chain_.finish();
    }
    return true;
}

/// At the beginning, and when the hub has pruned what was to be read next. True: it has begun.
Result<bool> AuditCheck::beginAgain(AuditStore& store)
{
    const AuditWitness witness = auditWitness(folder_);
    HUB_TRY(const std::optional<AuditSeal> anchor, store.anchor());
    if (begun_ && (!anchor || anchor->sequence <= chain_.last())) {
        return false;
    }
    begun_ = true;
    behind_ = anchor ? anchor->sequence : 0;
    chain_ = AuditChain(publicKey_);
    fault_ = chain_.begin(anchor, witness);
    return true;
}

Result<void> AuditCheck::expectCheckpoints(AuditStore& store)
{
    while (!fault_ && chain_.expected() <= chain_.last() + limits::kAuditStepRecords) {
        HUB_TRY(const std::vector<AuditSeal> found,
                store.checkpoints(chain_.number(), kCheckpointsAtOnce));
        for (const AuditSeal& checkpoint : found) {
            if (!fault_) {
                fault_ = chain_.expect(checkpoint);
            }
        }
        if (found.size() < kCheckpointsAtOnce) {
            break;
        }
    }
    return success();
}

Result<void> AuditCheck::takeRecords(AuditStore& store, AuditSequence end)
{
    const AuditSequence left = end - std::min(end, chain_.last());
    const std::size_t most = std::min<std::size_t>(left, limits::kAuditStepRecords);
    if (fault_ || most == 0) {
        return success();
    }
    const auto take = [this](const AuditRecord& record) {
        if (!fault_) {
            fault_ = chain_.take(record);
        }
    };
    const Result<std::size_t> taken = store.walk(chain_.last(), most, take);
    if (!taken && taken.error().code != Errc::Corrupt) {
        return taken.error();
    }
    if (!taken && !fault_) {
        fault_ = AuditFault{chain_.last() + 1, "cannot be read: " + taken.error().detail};
    }
    return success();
}

AuditReport AuditCheck::report() const
{
    AuditReport report;
    report.fault = fault_;
    report.first = chain_.count() > 0 ? behind_ + 1 : 0;
    report.last = chain_.last();
    report.hash = chain_.hash();
    report.count = chain_.count();
    report.checkpoint = chain_.checkpoint();
    report.head = chain_.witness().head;
    return report;
}

Result<AuditReport>
checkAudit(Storage& storage, Bytes publicKey, const std::filesystem::path& folder)
{
    AuditCheck check(std::move(publicKey), folder);
    for (;;) {
        HUB_TRY(const bool done, check.step(storage));
        if (done) {
            return check.report();
        }
    }
}

} // namespace hub
