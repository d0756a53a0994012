// File uploads that devices have begun, and word of the finished ones for back ends. Blocking; one
// thread at a time.
#pragma once

#include "domain/identity.h"

#include "base/clock.h"

#include <optional>
#include <string>
#include <string_view>

namespace hub {

struct UploadRow
{
    std::string correlationId;
    DeviceKey device = 0;
    std::string blobName; ///< with the device's id in front
    WallTime started{};
    WallTime expires{};
};

struct FileNotification
{
    std::int64_t id = 0; ///< given by the store
    std::string deviceId;
    std::string blobName;
    std::string blobUri;
    WallTime enqueued{};
};

struct NotificationLock
{
    std::string token;
    WallTime until{};
};

class UploadStore
{
public:
    virtual ~UploadStore() = default;

    virtual Result<void> add(const UploadRow& upload) = 0;
    virtual Result<std::optional<UploadRow>> find(std::string_view correlationId) = 0;
    virtual Result<void> remove(std::string_view correlationId) = 0;
    /// Those of a device that have not expired.
    virtual Result<std::size_t> countOpen(DeviceKey device, WallTime now) = 0;
    /// Forgets some of those that expired before: a bounded number, so call it often.
    virtual Result<void> removeExpiredBefore(WallTime time) = 0;

    /// Drops the oldest so that no more remain than may.
    struct MostNotifications
    {
        std::size_t all = 0;
        std::size_t ofDevice = 0; ///< so that one device does not push out the others'
    };
    virtual Result<void> addNotification(const FileNotification& notification,
                                         MostNotifications most) = 0;
    virtual Result<bool> hasFreeNotification(WallTime now) = 0;
    /// Locks the oldest one that is free, which counts as a delivery.
    virtual Result<std::optional<FileNotification>> lockNotification(const NotificationLock& lock,
                                                                     WallTime now) = 0;
    /// Drops the locked one, or gives it back. False: nothing is locked so any more.
    virtual Result<bool> removeNotification(std::string_view lockToken, WallTime now) = 0;
    virtual Result<bool> unlockNotification(std::string_view lockToken, WallTime now) = 0;
    /// Those that are too old, and those that were delivered too often and are not held.
    virtual Result<void> removeStaleNotifications(WallTime enqueuedBefore,
                                                  unsigned maxDeliveries,
                                                  WallTime now) = 0;
};

} // namespace hub
