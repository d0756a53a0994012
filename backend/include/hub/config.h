// How a hub is configured. Defaults are right for a hub on the own computer.
#pragma once

#include "hub/key_source.h"
#include "hub/log.h"
#include "hub/throttle_tier.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace hub {

struct Config
{
    std::filesystem::path dataFolder;      ///< made if missing, mode 0700
    KeySource key;                         ///< what the stored keys are encrypted under
    std::string bindAddress = "127.0.0.1"; ///< IPv4 or IPv6 literal
    std::string hostName = "localhost";    ///< in the certificate and in connection strings

    /// Empty: 8443 and, where the process may bind it, 443. Given ports must be free; 0 = any.
    std::vector<std::uint16_t> httpsPorts;
    /// Unset: 8883 or the next free port. A given port must be free; 0 = any.
    std::optional<std::uint16_t> mqttsPort;
    /// MQTT without TLS on 127.0.0.1, whatever the bindAddress. Unset: none. A given port must be free; 0 = any.
    std::optional<std::uint16_t> plainMqttPort;

    unsigned ioThreads = 0; ///< 0 = one per core; 1 suits an embedded hub

    /// Where the ready file is written; unset = defaultReadyFile(), empty path = none.
    std::optional<std::filesystem::path> readyFile;

    // Deadlines and limits.
    std::chrono::seconds authenticationDeadline{10}; ///< TCP accept to accepted CONNECT
    std::chrono::seconds tokenExpiryGrace{600};      ///< a live MQTT session ends at se + this
    std::chrono::seconds clockSkew{300};             ///< a new token is good until se + this
    std::chrono::seconds commandTimeToLive{3600};    ///< of a command without expiry; 60 s to 48 h
    unsigned maxDeliveries = 10;                     ///< then a command is dead; 1 to 100
    std::chrono::seconds commandLock{60};            ///< over HTTPS; 5 s to 5 min
    bool closeOnUnknownFilter = false; ///< as Azure does; else SUBACK refuses the filter (MQTT)
    bool checkThumbprintDates = false; ///< of certificates that are registered by thumbprint
    /// In a minute from one address, half of it for one id there; then it is locked out. 0 = never.
    unsigned maxFailedSignIns = 20;
    /// So long after its last use a key cannot be retired, unless it is forced. 0 = only live
    /// connections count.
    std::chrono::hours keyInUse{24};
    ThrottleTier throttle = ThrottleTier::None; ///< how often the service API may be used
    std::size_t maxConnections = 0; ///< 0 = what the descriptor limit allows

    /// Where devices upload files to: connection string (a secret) and container of an
    /// Azure-Blob-compatible store that speaks HTTPS. Empty = no uploads.
    std::string fileStorage;
    std::string fileContainer;

    /// Stores that import and export jobs may use besides that one: "host" or "host:port", over HTTPS. A hub
    /// that listens on a loopback address also takes any store of this machine.
    std::vector<std::string> jobStorage;

    /// Where alerts are posted to (a secret): https://…, or http:// on this machine. Empty = nowhere.
    std::string alertWebhook;

    unsigned auditRetentionDays = 365; ///< how long the audit log is kept; 0 = all of it

    LogSink log; ///< unset = no log
};

} // namespace hub
