#include "admin/method_json.h"

#include "domain/error_table.h"
#include "domain/limits.h"

#include "base/json.h"
#include "base/json_slice.h"

namespace hub::admin {
namespace {

using std::chrono::seconds;

Result<seconds>
secondsFrom(const JsonView& body, std::string_view name, seconds least, seconds fallback)
{
    const auto member = body.member(name);
    if (!member) {
        return fallback;
    }
    HUB_TRY(const std::int64_t count, member->integer());
    if (count < least.count() || count > limits::kMaxMethodTime.count()) {
        return fail(Errc::InvalidArgument, "'" + member->path() + "' must be from " +
                                               std::to_string(least.count()) + " to " +
                                               std::to_string(limits::kMaxMethodTime.count()));
    }
    return seconds(count);
}

/// As it stands in the text; "null" when there is none, since SDKs parse it in any case.
std::string payloadFrom(const JsonView& body, std::string_view text)
{
    const auto payload = body.member("payload");
    if (!payload) {
        return "null";
    }
    const auto slice = memberText(text, "payload");
    return slice ? std::string(*slice) : jsonText(payload->value());
}

} // namespace

Result<MethodCall> methodCallFrom(std::string_view text)
{
    HUB_TRY(const json::value document, parseJson(text));
    const JsonView body(document);
    HUB_TRYV(body.object());
    MethodCall call;
    HUB_TRY(call.name, body.requiredString("methodName"));
    if (!isMethodName(call.name)) {
        return fail(Errc::InvalidArgument,
                    "'methodName' has 1 to 100 characters without / + # ? and control characters");
    }
    HUB_TRY(const seconds legacy,
            secondsFrom(body, "timeoutInSeconds", limits::kMinMethodTime, limits::kMethodTime));
    HUB_TRY(call.responseTime,
            secondsFrom(body, "responseTimeoutInSeconds", limits::kMinMethodTime, legacy));
    HUB_TRY(call.connectTime, secondsFrom(body, "connectTimeoutInSeconds", seconds(0), seconds(0)));
    call.payload = payloadFrom(body, text);
    if (call.payload.size() > limits::kMaxMethodPayloadBytes) {
        return fail(Errc::MessageTooLarge, "'payload' has more than 128 KiB");
    }
    return call;
}

void write(JsonWriter& out, const MethodAnswer& answer)
{
    out.beginObject().key("status").integer(answer.status).key("payload");
    writePayload(out, answer);
    out.endObject();
}

void writePayload(JsonWriter& out, const MethodAnswer& answer)
{
    if (answer.payload.empty()) {
        out.null();
    } else if (parseJson(answer.payload)) {
        out.raw(answer.payload);
    } else {
        out.string(answer.payload);
    }
}

void noteCall(const AuditNotePtr& note,
              const std::string& method,
              const Result<MethodAnswer>& answer)
{
    if (!answer) {
        note->refuse(lookOf(answer.error().code).azureName);
    }
    std::string after;
    JsonWriter writer(after);
    writer.beginObject().member("method", method);
    if (answer) {
        writer.count("status", answer.value().status);
    }
    writer.endObject();
    noteChange(note, {}, std::move(after));
}

} // namespace hub::admin
