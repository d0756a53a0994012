// Connection strings from a data folder without a hub.
#include "hub/server.h"

#include "server/data_folder.h"
#include "server/hub_stores.h"

#include "storage/sqlite/open.h"

#include "domain/connection_string.h"

namespace hub {
namespace {

Result<std::string> devicesString(Storage& storage,
                                  const std::string& device,
                                  const RememberedEndpoints& at)
{
    HUB_TRY(std::optional<DeviceRow> row, storage.identities().find({device, {}}));
    if (!row) {
        return fail(Errc::DeviceNotFound, "there is no device '" + device + "'");
    }
    if (row->identity.keys.empty()) {
        return fail(Errc::NotFound, "device '" + device + "' does not sign in with a key");
    }
    ConnectionString text;
    text.hostName = hostWithPort(at.hostName, at.mqtts, 8883);
    text.deviceId = device;
    text.key = row->identity.keys.primary;
    return toText(text);
}

Result<std::string> policyString(Storage& storage,
                                 const std::string& name,
                                 const RememberedEndpoints& at)
{
    HUB_TRY(std::optional<SharedAccessPolicy> policy, storage.policies().find(name));
    if (!policy) {
        return fail(Errc::NotFound, "there is no policy '" + name + "'");
    }
    ConnectionString text;
    text.hostName = hostWithPort(at.hostName, at.https, 443);
    text.policy = name;
    text.key = policy->keys.primary;
    return toText(text);
}

} // namespace

Result<std::string> connectionString(const std::filesystem::path& dataFolder,
                                     const std::string& policy,
                                     const std::string& device,
                                     const KeySource& source)
{
    HUB_TRYV(checkFormat(dataFolder));
    HUB_TRY(const HubKey key, readHubKey(dataFolder, source));
    const SystemClock clock;
    HUB_TRY(const std::unique_ptr<Storage> storage,
            sqlite::open({dataFolder, true}, key.box, clock));
    HUB_TRY(const RememberedEndpoints at, rememberedEndpoints(*storage));
    return device.empty() ? policyString(*storage, policy, at)
                          : devicesString(*storage, device, at);
}

} // namespace hub
