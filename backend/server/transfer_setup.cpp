#include "server/transfer_setup.h"

#include "server/blob_client.h"

#include "net/port_binder.h"

namespace hub {

Result<std::shared_ptr<TransferJobs>> makeTransferJobs(const Config& config,
                                                       const std::optional<BlobStorage>& files,
                                                       const TransferServices& services)
{
    std::vector<std::string> names = config.jobStorage;
    if (files) {
        names.push_back(files->hostName);
    }
    HUB_TRY(std::unique_ptr<BlobAccess> blobs, BlobClient::create());
    const IdentityChanges changes(
        {services.registry, services.twins, services.access, services.audit});
    return std::make_shared<TransferJobs>(TransferJobs::Parts{
        services.executor, services.registry, services.workers, changes, services.audit,
        std::move(blobs), BlobStores(std::move(names), net::isLoopback(config.bindAddress)),
        services.log, services.clock});
}

} // namespace hub
