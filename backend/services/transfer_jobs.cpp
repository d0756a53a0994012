#include "services/transfer_jobs.h"

#include "domain/error_table.h"
#include "domain/transfer_limits.h"

#include "base/crypto.h"
#include "base/json_writer.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>

#include <algorithm>

namespace hub {
namespace {

using boost::asio::awaitable;

constexpr std::string_view kErrorLog = "importErrors.log";

Result<void> checkStores(const BlobStores& stores, const TransferOrder& order)
{
    for (const auto& container : {order.input, order.output}) {
        if (container) {
            HUB_TRYV(stores.check(container->store));
        }
    }
    return success();
}

TransferJob jobOf(const TransferOrder& order, WallTime now)
{
    TransferJob job;
    job.id = randomUuid();
    job.type = order.type;
    job.started = now;
    job.inputUri = order.input ? order.input->shown() : std::string();
    job.outputUri = order.output ? order.output->shown() : std::string();
    job.inputName = order.inputName;
    job.outputName = order.outputName;
    job.excludesKeys = order.excludesKeys;
    return job;
}

std::string auditJson(const TransferJob& job)
{
    std::string text;
    JsonWriter(text)
        .beginObject()
        .member("type", nameOf(job.type))
        .member("inputBlobContainerUri", job.inputUri)
        .member("outputBlobContainerUri", job.outputUri)
        .flag("excludeKeysInExport", job.excludesKeys)
        .endObject();
    return text;
}

void appendError(std::string& text, const RowOutcome& outcome)
{
    const ErrorLook& look = lookOf(outcome.error->code);
    JsonWriter(text)
        .beginObject()
        .count("row", outcome.number)
        .member("id", outcome.id)
        .member("errorCode", look.azureName)
        .member("errorStatus",
                outcome.error->detail.empty() ? std::string(look.text) : outcome.error->detail)
        .endObject();
    text += '\n';
}

TransferJob* jobIn(std::deque<TransferJob>& jobs, const std::string& id)
{
    const auto found = std::find_if(jobs.begin(), jobs.end(),
                                    [&id](const TransferJob& job) { return job.id == id; });
    return found == jobs.end() ? nullptr : &*found;
}

Error unknown(const std::string& id)
{
    return fail(Errc::JobNotFound, "there is no job '" + id + "'");
}

Error cancelled()
{
    return fail(Errc::Cancelled, "the job was cancelled");
}

} // namespace

std::string_view nameOf(TransferType type)
{
    return type == TransferType::Import ? "import" : "export";
}

std::string_view nameOf(TransferStatus status)
{
    switch (status) {
    case TransferStatus::Enqueued:
        return "enqueued";
    case TransferStatus::Running:
        return "running";
    case TransferStatus::Completed:
        return "completed";
    case TransferStatus::Failed:
        return "failed";
    case TransferStatus::Cancelled:
        break;
    }
    return "cancelled";
}

awaitable<Result<TransferJob>> TransferJobs::create(TransferOrder order)
{
    HUB_CO_TRYV(checkStores(parts_.stores, order));
    HUB_CO_TRY(const TransferJob job, enqueue(order));
    noteTarget(order.note, job.id);
    noteChange(order.note, {}, auditJson(job));
    const Result<void> recorded = co_await parts_.audit.store(order.note);
    if (!recorded) {
        ended(job.id, recorded.error()); // nothing is done without its record
        co_return recorded.error();
    }
    auto self = shared_from_this();
    boost::asio::dispatch(parts_.executor, [self, id = job.id, order = std::move(order)]() mutable {
        auto task = run(self, id, std::move(order));
        boost::asio::co_spawn(self->parts_.executor, std::move(task),
                              boost::asio::bind_cancellation_slot(
                                  self->cancel_.slot(), [self, id](const std::exception_ptr& broken) {
                                      if (broken) { // the hub ends
                                          self->ended(id, cancelled());
                                      }
                                  }));
    });
    co_return job;
}

Result<TransferJob> TransferJobs::enqueue(const TransferOrder& order)
{
    return state_.with([&](State& state) -> Result<TransferJob> {
        if (state.isBusy) {
            return fail(Errc::TooManyActiveJobs, "an import or export runs already, and one may at a time");
        }
        state.isBusy = true;
        state.jobs.push_front(jobOf(order, parts_.clock.wall()));
        if (state.jobs.size() > limits::kMaxTransferJobsKept) {
            state.jobs.pop_back();
        }
        return state.jobs.front();
    });
}

std::vector<TransferJob> TransferJobs::list() const
{
    return state_.with([](const State& state) {
        return std::vector<TransferJob>(state.jobs.begin(), state.jobs.end());
    });
}

Result<TransferJob> TransferJobs::get(const std::string& id) const
{
    for (TransferJob& job : list()) {
        if (job.id == id) {
            return std::move(job);
        }
    }
    return unknown(id);
}

Result<TransferJob> TransferJobs::cancel(const std::string& id)
{
    return state_.with([&](State& state) -> Result<TransferJob> {
        TransferJob* job = jobIn(state.jobs, id);
        if (job == nullptr) {
            return unknown(id);
        }
        if (!job->isOver()) {
            job->status = TransferStatus::Cancelled;
            job->ended = parts_.clock.wall();
        }
        return *job;
    });
}

void TransferJobs::stop()
{
    cancel_.emit(boost::asio::cancellation_type::terminal);
}

bool TransferJobs::isIdle() const
{
    return state_.with([](const State& state) { return !state.isBusy; });
}

awaitable<void> TransferJobs::run(std::shared_ptr<TransferJobs> self,
                                  std::string id,
                                  TransferOrder order)
{
    const bool isImport = order.type == TransferType::Import;
    self->progressed(id, 0, 1);
    Result<std::string> outcome = std::string();
    if (isImport) {
        outcome = co_await self->importFrom(id, std::move(order));
    } else {
        outcome = co_await self->exportTo(id, std::move(order));
    }
    self->ended(id, outcome);
}

/// Gives what was refused, in words.
awaitable<Result<std::string>> TransferJobs::importFrom(std::string id, TransferOrder order)
{
    ImportOrder wanted;
    wanted.caller = order.caller;
    wanted.note = order.note->another("devices.import");
    Importer importer({parts_.changes, parts_.workers}, std::move(wanted));
    BlobPart part;
    std::uint64_t size = 0; // of the blob, as its ranges say
    std::string errors;
    for (std::uint64_t offset = 0;; offset += part.bytes.size()) {
        HUB_CO_TRY(part,
                   co_await parts_.blobs->read(*order.input, order.inputName, offset, part.etag));
        const bool isLast = part.bytes.empty();
        size = isLast ? size : part.total;
        if (isLast && offset != size) {
            co_return fail(Errc::Io, "the blob store gave " + std::to_string(offset) + " of " +
                                         std::to_string(size) + " bytes");
        }
        Importer::Outcomes outcomes;
        if (isLast) {
            HUB_CO_TRY(outcomes, co_await importer.finish());
        } else {
            HUB_CO_TRY(outcomes, co_await importer.take(part.bytes));
        }
        for (const RowOutcome& outcome : outcomes) {
            if (outcome.error && errors.size() < limits::kMaxTransferErrorBytes) {
                appendError(errors, outcome);
            }
        }
        if (!progressed(id, offset, part.total)) {
            co_return cancelled();
        }
        if (isLast) {
            break;
        }
    }
    if (order.output && !errors.empty()) {
        BlobWriter log(*parts_.blobs, *order.output, std::string(kErrorLog));
        HUB_CO_TRYV(co_await log.append(errors));
        HUB_CO_TRYV(co_await log.finish());
    }
    const ImportCounts& counts = importer.counts();
    co_return counts.refused == 0
        ? std::string()
        : std::to_string(counts.refused) + " of " + std::to_string(counts.rows) +
              " rows were refused" + (order.output ? ": see importErrors.log" : "");
}

awaitable<Result<std::string>> TransferJobs::exportTo(std::string id, TransferOrder order)
{
    const std::optional<TagCondition> everywhere;
    HUB_CO_TRY(const DeviceStatistics fleet, co_await parts_.registry.statistics(everywhere));
    ExportOrder wanted;
    wanted.withKeys = !order.excludesKeys;
    wanted.withModules = true;
    Exporter exporter({parts_.registry, parts_.workers}, std::move(wanted));
    BlobWriter blob(*parts_.blobs, *order.output, order.outputName);
    for (;;) {
        HUB_CO_TRY(const std::optional<std::string> piece, co_await exporter.next());
        if (!progressed(id, exporter.count(), fleet.total)) {
            co_return cancelled();
        }
        if (!piece) {
            break;
        }
        HUB_CO_TRYV(co_await blob.append(*piece));
    }
    HUB_CO_TRYV(co_await blob.finish());
    co_return std::string();
}

/// False: the job is to end.
bool TransferJobs::progressed(const std::string& id, std::uint64_t done, std::uint64_t total)
{
    return state_.with([&](State& state) {
        TransferJob* job = jobIn(state.jobs, id);
        if (job == nullptr || job->isOver()) {
            return false;
        }
        job->status = TransferStatus::Running;
        job->progress =
            static_cast<unsigned>(std::min<std::uint64_t>(99, done * 100 / std::max<std::uint64_t>(total, 1)));
        return true;
    });
}

/// outcome: what is told of a job that has worked.
void TransferJobs::ended(const std::string& id, const Result<std::string>& outcome)
{
    TransferJob told;
    state_.with([&](State& state) {
        state.isBusy = false;
        TransferJob* job = jobIn(state.jobs, id);
        if (job == nullptr) {
            return;
        }
        if (!job->isOver()) {
            const bool isCancelled = !outcome && outcome.error().code == Errc::Cancelled;
            job->status = outcome ? TransferStatus::Completed
                                  : (isCancelled ? TransferStatus::Cancelled : TransferStatus::Failed);
            job->progress = outcome ? 100 : job->progress;
            job->reason = outcome ? outcome.value() : outcome.error().detail;
            job->ended = parts_.clock.wall();
        }
        told = *job;
    });
    parts_.log.info("transfer-ended", {{"job", id},
                                       {"type", nameOf(told.type)},
                                       {"status", nameOf(told.status)},
                                       {"detail", told.reason}});
}

} // namespace hub
