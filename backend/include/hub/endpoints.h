// Where a running hub can be reached. Plain values, fixed once the hub listens.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace hub {

/// A port that the hub listens on.
struct Listener
{
    std::string protocol; ///< "mqtts" or "https", which are encrypted, or "mqtt", which is not
    std::string address;  ///< that it is bound to
    std::uint16_t port = 0;
};

struct Endpoints
{
    std::string hostName;             ///< as written into connection strings, without a port
    std::string bindAddress;          ///< the address that all encrypted listeners are bound to
    std::vector<std::uint16_t> https; ///< in order of preference; never empty
    std::uint16_t mqtts = 0;
    std::uint16_t plainMqtt = 0;      ///< 0 = there is none
    std::vector<Listener> listeners;     ///< the same, each with its address
    std::filesystem::path caCertificate; ///< PEM of the local CA
    std::vector<std::string> notices; ///< "port 8883 is taken, using 8884": for people, may be empty
};

} // namespace hub
