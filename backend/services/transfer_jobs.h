// Jobs that carry identities between the registry and somebody's blob container (service API, jobs v1). One runs
// at a time. They live in memory only, since their containers' tokens are secrets: a hub that starts knows none.
#pragma once

#include "services/blob_access.h"
#include "services/exporter.h"
#include "services/importer.h"

#include "base/guarded.h"
#include "base/log.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hub {

enum class TransferType { Import, Export };
enum class TransferStatus { Enqueued, Running, Completed, Failed, Cancelled };
std::string_view nameOf(TransferType type);     ///< "import"
std::string_view nameOf(TransferStatus status); ///< "enqueued"

struct TransferOrder
{
    TransferType type = TransferType::Export;
    std::optional<BlobContainer> input{};  ///< of an import
    std::optional<BlobContainer> output{}; ///< of an export; of an import: for importErrors.log, may be missing
    std::string inputName = "devices.txt";
    std::string outputName = "devices.txt";
    bool excludesKeys = false;
    ServicePrincipal caller{};
    AuditNotePtr note{}; ///< stored before the job begins
};

/// What may be told of a job: no token.
struct TransferJob
{
    std::string id{};
    TransferType type = TransferType::Export;
    TransferStatus status = TransferStatus::Enqueued;
    WallTime started{};
    std::optional<WallTime> ended{};
    unsigned progress = 0; ///< per cent
    std::string reason{};  ///< why it failed, or what was refused; empty = nothing
    std::string inputUri{};
    std::string outputUri{};
    std::string inputName{};
    std::string outputName{};
    bool excludesKeys = false;

    bool isOver() const
    {
        return status != TransferStatus::Enqueued && status != TransferStatus::Running;
    }
};

/// Callable from any thread; jobs run on the executor, which one thread runs.
class TransferJobs final : public std::enable_shared_from_this<TransferJobs>
{
public:
    struct Parts
    {
        boost::asio::any_io_executor executor;
        Registry& registry;
        Workers& workers;
        IdentityChanges changes;
        Audit& audit;
        std::unique_ptr<BlobAccess> blobs;
        BlobStores stores;
        const Log& log;
        const Clock& clock;
    };

    explicit TransferJobs(Parts parts) : parts_(std::move(parts)) {}

    /// Errors: Forbidden (a store that the hub does not speak to), TooManyActiveJobs (one runs), and of the
    /// record.
    boost::asio::awaitable<Result<TransferJob>> create(TransferOrder order);

    std::vector<TransferJob> list() const; ///< the newest first
    Result<TransferJob> get(const std::string& id) const;   ///< Errors: JobNotFound.
    /// What is done stays done; one that is over stays as it is. Errors: JobNotFound.
    Result<TransferJob> cancel(const std::string& id);

    /// At the hub's end, on the executor: breaks off what runs.
    void stop();
    bool isIdle() const; ///< nothing runs any more

private:
    struct State
    {
        std::deque<TransferJob> jobs; ///< the newest first
        bool isBusy = false;          ///< a coroutine runs, perhaps for a job that was cancelled
    };

    static boost::asio::awaitable<void> run(std::shared_ptr<TransferJobs> self,
                                            std::string id,
                                            TransferOrder order);
    boost::asio::awaitable<Result<std::string>> importFrom(std::string id, TransferOrder order);
    boost::asio::awaitable<Result<std::string>> exportTo(std::string id, TransferOrder order);
    Result<TransferJob> enqueue(const TransferOrder& order);
    bool progressed(const std::string& id, std::uint64_t done, std::uint64_t total);
    void ended(const std::string& id, const Result<std::string>& outcome);

    Parts parts_;
    Guarded<State> state_;
    boost::asio::cancellation_signal cancel_; ///< on the executor
};

} // namespace hub
