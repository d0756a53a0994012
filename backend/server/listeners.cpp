#include "server/listeners.h"

namespace hub {
namespace {

constexpr std::uint16_t kStandardHttps = 443;
constexpr std::uint16_t kDefaultHttps = 8443;
constexpr std::uint16_t kDefaultMqtts = 8883;
constexpr const char* kLoopback = "127.0.0.1";

/// The default port, or the next free one with a notice.
Result<net::BoundPort> bindDefault(const Config& config,
                                   net::IoThreads& threads,
                                   std::uint16_t port,
                                   Endpoints& endpoints)
{
    HUB_TRY(net::BoundPort bound, net::bindNextFree(threads.at(0), config.bindAddress, port));
    if (bound.port != port) {
        endpoints.notices.push_back("Port " + std::to_string(port) + " is taken, using " +
                                    std::to_string(bound.port) + ".");
    }
    return bound;
}

Result<std::vector<net::BoundPort>> bindHttps(const Config& config,
                                              net::IoThreads& threads,
                                              Endpoints& endpoints)
{
    std::vector<net::BoundPort> bound;
    for (const std::uint16_t port : config.httpsPorts) {
        HUB_TRY(net::BoundPort each, net::bindPort(threads.at(0), config.bindAddress, port));
        bound.push_back(std::move(each));
    }
    if (!config.httpsPorts.empty()) {
        return bound;
    }
    // Many SDKs can only call port 443: a bonus where the process may have it.
    if (auto standard = net::bindPort(threads.at(0), config.bindAddress, kStandardHttps)) {
        bound.push_back(std::move(standard.value()));
    }
    HUB_TRY(net::BoundPort usual, bindDefault(config, threads, kDefaultHttps, endpoints));
    bound.push_back(std::move(usual));
    return bound;
}

/// Never on a network, whatever else the hub listens on.
Result<void> bindPlainMqtt(const Config& config,
                           net::IoThreads& threads,
                           BoundListeners& listeners,
                           Endpoints& endpoints)
{
    if (!config.plainMqttPort) {
        return success();
    }
    HUB_TRY(listeners.plainMqtt, net::bindPort(threads.at(0), kLoopback, *config.plainMqttPort));
    endpoints.plainMqtt = listeners.plainMqtt->port;
    endpoints.listeners.push_back({"mqtt", kLoopback, endpoints.plainMqtt});
    endpoints.notices.push_back("MQTT without TLS on 127.0.0.1:" + std::to_string(endpoints.plainMqtt) +
                                ": tokens and messages there can be read by whoever may watch this "
                                "computer's traffic.");
    return success();
}

/// Said where people look: a hub should not be open to others unnoticed.
void tellWhoMayConnect(const Config& config, Endpoints& endpoints)
{
    if (net::isLoopback(config.bindAddress)) {
        return;
    }
    endpoints.notices.push_back("Listening on " + config.bindAddress +
                                ": every machine that reaches this one can connect to the ports of "
                                "devices, service API and admin API.");
}

} // namespace

Result<BoundListeners> bindListeners(const Config& config,
                                     net::IoThreads& threads,
                                     Endpoints& endpoints)
{
    BoundListeners listeners;
    HUB_TRY(listeners.https, bindHttps(config, threads, endpoints));
    if (config.mqttsPort) {
        HUB_TRY(listeners.mqtts,
                net::bindPort(threads.at(0), config.bindAddress, *config.mqttsPort));
    } else {
        HUB_TRY(listeners.mqtts, bindDefault(config, threads, kDefaultMqtts, endpoints));
    }
    endpoints.mqtts = listeners.mqtts->port;
    endpoints.listeners.push_back({"mqtts", config.bindAddress, endpoints.mqtts});
    for (const net::BoundPort& port : listeners.https) {
        endpoints.https.push_back(port.port);
        endpoints.listeners.push_back({"https", config.bindAddress, port.port});
    }
    HUB_TRYV(bindPlainMqtt(config, threads, listeners, endpoints));
    tellWhoMayConnect(config, endpoints);
    return listeners;
}

} // namespace hub
