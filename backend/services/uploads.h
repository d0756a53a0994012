// Files from devices: the hub grants access to one blob of an external store, is told when the
// upload is over, and tells back ends. It never sees the bytes.
#pragma once

#include "services/event_hub.h"
#include "services/workers.h"

#include "domain/blob_storage.h"

#include "base/clock.h"
#include "base/log.h"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace hub {

/// Whose upload; a device, never a module.
struct UploadOwner
{
    DeviceKey key = 0;
    std::string deviceId;
};

/// What a device needs to upload: https://{hostName}/{containerName}/{blobName}{sasToken}.
struct UploadGrant
{
    std::string correlationId;
    std::string hostName;
    std::string containerName; ///< with the account in front, where the store wants that
    std::string blobName;      ///< {deviceId}/{what the device asked for}
    std::string sasToken;      ///< begins with '?'; a secret
};

struct LockedNotification
{
    std::string lockToken;
    FileNotification notification;
};

/// Callable from any thread. Errors of all: Unavailable, DiskFull, StorageFailed.
class Uploads final
{
public:
    struct Parts
    {
        Workers& workers;
        EventHub& events;
        const Log& log;
        const Clock& clock;
        std::optional<BlobStorage> storage; ///< nothing: there are no uploads
    };

    explicit Uploads(Parts parts) : parts_(std::move(parts)) {}

    // Devices.

    /// Errors: NoFileStorage, InvalidArgument (the name), TooManyUploads.
    boost::asio::awaitable<Result<UploadGrant>> start(UploadOwner owner, std::string blobName);

    /// What the device says is believed. Errors: UnknownUpload, UploadExpired.
    boost::asio::awaitable<Result<void>> finish(UploadOwner owner,
                                                std::string correlationId,
                                                bool isSuccess);

    // Back ends. Notifications are locked for a minute at a time and forgotten after a day.

    boost::asio::awaitable<Result<std::optional<LockedNotification>>> receive(
        AuditNotePtr note = nullptr);

    /// complete: false gives it back. Errors: LockLost.
    boost::asio::awaitable<Result<void>> settle(std::string lockToken,
                                                bool complete,
                                                AuditNotePtr note = nullptr);

private:
    Result<void> open(Storage& storage, const UploadRow& row) const;
    Result<UploadRow> close(Storage& storage,
                            const UploadOwner& owner,
                            const std::string& correlationId,
                            bool isSuccess) const;
    void announce(const std::string& deviceId, const std::string& blobName) const;

    Parts parts_;
};

} // namespace hub
