// mosquitto with its persistence on, the same certificate as the hub, and nobody to authenticate.
#pragma once

#include "bench/support/child_process.h"

#include <filesystem>
#include <optional>

namespace hub::bench {

struct MosquittoFiles
{
    std::filesystem::path program;
    std::filesystem::path folder; ///< made if missing
    std::filesystem::path certificate;
    std::filesystem::path key;
};

/// Where Debian puts it, or on the PATH.
std::optional<std::filesystem::path> findMosquitto();

class MosquittoServer final
{
public:
    /// Returns when it listens. Errors: Io, Timeout, Unavailable (it ended), Cancelled.
    static Result<MosquittoServer> start(const MosquittoFiles& files);

    ChildProcess& process() { return process_; }
    std::uint16_t mqttPort() const { return ports_.tls; }
    std::uint16_t plainPort() const { return ports_.plain; } ///< MQTT without TLS

private:
    struct Ports
    {
        std::uint16_t tls = 0;
        std::uint16_t plain = 0;
    };
    MosquittoServer(ChildProcess process, Ports ports) : process_(std::move(process)), ports_(ports) {}
    static std::string settings(const MosquittoFiles& files, Ports ports);

    ChildProcess process_;
    Ports ports_;
};

} // namespace hub::bench
