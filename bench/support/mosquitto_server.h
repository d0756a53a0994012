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
    std::uint16_t mqttPort() const { return port_; }

private:
    MosquittoServer(ChildProcess process, std::uint16_t port)
        : process_(std::move(process)), port_(port)
    {}

    ChildProcess process_;
    std::uint16_t port_;
};

} // namespace hub::bench
