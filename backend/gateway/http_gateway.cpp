#include "gateway/http_gateway.h"

#include "gateway/commit_wait.h"

#include "protocol/http/device_answer.h"

#include "domain/error_table.h"
#include "domain/partition.h"

#include "base/crypto.h"
#include "base/json_writer.h"

#include <boost/asio/this_coro.hpp>

namespace hub {
namespace {

constexpr const char* kProtocol = "https";
constexpr const char* kRequestId = "x-ms-request-id";

Settlement settlementOf(http::SettleCommand::How how)
{
    switch (how) {
    case http::SettleCommand::How::Complete: return Settlement::Complete;
    case http::SettleCommand::How::Reject: return Settlement::Reject;
    case http::SettleCommand::How::Abandon: return Settlement::Abandon;
    }
    return Settlement::Abandon;
}

/// Views into the request: valid as long as it is.
std::vector<TelemetryMessage> telemetryOf(const http::SendMessages& send,
                                          const DevicePrincipal& device,
                                          WallTime now)
{
    std::vector<TelemetryMessage> messages;
    messages.reserve(send.messages.size());
    for (const http::Message& each : send.messages) {
        TelemetryMessage message;
        message.device = device.identity.key;
        message.partition = partitionOf(device.identity.id);
        message.auth = device.method;
        message.enqueued = now;
        message.properties = each.properties.packed();
        message.body = each.body;
        messages.push_back(message);
    }
    return messages;
}

std::string grantJson(const UploadGrant& grant)
{
    std::string body;
    JsonWriter(body)
        .beginObject()
        .member("correlationId", grant.correlationId)
        .member("hostName", grant.hostName)
        .member("containerName", grant.containerName)
        .member("blobName", grant.blobName)
        .member("sasToken", grant.sasToken)
        .endObject();
    return body;
}

} // namespace

boost::asio::awaitable<http::Answer> HttpGateway::handle(GatewayThread& thread,
                                                         HttpDeviceRequest request) const
{
    const std::string requestId = randomUuid();
    Result<http::Answer> result = co_await answer(thread, request);
    if (!result) {
        co_return refused(request, std::move(result.error()), requestId);
    }
    result.value().headers.emplace_back(kRequestId, requestId);
    co_return std::move(result.value());
}

boost::asio::awaitable<std::optional<http::Answer>> HttpGateway::refusal(
    HttpDeviceRequest head) const
{
    Result<DevicePrincipal> device = co_await identify(head);
    if (device) {
        co_return std::nullopt;
    }
    co_return refused(head, std::move(device.error()), randomUuid());
}

/// The hub's own troubles are for its log, not for devices.
http::Answer HttpGateway::refused(const HttpDeviceRequest& request,
                                  Error error,
                                  const std::string& requestId) const
{
    if (lookOf(error.code).httpStatus >= 500) {
        parts_.log.error("request-failed", {{"method", request.method},
                                            {"target", request.target},
                                            {"request", requestId},
                                            {"detail", error.detail}});
        error.detail.clear();
    }
    http::Answer answer = http::errorAnswer(error, requestId, parts_.clock.wall());
    answer.headers.emplace_back(kRequestId, requestId);
    return answer;
}

boost::asio::awaitable<Result<DevicePrincipal>> HttpGateway::identify(
    const HttpDeviceRequest& request) const
{
    DeviceSignIn claims;
    claims.id = http::identityOf(request.path);
    claims.clientId = claims.id.text();
    claims.host = request.view().header("Host").value_or("");
    if (const auto token = request.view().header("Authorization")) {
        claims.token = std::string(*token);
    }
    claims.certificates = request.certificates;
    co_return co_await parts_.access.identify(std::move(claims), request.address);
}

HttpGateway::Reply HttpGateway::answer(GatewayThread& thread,
                                       const HttpDeviceRequest& request) const
{
    HUB_CO_TRY(DevicePrincipal device, co_await identify(request));
    Activity::Mark mark;
    thread.activity.heard(mark, device.identity.key, parts_.clock.wall());
    HUB_CO_TRY(http::DeviceRequest what, http::parseDeviceRequest(request.view()));
    const Asked asked{thread, request, std::move(device)};
    Reply reply = std::visit([&](auto& each) { return carryOut(asked, each); }, what);
    co_return co_await std::move(reply);
}

// Telemetry.

HttpGateway::Reply HttpGateway::carryOut(const Asked& asked, http::SendMessages& send) const
{
    const auto messages = telemetryOf(send, asked.device, parts_.clock.wall());
    const auto executor = co_await boost::asio::this_coro::executor;
    CommitWait wait(asked.thread, executor, parts_.patience);
    HUB_CO_TRYV(co_await wait.store(messages));
    co_return http::done();
}

// Commands.

HttpGateway::Reply HttpGateway::carryOut(const Asked& asked, http::ReceiveCommand&) const
{
    CommandActor via{kProtocol, asked.request.address};
    HUB_CO_TRY(const std::optional<Command> command,
               co_await parts_.commands.receive(asked.device.identity.key, std::move(via)));
    co_return command ? http::commandAnswer(*command, asked.device.identity.id) : http::done();
}

HttpGateway::Reply HttpGateway::carryOut(const Asked& asked, http::SettleCommand& settle) const
{
    CommandActor via{kProtocol, asked.request.address};
    HUB_CO_TRYV(co_await parts_.commands.settle(asked.device.identity.key,
                                                std::move(settle.lockToken),
                                                settlementOf(settle.how), std::move(via)));
    co_return http::done();
}

// Files.

HttpGateway::Reply HttpGateway::carryOut(const Asked& asked, http::StartUpload& start) const
{
    UploadOwner owner{asked.device.identity.key, asked.device.identity.id.device};
    HUB_CO_TRY(const UploadGrant grant,
               co_await parts_.uploads.start(std::move(owner), std::move(start.blobName)));
    co_return http::jsonAnswer(grantJson(grant));
}

HttpGateway::Reply HttpGateway::carryOut(const Asked& asked, http::FinishUpload& finish) const
{
    UploadOwner owner{asked.device.identity.key, asked.device.identity.id.device};
    HUB_CO_TRYV(co_await parts_.uploads.finish(std::move(owner), std::move(finish.correlationId),
                                               finish.isSuccess));
    co_return http::done();
}

} // namespace hub
