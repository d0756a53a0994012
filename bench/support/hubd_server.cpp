#include "bench/support/hubd_server.h"

#include "base/private_file.h"
#include "base/text.h"
#include "bench/support/patience.h"
#include "domain/identity.h"
#include "domain/token.h"
#include "tests/support/http_peer.h"

namespace hub::bench {
namespace {

constexpr std::chrono::seconds kStartTime{20};
constexpr const char* kHost = "127.0.0.1";

std::chrono::seconds inAnHour()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::seconds>(now) + std::chrono::hours(1);
}

test::HttpPeer
ownerPeer(std::uint16_t port, const std::string& caFile, const ConnectionString& owner)
{
    test::TlsPeer::Options options;
    options.port = port;
    options.caFile = caFile;
    test::HttpPeer peer(options);
    peer.setHeader("Authorization", makeSasToken({kHost, owner.policy, inAnHour()}, owner.key));
    return peer;
}

std::string identityBody(const std::string& id, const std::string& key)
{
    return R"({"deviceId":")" + id + R"(","authentication":{"symmetricKey":{"primaryKey":")" + key +
           R"(","secondaryKey":")" + key + R"("}}})";
}

} // namespace

Result<HubdServer> HubdServer::start(const HubdFiles& files)
{
    std::filesystem::remove(files.readyFile);
    HUB_TRY(
        ChildProcess process,
        ChildProcess::start({files.program.string(), "--data", files.data.string(), "--https-port",
                             "0", "--mqtts-port", "0", "--plain-mqtt-port", "0", "--ready-file",
                             files.readyFile.string()},
                            files.log));
    HubdServer server(std::move(process));
    HUB_TRYV(server.waitForReadyFile(files));
    HUB_TRY(const Bytes text, readSmallFile(files.readyFile));
    HUB_TRY(const json::value ready, parseJson(text));
    server.mqttPort_ = ready.at("mqtts").to_number<std::uint16_t>();
    for (const json::value& listener : ready.at("listeners").as_array()) {
        if (listener.at("protocol").as_string() == "mqtt") {
            server.plainPort_ = listener.at("port").to_number<std::uint16_t>();
        }
    }
    server.httpsPort_ = ready.at("https").at(0).to_number<std::uint16_t>();
    server.caFile_ = files.caCertificate().string();
    const std::string owner(ready.at("ownerConnectionString").as_string());
    HUB_TRY(server.owner_, parseConnectionString(owner));
    return server;
}

/// The file is written when all ports listen, and appears whole.
Result<void> HubdServer::waitForReadyFile(const HubdFiles& files)
{
    const Patience patience(kStartTime);
    while (!std::filesystem::exists(files.readyFile)) {
        if (!process_.isRunning()) {
            return fail(Errc::Unavailable, "hubd ended at once: " + process_.output());
        }
        HUB_TRYV(patience.check("hubd to listen"));
        pause();
    }
    return success();
}

Result<void> HubdServer::addDevices(std::span<const DeviceAccount> devices,
                                    const std::string& key) const
{
    test::HttpPeer peer = owner();
    const Patience patience(kStartTime);
    for (const DeviceAccount& device : devices) {
        const test::HttpAnswer answer =
            peer.request("PUT", "/devices/" + device.id + "?api-version=2021-04-12",
                         identityBody(device.id, key));
        if (answer.status != 200) {
            return fail(Errc::Unavailable, "hubd does not take a device: " + answer.body);
        }
        HUB_TRYV(patience.check("hubd to take the devices"));
    }
    return success();
}

test::HttpPeer HubdServer::owner() const
{
    return ownerPeer(httpsPort_, caFile_, owner_);
}

Result<std::uint64_t> HubdServer::messagesStored() const
{
    const test::HttpAnswer answer = owner().get("/admin/health");
    const json::value body = answer.parsed();
    const json::value* const text =
        answer.status == 200 ? body.as_object().if_contains("messagesStored") : nullptr;
    const auto count = text != nullptr && text->is_string()
                           ? toInteger<std::uint64_t>(text->as_string())
                           : std::nullopt;
    if (!count) {
        return fail(Errc::Unavailable, "hubd does not tell its health: " + answer.body);
    }
    return *count;
}

std::vector<DeviceAccount> deviceAccounts(std::size_t count, const std::string& key)
{
    const Secret secret = parseKey(key).value();
    std::vector<DeviceAccount> accounts;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string id = "bench-" + std::to_string(i);
        const std::string resource = std::string(kHost) + "/devices/" + id;
        accounts.push_back({id, std::string(kHost) + "/" + id + "/?api-version=2021-04-12",
                            makeSasToken({resource, {}, inAnHour()}, secret)});
    }
    return accounts;
}

} // namespace hub::bench
