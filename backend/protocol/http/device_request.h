// What a device asks for over HTTPS (device API, HTTPS device endpoint), parsed in two steps, since
// nobody is told anything about a path before it is known who asks:
//
//   /devices/{d}[/modules/{m}]/messages/events                    POST      telemetry
//                             /messages/devicebound               GET       the next command
//                             /messages/devicebound/{lock}        DELETE    done; with ?reject: refused
//                             /messages/devicebound/{lock}/abandon POST     not now
//   /devices/{d}              /files                              POST      begin an upload
//                             /files/notifications[/{id}]         POST      end an upload
//
// Words match ignoring case, ids do not.
#pragma once

#include "protocol/http/message.h"

#include "domain/identity.h"
#include "domain/properties.h"

#include "hub/error.h"

#include <variant>
#include <vector>

namespace hub::http {

struct Message
{
    Properties properties;
    Bytes body;
};

/// One message, or a batch of them that is taken as a whole.
struct SendMessages
{
    std::vector<Message> messages; ///< at least one
};

struct ReceiveCommand
{
};

struct SettleCommand
{
    enum class How { Complete, Reject, Abandon };
    std::string lockToken;
    How how = How::Complete;
};

struct StartUpload
{
    std::string blobName; ///< as the device names it
};

struct FinishUpload
{
    std::string correlationId;
    bool isSuccess = false; ///< the one member to trust: the C SDK sends status code 400 with it
};

using DeviceRequest =
    std::variant<SendMessages, ReceiveCommand, SettleCommand, StartUpload, FinishUpload>;

/// Whether devices or back ends use this path. POST …/messages/devicebound is a back end's: it sends
/// a command.
bool isDeviceRequest(std::string_view method, std::span<const std::string> path);

/// Who is addressed; the path is one of isDeviceRequest(). Its ids may be no ids at all.
IdentityId identityOf(std::span<const std::string> path);

/// Errors: InvalidApiVersion, NotFound, MethodNotAllowed, MessageTooLarge; of what is in the body:
/// InvalidJson, InvalidArgument, MissingArgument.
Result<DeviceRequest> parseDeviceRequest(const RequestView& request);

} // namespace hub::http
