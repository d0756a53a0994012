// The audit log from a data folder without a hub.
#include "api/audit.h"
#include "base/hex.h"
#include "hub/audit.h"
#include "server/data_folder.h"
#include "services/audit_check.h"
#include "services/audit_trail.h"
#include "storage/sqlite/open.h"

#include <algorithm>

namespace hub {
namespace {

constexpr std::size_t kRecordsAtOnce = 256;
constexpr std::size_t kCheckpointsAtOnce = 1'000;

/// A data folder, opened for reading.
class AuditFolder final
{
public:
    static Result<std::unique_ptr<AuditFolder>> open(const std::filesystem::path& path)
    {
        HUB_TRYV(checkFormat(path));
        HUB_TRY(Secret key, keyEncryptionKey(path, false));
        std::unique_ptr<AuditFolder> folder(new AuditFolder(std::move(key)));
        HUB_TRY(folder->storage_, sqlite::open({path, true}, folder->box_, folder->clock_));
        HUB_TRY(const std::optional<Secret> seed, folder->storage_->audit().signingSeed());
        if (!seed) {
            return fail(Errc::NotFound, path.string() + " has no audit log");
        }
        HUB_TRY(folder->key_, SigningKey::fromSeed(*seed));
        return folder;
    }

    Storage& storage() { return *storage_; }
    AuditStore& audit() { return storage_->audit(); }
    const SigningKey& key() const { return *key_; }
    WallTime now() const { return clock_.wall(); }

private:
    explicit AuditFolder(Secret key) : box_(std::move(key)) {}

    SecretBox box_;
    SystemClock clock_;
    std::unique_ptr<Storage> storage_;
    std::optional<SigningKey> key_;
};

AuditSummary summaryOf(const AuditReport& report)
{
    AuditSummary summary;
    summary.isWhole = !report.fault;
    if (report.fault) {
        summary.brokenAt = report.fault->sequence;
        summary.reason = report.fault->reason;
    }
    summary.count = report.count;
    summary.last = report.last;
    summary.hash = toHex(asBytes(report.hash));
    summary.sealed = std::max(report.checkpoint ? report.checkpoint->sequence : 0,
                              report.head && !report.fault ? report.head->sequence : 0);
    return summary;
}

/// Records behind `head`, which becomes that of the last one.
Result<bool> nextRecords(AuditFolder& folder, AuditSeal& head, std::string& lines)
{
    const auto add = [&](const AuditRecord& record) {
        api::writeLine(lines, record);
        head.sequence = record.sequence;
        head.hash = record.hash;
    };
    HUB_TRY(const std::size_t count, folder.audit().walk(head.sequence, kRecordsAtOnce, add));
    return count == kRecordsAtOnce;
}

Result<bool> nextCheckpoints(AuditFolder& folder, AuditSeal& head, std::string& lines)
{
    HUB_TRY(const std::vector<AuditSeal> found,
            folder.audit().checkpoints(head.number, kCheckpointsAtOnce));
    for (const AuditSeal& checkpoint : found) {
        if (checkpoint.sequence <= head.sequence) { // a running hub adds some
            api::writeLine(lines, checkpoint);
            head.number = checkpoint.number;
        }
    }
    return found.size() == kCheckpointsAtOnce && found.back().number == head.number;
}

Error stopped()
{
    return fail(Errc::Cancelled, "the export was stopped");
}

} // namespace

Result<AuditSummary> verifyAudit(const std::filesystem::path& dataFolder)
{
    HUB_TRY(const auto folder, AuditFolder::open(dataFolder));
    HUB_TRY(const AuditReport report,
            checkAudit(folder->storage(), folder->key().publicKey(), dataFolder));
    return summaryOf(report);
}

Result<void> exportAudit(const std::filesystem::path& dataFolder,
                         const std::function<bool(std::string_view)>& take)
{
    HUB_TRY(const auto folder, AuditFolder::open(dataFolder));
    api::AuditExportHead begin{folder->key().publicKey(), {}};
    HUB_TRY(begin.anchor, folder->audit().anchor());
    AuditSeal head = begin.anchor.value_or(AuditSeal());
    head.kind = AuditSealKind::Head;
    std::string lines;
    api::writeLine(lines, begin);
    for (auto* const next : {nextRecords, nextCheckpoints}) {
        for (bool more = true; more;) {
            HUB_TRY(more, next(*folder, head, lines));
            if (!take(lines)) {
                return stopped();
            }
            lines.clear();
        }
    }
    head.time = folder->now();
    api::writeLine(lines, signedSeal(head, folder->key()));
    return take(lines) ? Result<void>(success()) : stopped();
}

} // namespace hub
