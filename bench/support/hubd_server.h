// hubd on free ports with a data folder of its own.
#pragma once

#include "bench/support/child_process.h"
#include "bench/support/device_socket.h"
#include "domain/connection_string.h"
#include "tests/support/http_peer.h"

#include <filesystem>
#include <span>
#include <vector>

namespace hub::bench {

struct HubdFiles
{
    std::filesystem::path program;
    std::filesystem::path data; ///< made if missing
    std::filesystem::path readyFile;
    std::filesystem::path log;

    std::filesystem::path caCertificate() const { return data / "tls" / "ca.pem"; }
    std::filesystem::path certificate() const { return data / "tls" / "server.pem"; }
    std::filesystem::path key() const { return data / "tls" / "server.key"; }
};

class HubdServer final
{
public:
    /// Returns when it listens. Errors: Io, Timeout, Unavailable (it ended), Cancelled.
    static Result<HubdServer> start(const HubdFiles& files);

    /// Registers devices that all have this key. Errors: Unavailable.
    Result<void> addDevices(std::span<const DeviceAccount> devices, const std::string& key) const;

    /// What the hub itself counts. Errors: Unavailable.
    Result<std::uint64_t> messagesStored() const;

    /// Calls the HTTP API as the owner.
    test::HttpPeer owner() const;

    ChildProcess& process() { return process_; }
    std::uint16_t mqttPort() const { return mqttPort_; }
    std::uint16_t plainPort() const { return plainPort_; } ///< MQTT without TLS

private:
    explicit HubdServer(ChildProcess process) : process_(std::move(process)) {}
    Result<void> waitForReadyFile(const HubdFiles& files);

    ChildProcess process_;
    std::uint16_t mqttPort_ = 0;
    std::uint16_t plainPort_ = 0;
    std::uint16_t httpsPort_ = 0;
    std::string caFile_;
    ConnectionString owner_;
};

/// Accounts bench-0, bench-1, … with tokens of an hour, for devices with this key.
std::vector<DeviceAccount> deviceAccounts(std::size_t count, const std::string& key);

} // namespace hub::bench
