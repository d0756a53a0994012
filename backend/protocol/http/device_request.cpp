#include "protocol/http/device_request.h"

#include "protocol/http/property_headers.h"

#include "domain/limits.h"

#include "base/base64.h"
#include "base/json.h"
#include "base/json_writer.h"
#include "base/percent.h"
#include "base/text.h"

#include <algorithm>
#include <array>

namespace hub::http {
namespace {

constexpr std::string_view kBatchType = "application/vnd.microsoft.iothub.json";

using Path = std::span<const std::string>;

bool isModulePath(Path path)
{
    return path.size() >= 4 && equalsIgnoringCase(path[2], "modules");
}

/// What stands behind the identity.
Path wordsOf(Path path)
{
    return path.subspan(isModulePath(path) ? 4 : 2);
}

bool isWord(Path words, std::size_t index, std::string_view word)
{
    return words.size() > index && equalsIgnoringCase(words[index], word);
}

// Messages.

/// Clients repeat the request's path there: that says nothing about the message.
bool isOwnPath(std::string_view name, std::string_view value, Path path)
{
    if (!equalsIgnoringCase(name, "iothub-to")) {
        return false;
    }
    const std::string decoded = percentDecode(value);
    std::vector<std::string_view> segments = split(decoded, '/');
    std::erase_if(segments, [](std::string_view segment) { return segment.empty(); });
    return std::equal(segments.begin(), segments.end(), path.begin(), path.end(),
                      [](std::string_view a, const std::string& b) {
                          return equalsIgnoringCase(a, b);
                      });
}

void add(std::string_view name, std::string_view value, Path path, Properties& out)
{
    if (!isOwnPath(name, value, path)) {
        addProperty(name, value, out);
    }
}

Result<DeviceRequest> oneMessage(const RequestView& request)
{
    Message message;
    for (const auto& [name, value] : request.headers) {
        add(name, value, request.path, message.properties);
    }
    if (request.body.size() + message.properties.countedBytes() > limits::kMaxTelemetryBytes) {
        return fail(Errc::MessageTooLarge, "a message has at most 262144 bytes");
    }
    message.body = Bytes(request.body);
    SendMessages send;
    send.messages.push_back(std::move(message));
    return DeviceRequest(std::move(send));
}

/// The text of a property in a batch. Errors: InvalidArgument.
Result<std::string> propertyText(const json::value& value, const std::string& path)
{
    if (const json::string* const text = value.if_string()) {
        return std::string(text->data(), text->size());
    }
    if (!value.is_number() && !value.is_bool()) {
        return fail(Errc::InvalidArgument, "'" + path + "' must be a string");
    }
    std::string text;
    JsonWriter writer(text);
    if (value.is_double()) {
        writer.real(value.get_double());
    } else {
        writer.value(value);
    }
    return text;
}

Result<Bytes> bodyOf(const JsonView& element)
{
    HUB_TRY(const std::string text, element.requiredString("body"));
    HUB_TRY(const bool isBase64, element.booleanOr("base64Encoded", true));
    if (!isBase64) {
        return text;
    }
    auto bytes = fromBase64(text);
    if (!bytes) {
        return fail(Errc::InvalidArgument, "'" + element.path() + ".body' is not base64");
    }
    return std::move(*bytes);
}

Result<Message> batchElement(const JsonView& element, Path path)
{
    HUB_TRYV(element.object());
    Message message;
    HUB_TRY(message.body, bodyOf(element));
    const auto properties = element.member("properties");
    if (!properties) {
        return message;
    }
    HUB_TRY(const json::object* const members, properties->object());
    for (const auto& member : *members) {
        if (member.value().is_null()) {
            continue;
        }
        const std::string name(member.key().data(), member.key().size());
        HUB_TRY(const std::string text,
                propertyText(member.value(), properties->path() + "." + name));
        add(name, text, path, message.properties);
    }
    return message;
}

Result<DeviceRequest> batch(const RequestView& request)
{
    HUB_TRY(const json::value document, parseJson(request.body));
    HUB_TRY(const json::array* const elements, JsonView(document).array());
    if (elements->empty()) {
        return fail(Errc::InvalidArgument, "the batch is empty");
    }
    SendMessages send;
    for (const json::value& element : *elements) {
        const std::string place = "[" + std::to_string(send.messages.size()) + "]";
        HUB_TRY(Message message, batchElement(JsonView(element, place), request.path));
        send.messages.push_back(std::move(message));
    }
    return DeviceRequest(std::move(send));
}

Result<DeviceRequest> parseSend(const RequestView& request)
{
    if (request.body.size() > limits::kMaxTelemetryBytes) {
        return fail(Errc::MessageTooLarge, "a message or a batch has at most 262144 bytes");
    }
    const std::string_view type = request.header("Content-Type").value_or("");
    return equalsIgnoringCase(trimmed(cut(type, ';').first), kBatchType) ? batch(request)
                                                                         : oneMessage(request);
}

// Commands.

Result<DeviceRequest> parseReceive(const RequestView&)
{
    return DeviceRequest(ReceiveCommand{});
}

/// "reject", "reject=true", and "?reject=true" from a client that writes two question marks.
bool asksToReject(const RequestView& request)
{
    return std::any_of(request.query.begin(), request.query.end(), [](const auto& parameter) {
        std::string_view name = parameter.first;
        name.remove_prefix(name.starts_with('?') ? 1 : 0);
        return equalsIgnoringCase(name, "reject") && !equalsIgnoringCase(parameter.second, "false");
    });
}

Result<DeviceRequest> parseSettle(const RequestView& request)
{
    return DeviceRequest(
        SettleCommand{wordsOf(request.path)[2], asksToReject(request) ? SettleCommand::How::Reject
                                                                      : SettleCommand::How::Complete});
}

Result<DeviceRequest> parseAbandon(const RequestView& request)
{
    return DeviceRequest(SettleCommand{wordsOf(request.path)[2], SettleCommand::How::Abandon});
}

// Files.

Result<DeviceRequest> parseStartUpload(const RequestView& request)
{
    HUB_TRY(const json::value document, parseJson(request.body));
    HUB_TRYV(JsonView(document).object());
    HUB_TRY(std::string name, JsonView(document).requiredString("blobName"));
    return DeviceRequest(StartUpload{std::move(name)});
}

Result<DeviceRequest> parseFinishUpload(const RequestView& request)
{
    HUB_TRY(const json::value document, parseJson(request.body));
    const JsonView body(document);
    HUB_TRYV(body.object());
    HUB_TRY(const JsonView success, body.required("isSuccess"));
    FinishUpload finish;
    HUB_TRY(finish.isSuccess, success.boolean());
    const Path words = wordsOf(request.path);
    if (words.size() > 2) {
        finish.correlationId = words[2];
    } else {
        HUB_TRY(finish.correlationId, body.requiredString("correlationId"));
    }
    return DeviceRequest(std::move(finish));
}

// Routes.

struct Route
{
    std::string_view method;
    std::string_view words; ///< "*" = anything
    bool isForModules = true;
    Result<DeviceRequest> (*parse)(const RequestView&) = nullptr;
};

constexpr std::array kRoutes{
    Route{"POST", "messages/events", true, parseSend},
    Route{"GET", "messages/devicebound", true, parseReceive},
    Route{"DELETE", "messages/devicebound/*", true, parseSettle},
    Route{"POST", "messages/devicebound/*/abandon", true, parseAbandon},
    Route{"POST", "files", false, parseStartUpload},
    Route{"POST", "files/notifications", false, parseFinishUpload},
    Route{"POST", "files/notifications/*", false, parseFinishUpload},
};

bool matches(const Route& route, Path path)
{
    const Path words = wordsOf(path);
    const std::vector<std::string_view> wanted = split(route.words, '/');
    return (route.isForModules || !isModulePath(path)) &&
           std::equal(wanted.begin(), wanted.end(), words.begin(), words.end(),
                      [](std::string_view want, const std::string& word) {
                          return want == "*" || equalsIgnoringCase(want, word);
                      });
}

bool hasApiVersion(const RequestView& request)
{
    return std::any_of(request.query.begin(), request.query.end(), [](const auto& parameter) {
        return equalsIgnoringCase(parameter.first, "api-version") && !parameter.second.empty();
    });
}

} // namespace

bool isDeviceRequest(std::string_view method, Path path)
{
    if (path.size() < 3 || !equalsIgnoringCase(path[0], "devices")) {
        return false;
    }
    const Path words = wordsOf(path);
    if (words.size() == 2 && method == "POST" && isWord(words, 0, "messages") &&
        isWord(words, 1, "devicebound")) {
        return false;
    }
    return isWord(words, 0, "messages") || isWord(words, 0, "files");
}

IdentityId identityOf(Path path)
{
    return {path[1], isModulePath(path) ? path[3] : std::string()};
}

Result<DeviceRequest> parseDeviceRequest(const RequestView& request)
{
    if (!hasApiVersion(request)) {
        return fail(Errc::InvalidApiVersion);
    }
    bool pathKnown = false;
    for (const Route& route : kRoutes) {
        const bool fits = matches(route, request.path);
        if (fits && route.method == request.method) {
            return route.parse(request);
        }
        pathKnown = pathKnown || fits;
    }
    return fail(pathKnown ? Errc::MethodNotAllowed : Errc::NotFound);
}

} // namespace hub::http
