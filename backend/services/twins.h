// Device and module twins: tags and desired properties of the back end, reported ones of the device.
#pragma once

#include "services/twin_change.h"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hub {

/// Changes are made on the writer, and what is told of them, to a connected device and to whoever
/// watches the hub, is told there after the commit: so it comes in the order of the versions,
/// whoever changes the twin. Errors of all: DeviceNotFound, ModuleNotFound, Unavailable; of changes
/// also DiskFull, StorageFailed. Callable from any thread; the writer ends before this does.
class Twins final
{
public:
    struct Parts
    {
        Workers& workers;
        SessionDirectory& sessions;
        LiveAccess& live;
        EventHub& events;
        const Log& log;
        const Clock& clock;
    };

    explicit Twins(Parts parts)
        : parts_(parts), changes_({parts.sessions, parts.live, parts.events, parts.log, parts.clock})
    {
    }

    // Devices. By key: a later generation's twin is another one.

    /// {"desired":{…,"$version":N},"reported":{…,"$version":M}} without metadata.
    boost::asio::awaitable<Result<std::string>> deviceView(DeviceKey device);

    /// Merges; gives the new version of the reported properties. base: the version that the device
    /// started from. Errors: InvalidArgument, InvalidJson, MessageTooLarge, PreconditionFailed.
    boost::asio::awaitable<Result<std::uint64_t>> patchReported(DeviceKey device,
                                                                std::string patch,
                                                                std::optional<std::uint64_t> base);

    /// The model that a device named when it signed in; stored when it is another one than before.
    /// Failures are logged.
    void noteModelId(DeviceKey device, std::string modelId);

    // Back ends. Errors: InvalidArgument, InvalidJson, MessageTooLarge, PreconditionFailed.

    boost::asio::awaitable<Result<TwinView>> get(IdentityId id);
    /// Merges, and tells a connected device.
    boost::asio::awaitable<Result<TwinView>> patch(IdentityId id,
                                                   TwinUpdate update,
                                                   EtagCondition condition,
                                                   AuditNotePtr note = nullptr);
    /// Replaces tags and desired properties; absent ones become empty.
    boost::asio::awaitable<Result<TwinView>> replace(IdentityId id,
                                                     TwinUpdate update,
                                                     EtagCondition condition,
                                                   AuditNotePtr note = nullptr);

    /// Tags alone, whatever the ETag.
    boost::asio::awaitable<Result<TwinView>> replaceTags(IdentityId id,
                                                         std::string tags,
                                                         AuditNotePtr note = nullptr);

private:
    boost::asio::awaitable<Result<TwinView>> write(IdentityId id,
                                                   EtagCondition condition,
                                                   Result<TwinChange> parsed,
                                                   AuditNotePtr note);
    Result<void> storeModelId(Storage& storage, DeviceKey device, const std::string& given) const;

    Parts parts_;
    TwinChanges changes_;
};

} // namespace hub
