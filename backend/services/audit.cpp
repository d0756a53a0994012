#include "services/audit.h"

#include "domain/limits.h"

#include <algorithm>
#include <future>

namespace hub {
namespace {

constexpr std::chrono::seconds kFinishPatience{5};

} // namespace

boost::asio::awaitable<Result<void>> Audit::store(AuditNotePtr note)
{
    auto nothing = [](Storage&) -> Result<void> { return success(); };
    auto nobody = [] {};
    return parts_.workers.write(nothing, nobody, std::move(note));
}

boost::asio::awaitable<Result<AuditPage>> Audit::find(AuditQuery query)
{
    query.limit = std::clamp(query.limit, std::size_t{1}, limits::kMaxPage);
    auto work = [query = std::move(query)](Storage& storage) {
        return storage.audit().find(query);
    };
    return parts_.workers.read(work);
}

boost::asio::awaitable<Result<AuditReport>> Audit::verify()
{
    if (checking_.exchange(true)) {
        co_return fail(Errc::Throttled, "the log is being checked already");
    }
    Result<AuditReport> report = co_await check();
    checking_ = false;
    if (report && report.value().fault) {
        parts_.trail.tell(*report.value().fault);
        alarm(*report.value().fault);
    }
    co_return report;
}

void Audit::reportStart()
{
    if (const auto& fault = parts_.trail.faultAtStart()) {
        alarm(*fault);
    }
}

void Audit::alarm(const AuditFault& fault)
{
    parts_.alerts.raise({"auditBroken", "record " + std::to_string(fault.sequence), fault.reason,
                         Severity::Critical});
}

boost::asio::awaitable<Result<AuditReport>> Audit::check()
{
    const auto check = std::make_shared<AuditCheck>(publicKey(), parts_.trail.folder());
    for (;;) {
        auto work = [check](Storage& storage) { return check->step(storage); };
        HUB_CO_TRY(const bool done, co_await parts_.workers.read(work));
        if (done) {
            co_return check->report();
        }
    }
}

boost::asio::awaitable<Result<std::vector<AuditRecord>>> Audit::recordsAfter(AuditSequence after,
                                                                             std::size_t limit)
{
    auto work = [after, limit](Storage& storage) -> Result<std::vector<AuditRecord>> {
        std::vector<AuditRecord> records;
        const auto keep = [&records](const AuditRecord& record) { records.push_back(record); };
        HUB_TRYV(storage.audit().walk(after, limit, keep));
        return records;
    };
    return parts_.workers.read(work);
}

boost::asio::awaitable<Result<std::vector<AuditSeal>>> Audit::checkpointsAfter(std::uint64_t number,
                                                                               std::size_t limit)
{
    auto work = [number, limit](Storage& storage) {
        return storage.audit().checkpoints(number, limit);
    };
    return parts_.workers.read(work);
}

boost::asio::awaitable<Result<std::optional<AuditSeal>>> Audit::anchor()
{
    auto work = [](Storage& storage) { return storage.audit().anchor(); };
    return parts_.workers.read(work);
}

AuditSeal Audit::headOf(AuditSequence sequence, const Sha256& hash, std::uint64_t checkpoint) const
{
    const AuditSeal head{AuditSealKind::Head, checkpoint, sequence, parts_.clock.wall(), hash, {}};
    return signedSeal(head, parts_.trail.key());
}

void Audit::tick()
{
    const MonoTime now = parts_.clock.mono();
    if (parts_.trail.isHeadBehind() && !writingHead_.exchange(true)) {
        writeHead();
    }
    const auto since = parts_.trail.unsealedSince();
    if (since && now - *since >= limits::kAuditCheckpointTime && !sealing_.exchange(true)) {
        seal();
    }
    const bool due = now.time_since_epoch().count() >= nextPrune_;
    if (parts_.retention.count() > 0 && due && !pruning_.exchange(true)) {
        prune();
    }
}

/// On a reader: it waits for the disk, and the writer has better things to do.
void Audit::writeHead()
{
    const bool posted = parts_.workers.post([this](Storage& storage) {
        if (const auto written = parts_.trail.writeHead(storage); !written) {
            parts_.log.warning("audit-head-not-written", {{"detail", written.error().detail}});
        }
        writingHead_ = false;
    });
    if (!posted) {
        writingHead_ = false;
    }
}

void Audit::seal()
{
    parts_.workers.post(WriteJob{[this](Storage& storage) { return parts_.trail.seal(storage); },
                                 [this](const Result<void>& done) {
                                     if (done) {
                                         parts_.trail.sealed();
                                     }
                                     sealing_ = false;
                                 }});
}

/// One sealed range a second, so that nobody waits long behind it.
void Audit::prune()
{
    const WallTime end = parts_.clock.wall() - parts_.retention;
    const auto pruned = std::make_shared<std::optional<AuditRecord>>();
    parts_.workers.post(WriteJob{[this, end, pruned](Storage& storage) -> Result<void> {
                                     HUB_TRY(*pruned, parts_.trail.prune(storage, end));
                                     return success();
                                 },
                                 [this, pruned](const Result<void>& done) {
                                     if (done && *pruned) {
                                         parts_.trail.committed(**pruned);
                                     } else {
                                         const auto next =
                                             parts_.clock.mono() + limits::kAuditPruneWait;
                                         nextPrune_ = next.time_since_epoch().count();
                                     }
                                     pruning_ = false;
                                 }});
}

void Audit::finish()
{
    const auto sealed = std::make_shared<std::promise<void>>();
    parts_.workers.post(WriteJob{[this](Storage& storage) -> Result<void> {
                                     AuditRecord stopped = auditByHub("hub.stop");
                                     HUB_TRYV(parts_.trail.append(storage, stopped));
                                     return parts_.trail.seal(storage);
                                 },
                                 [sealed](const Result<void>&) { sealed->set_value(); }});
    if (sealed->get_future().wait_for(kFinishPatience) != std::future_status::ready) {
        return; // the writer waits for room on the disk
    }
    const auto written = std::make_shared<std::promise<void>>();
    const bool posted = parts_.workers.post([this, written](Storage& storage) {
        (void)parts_.trail.writeHead(storage); // the next start finds it behind, which is no fault
        written->set_value();
    });
    if (posted) {
        written->get_future().wait_for(kFinishPatience);
    }
}

} // namespace hub
