// Opening the store for a hub: the policies that must exist, and texts kept between runs.
#pragma once

#include "server/hub_key.h"
#include "storage/storage.h"

#include "base/clock.h"

#include "hub/endpoints.h"

#include <filesystem>
#include <memory>
#include <string>

namespace hub {

struct HubStores
{
    std::unique_ptr<Storage> writer;
    std::vector<std::unique_ptr<Storage>> readers;
    std::string hubId; ///< made at the first start
};

/// The key must outlive the stores. Errors: as sqlite::open().
Result<HubStores> openStores(const std::filesystem::path& dataFolder,
                             const HubKey& key,
                             const Clock& clock);

/// Where the hub listens, for connection strings while it is stopped.
Result<void> rememberEndpoints(Storage& storage, const Endpoints& endpoints);

/// Config::maxFailedSignIns of the hub that was started last, for checkups. Nothing: not known.
Result<void> rememberLockOut(Storage& storage, unsigned maxFailedSignIns);
Result<std::optional<unsigned>> rememberedLockOut(Storage& storage);

struct RememberedEndpoints
{
    std::string hostName = "localhost";
    std::uint16_t https = 443;
    std::uint16_t mqtts = 8883;
};
Result<RememberedEndpoints> rememberedEndpoints(Storage& storage);

} // namespace hub
