// A device's requests about its twin over MQTT (device API, twin). Each is answered once, behind the
// PUBACK of the request.
#pragma once

#include "gateway/mqtt_downlink.h"

#include "protocol/mqtt/topics.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

namespace hub {

/// One connection, on its thread; as MqttDownlink it may outlive the connection.
class MqttTwinRequests final : public std::enable_shared_from_this<MqttTwinRequests>
{
public:
    MqttTwinRequests(GatewayServices& services,
                     boost::asio::any_io_executor executor,
                     DeviceKey device,
                     std::shared_ptr<MqttDownlink> downlink)
        : services_(services), executor_(std::move(executor)), device_(device),
          downlink_(std::move(downlink))
    {
    }

    /// packetId: 0 with QoS 0; else the request waits for acknowledged().
    void add(const mqtt::Topic& topic, ByteView payload, std::uint16_t packetId);
    void acknowledged(std::uint16_t packetId);

private:
    struct Request
    {
        std::uint16_t packetId = 0;
        bool isPatch = false;
        std::string id;
        std::optional<std::uint64_t> baseVersion;
        std::string payload;
        bool isRefused = false; ///< too many were open when it came
    };

    void run(Request request);
    using Self = std::shared_ptr<MqttTwinRequests>;
    static boost::asio::awaitable<void> answerGet(Self self, Request request);
    static boost::asio::awaitable<void> answerPatch(Self self, Request request);
    void answerError(const std::string& requestId, const Error& error);

    GatewayServices& services_;
    const boost::asio::any_io_executor executor_;
    const DeviceKey device_;
    const std::shared_ptr<MqttDownlink> downlink_;
    std::deque<Request> waiting_; ///< for their PUBACK, in order of receipt
    std::size_t open_ = 0;        ///< waiting and running
};

} // namespace hub
