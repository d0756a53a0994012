// Puts together what import and export jobs need, and says which stores they may use.
#pragma once

#include "hub/config.h"

#include "domain/blob_storage.h"
#include "services/transfer_jobs.h"

#include <memory>
#include <optional>

namespace hub {

/// What the jobs work on; all outlive them.
struct TransferServices
{
    boost::asio::any_io_executor executor;
    Registry& registry;
    Twins& twins;
    ServiceAccess& access;
    Audit& audit;
    Workers& workers;
    const Log& log;
    const Clock& clock;
};

/// files: the store of devices' files, if there is one. Errors: Tls (the system's certificates).
Result<std::shared_ptr<TransferJobs>> makeTransferJobs(const Config& config,
                                                       const std::optional<BlobStorage>& files,
                                                       const TransferServices& services);

} // namespace hub
