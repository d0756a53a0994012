// Device and module twins: tags and desired properties of the back end, reported ones of the device.
#pragma once

#include "services/registry.h"

#include "domain/etag.h"
#include "domain/twin.h"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace hub {

/// A twin with the identity that it belongs to.
struct TwinView
{
    DeviceView device;
    Twin twin;
};

/// What a back end changes; JSON objects, nothing = as it is.
struct TwinUpdate
{
    std::optional<std::string> tags;
    std::optional<std::string> desired;
};

/// Callable from any thread. Errors of all: DeviceNotFound, ModuleNotFound, Unavailable; of changes
/// also DiskFull, StorageFailed.
class Twins final
{
public:
    struct Parts
    {
        Workers& workers;
        SessionDirectory& sessions;
        EventHub& events;
        const Log& log;
        const Clock& clock;
    };

    explicit Twins(Parts parts) : parts_(parts) {}

    // Devices. By key: a later generation's twin is another one.

    /// {"desired":{…,"$version":N},"reported":{…,"$version":M}} without metadata.
    boost::asio::awaitable<Result<std::string>> deviceView(DeviceKey device);

    /// Merges; gives the new version of the reported properties. base: the version that the device
    /// started from. Errors: InvalidArgument, InvalidJson, MessageTooLarge, PreconditionFailed.
    boost::asio::awaitable<Result<std::uint64_t>> patchReported(DeviceKey device,
                                                                std::string patch,
                                                                std::optional<std::uint64_t> base);

    // Back ends. Errors: InvalidArgument, MessageTooLarge, PreconditionFailed.

    boost::asio::awaitable<Result<TwinView>> get(IdentityId id);
    /// Merges, and tells a connected device.
    boost::asio::awaitable<Result<TwinView>> patch(IdentityId id,
                                                   TwinUpdate update,
                                                   EtagCondition condition);
    /// Replaces tags and desired properties; absent ones become empty.
    boost::asio::awaitable<Result<TwinView>> replace(IdentityId id,
                                                     TwinUpdate update,
                                                     EtagCondition condition);

private:
    Parts parts_;
};

} // namespace hub
