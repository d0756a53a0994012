// The HTTPS device API to service calls, and back (device API, HTTPS device endpoint). One request is
// one sign-in: nothing is kept between them.
#pragma once

#include "gateway/gateway_thread.h"

#include "protocol/http/device_request.h"

#include "services/commands.h"
#include "services/device_access.h"
#include "services/uploads.h"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace hub {

/// What has come, and from where. The path is one of http::isDeviceRequest().
struct HttpDeviceRequest
{
    std::string method;
    std::string target;            ///< as received, for the log
    std::vector<std::string> path; ///< percent-decoded, without empty segments
    http::Fields query;
    http::Fields headers;
    Bytes body;
    std::string address;             ///< of the peer, with its port
    std::vector<Bytes> certificates; ///< of the TLS client: DER, its own first

    http::RequestView view() const { return {method, path, query, headers, body}; }
};

/// Callable from any thread; a request stays on the thread that it was given.
class HttpGateway final
{
public:
    struct Parts
    {
        DeviceAccess& access;
        Commands& commands;
        Uploads& uploads;
        const Log& log;
        const Clock& clock;
        std::chrono::milliseconds patience = limits::kHttpCommitTime; ///< for the disk
    };

    explicit HttpGateway(Parts parts) : parts_(parts) {}

    /// thread: the one that this is called on.
    boost::asio::awaitable<http::Answer> handle(GatewayThread& thread,
                                                HttpDeviceRequest request) const;

    /// The answer to a device that is not let in, judged by the head alone; nothing for others.
    boost::asio::awaitable<std::optional<http::Answer>> refusal(HttpDeviceRequest head) const;

private:
    /// A request of a device that is known now.
    struct Asked
    {
        GatewayThread& thread;
        const HttpDeviceRequest& request;
        DevicePrincipal device;
    };
    using Reply = boost::asio::awaitable<Result<http::Answer>>;

    boost::asio::awaitable<Result<DevicePrincipal>> identify(
        const HttpDeviceRequest& request) const;
    Reply answer(GatewayThread& thread, const HttpDeviceRequest& request) const;
    Reply carryOut(const Asked& asked, http::SendMessages& send) const;
    Reply carryOut(const Asked& asked, http::ReceiveCommand& receive) const;
    Reply carryOut(const Asked& asked, http::SettleCommand& settle) const;
    Reply carryOut(const Asked& asked, http::StartUpload& start) const;
    Reply carryOut(const Asked& asked, http::FinishUpload& finish) const;
    http::Answer refused(const HttpDeviceRequest& request,
                         Error error,
                         const std::string& requestId) const;

    Parts parts_;
};

} // namespace hub
