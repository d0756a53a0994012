// Requests of devices over HTTPS: what is understood stays within its limits, and what goes out again
// as headers can stand in headers.
//
//   input := method SP target ( "\n" name ":" value )* "\n\n" body
#include "domain/limits.h"
#include "protocol/http/device_request.h"
#include "protocol/http/property_headers.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/support/http_text.h"

#include <algorithm>

namespace hub::fuzz {
namespace {

bool isListed(Errc code)
{
    switch (code) {
    case Errc::InvalidApiVersion:
    case Errc::NotFound:
    case Errc::MethodNotAllowed:
    case Errc::MessageTooLarge:
    case Errc::InvalidJson:
    case Errc::InvalidArgument:
    case Errc::MissingArgument: return true;
    default: return false;
    }
}

bool isHeaderText(std::string_view text)
{
    return std::none_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
}

void checkHeaders(const Properties& properties)
{
    http::Fields headers;
    http::appendPropertyHeaders(properties.packed(), headers);
    Properties again;
    for (const auto& [name, value] : headers) {
        HUB_ASSERT(!name.empty() && isHeaderText(name) && isHeaderText(value));
        HUB_ASSERT(name.find(':') == std::string::npos && name.find(' ') == std::string::npos);
        HUB_ASSERT(value.size() <= limits::kMaxHttpHeaderBytes);
        (void)http::addProperty(name, value, again);
    }
}

struct Check
{
    const test::HttpRequestText& request;

    void operator()(const http::SendMessages& send) const
    {
        HUB_ASSERT(!send.messages.empty());
        HUB_ASSERT(request.body.size() <= limits::kMaxTelemetryBytes);
        for (const http::Message& message : send.messages) {
            HUB_ASSERT(message.body.size() <= request.body.size());
            checkHeaders(message.properties);
        }
    }

    void operator()(const http::ReceiveCommand&) const { HUB_ASSERT(request.method == "GET"); }

    void operator()(const http::SettleCommand& settle) const
    {
        HUB_ASSERT(std::find(request.path.begin(), request.path.end(), settle.lockToken) !=
                   request.path.end());
        HUB_ASSERT((request.method == "POST") ==
                   (settle.how == http::SettleCommand::How::Abandon));
    }

    void operator()(const http::StartUpload&) const { HUB_ASSERT(request.method == "POST"); }
    void operator()(const http::FinishUpload&) const { HUB_ASSERT(request.method == "POST"); }
};

} // namespace

void run(ByteView input)
{
    const test::HttpRequestText request(input);
    if (!http::isDeviceRequest(request.method, request.path)) {
        return;
    }
    const IdentityId id = http::identityOf(request.path);
    HUB_ASSERT(id.device == request.path[1]);
    HUB_ASSERT(!id.isModule() || id.module == request.path[3]);

    const auto parsed = http::parseDeviceRequest(request.view());
    if (!parsed) {
        HUB_ASSERT(isListed(parsed.error().code));
        return;
    }
    std::visit(Check{request}, parsed.value());
}

} // namespace hub::fuzz
