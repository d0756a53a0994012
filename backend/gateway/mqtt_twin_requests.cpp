#include "gateway/mqtt_twin_requests.h"

#include "domain/device_error.h"

#include <boost/asio/co_spawn.hpp>

#include <exception>

namespace hub {
namespace {

/// Coroutines here throw nothing of their own; what a library throws ends the program.
void rethrow(const std::exception_ptr& thrown)
{
    if (thrown) {
        std::rethrow_exception(thrown);
    }
}

} // namespace

void MqttTwinRequests::add(const mqtt::Topic& topic, ByteView payload, std::uint16_t packetId)
{
    Request request;
    request.packetId = packetId;
    request.isPatch = topic.kind == mqtt::TopicKind::TwinPatch;
    request.id = topic.requestId;
    request.baseVersion = topic.baseVersion;
    request.payload = request.isPatch ? payload : ByteView();
    request.isRefused = ++open_ > limits::kMaxOpenTwinRequests;
    if (request.isRefused) {
        request.payload.clear();
    }
    if (packetId == 0) {
        run(std::move(request));
    } else {
        waiting_.push_back(std::move(request));
    }
}

void MqttTwinRequests::acknowledged(std::uint16_t packetId)
{
    if (!waiting_.empty() && waiting_.front().packetId == packetId) {
        Request request = std::move(waiting_.front());
        waiting_.pop_front();
        run(std::move(request));
    }
}

void MqttTwinRequests::run(Request request)
{
    if (request.isRefused) {
        --open_;
        answerError(request.id, fail(Errc::Throttled));
        return;
    }
    auto answer = request.isPatch ? answerPatch(shared_from_this(), std::move(request))
                                  : answerGet(shared_from_this(), std::move(request));
    boost::asio::co_spawn(executor_, std::move(answer), rethrow);
}

boost::asio::awaitable<void> MqttTwinRequests::answerGet(Self self, Request request)
{
    const Result<std::string> twin = co_await self->services_.twins.deviceView(self->device_);
    --self->open_;
    if (twin) {
        self->downlink_->publish(mqtt::twinResponseTopic(200, request.id), twin.value());
    } else {
        self->answerError(request.id, twin.error());
    }
}

boost::asio::awaitable<void> MqttTwinRequests::answerPatch(Self self, Request request)
{
    const Result<std::uint64_t> version = co_await self->services_.twins.patchReported(
        self->device_, std::move(request.payload), request.baseVersion);
    --self->open_;
    if (version) {
        self->downlink_->publish(mqtt::twinResponseTopic(204, request.id, version.value()), {});
    } else {
        self->answerError(request.id, version.error());
    }
}

void MqttTwinRequests::answerError(const std::string& requestId, const Error& error)
{
    const DeviceError answer = deviceErrorOf(error, services_.clock.wall());
    downlink_->publish(mqtt::twinResponseTopic(answer.status, requestId), answer.body);
}

} // namespace hub
