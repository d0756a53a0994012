#include "protocol/http/device_answer.h"

#include "protocol/http/property_headers.h"

#include "domain/azure_error.h"
#include "domain/error_table.h"

#include "base/assert.h"
#include "base/time_text.h"

namespace hub::http {
namespace {

constexpr const char* kJson = "application/json; charset=utf-8";

std::string addressOf(const IdentityId& id)
{
    const std::string module = id.isModule() ? "/modules/" + id.module : std::string();
    return "/devices/" + id.device + module + "/messages/deviceBound";
}

} // namespace

Answer done()
{
    return {};
}

Answer jsonAnswer(std::string body)
{
    return {200, kJson, {}, std::move(body)};
}

Answer commandAnswer(const Command& command, const IdentityId& receiver)
{
    HUB_ASSERT(command.lock.has_value());
    Answer answer;
    answer.status = 200;
    answer.contentType = "application/octet-stream";
    answer.headers = {{"ETag", "\"" + command.lock->token + "\""},
                      {"iothub-sequencenumber", std::to_string(command.sequence)},
                      {"iothub-enqueuedtime", toAzureTime(command.enqueued)},
                      {"iothub-deliverycount", std::to_string(command.deliveryCount)},
                      {"iothub-expiry", toAzureTime(command.expires)},
                      {"iothub-to", addressOf(receiver)}};
    if (command.ack != CommandAck::None) {
        answer.headers.emplace_back("iothub-ack", nameOf(command.ack));
    }
    appendPropertyHeaders(command.properties, answer.headers);
    answer.body = command.body;
    return answer;
}

Answer errorAnswer(const Error& error, std::string_view requestId, WallTime now)
{
    const ErrorLook& look = lookOf(error.code);
    Answer answer;
    answer.status = look.httpStatus;
    answer.contentType = kJson;
    answer.headers = {{"iothub-errorcode", std::string(look.azureName)}};
    if (look.httpStatus == 429 || look.httpStatus == 503) {
        answer.headers.emplace_back("Retry-After", "1");
    }
    answer.body = azureErrorBody(error, requestId, now);
    return answer;
}

} // namespace hub::http
