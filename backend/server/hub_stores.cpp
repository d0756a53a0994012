#include "server/hub_stores.h"

#include "storage/sqlite/open.h"

#include "base/crypto.h"
#include "base/text.h"

namespace hub {
namespace {

constexpr int kReaders = 2;
constexpr std::string_view kHubId = "hub.id";
constexpr std::string_view kHostName = "endpoint.host";
constexpr std::string_view kHttps = "endpoint.https";
constexpr std::string_view kMqtts = "endpoint.mqtts";
constexpr std::string_view kLockOut = "lockout.failures";

/// At the first start: an id, the built-in policies with keys of their own, and, in the same
/// transaction, what they are sealed under.
Result<std::string> makeBasics(Storage& storage, const HubKey& key)
{
    std::string hubId;
    HUB_TRYV(storage.transaction([&]() -> Result<void> {
        for (const BuiltInPolicy& builtIn : kBuiltInPolicies) {
            HUB_TRY(const auto known, storage.policies().find(builtIn.name));
            if (!known) {
                HUB_TRYV(storage.policies().put(
                    {std::string(builtIn.name), builtIn.rights, makeKeys()}));
            }
        }
        if (!key.isRecorded) {
            HUB_TRYV(storage.settings().set(kKeyRecordSetting, toText(key.record)));
        }
        HUB_TRY(const auto id, storage.settings().get(kHubId));
        hubId = id.value_or(randomUuid());
        return id ? Result<void>(success()) : storage.settings().set(kHubId, hubId);
    }));
    return hubId;
}

} // namespace

Result<HubStores> openStores(const std::filesystem::path& dataFolder,
                             const HubKey& key,
                             const Clock& clock)
{
    const SecretBox& box = key.box;
    HubStores stores;
    HUB_TRY(stores.writer, sqlite::open({dataFolder, false}, box, clock));
    HUB_TRY(stores.hubId, makeBasics(*stores.writer, key));
    for (int i = 0; i < kReaders; ++i) {
        HUB_TRY(auto reader, sqlite::open({dataFolder, true}, box, clock));
        stores.readers.push_back(std::move(reader));
    }
    return stores;
}

Result<void> rememberEndpoints(Storage& storage, const Endpoints& endpoints)
{
    return storage.transaction([&]() -> Result<void> {
        HUB_TRYV(storage.settings().set(kHostName, endpoints.hostName));
        HUB_TRYV(storage.settings().set(kHttps, std::to_string(endpoints.https.front())));
        return storage.settings().set(kMqtts, std::to_string(endpoints.mqtts));
    });
}

Result<void> rememberLockOut(Storage& storage, unsigned maxFailedSignIns)
{
    return storage.settings().set(kLockOut, std::to_string(maxFailedSignIns));
}

Result<std::optional<unsigned>> rememberedLockOut(Storage& storage)
{
    HUB_TRY(const auto text, storage.settings().get(kLockOut));
    return toInteger<unsigned>(text.value_or(""));
}

Result<RememberedEndpoints> rememberedEndpoints(Storage& storage)
{
    RememberedEndpoints endpoints;
    const auto port = [&storage](std::string_view name,
                                 std::uint16_t fallback) -> Result<std::uint16_t> {
        HUB_TRY(const auto text, storage.settings().get(name));
        return toInteger<std::uint16_t>(text.value_or("")).value_or(fallback);
    };
    HUB_TRY(const auto host, storage.settings().get(kHostName));
    endpoints.hostName = host.value_or(endpoints.hostName);
    HUB_TRY(endpoints.https, port(kHttps, endpoints.https));
    HUB_TRY(endpoints.mqtts, port(kMqtts, endpoints.mqtts));
    return endpoints;
}

} // namespace hub
