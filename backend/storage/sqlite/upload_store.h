// Uploads and their notifications in state.db.
#pragma once

#include "storage/sqlite/database.h"
#include "storage/upload_store.h"

namespace hub::sqlite {

class UploadStore final : public hub::UploadStore
{
public:
    static Result<std::unique_ptr<UploadStore>> open(Database& database);

    Result<void> add(const UploadRow& upload) override;
    Result<std::optional<UploadRow>> find(std::string_view correlationId) override;
    Result<void> remove(std::string_view correlationId) override;
    Result<std::size_t> countOpen(DeviceKey device, WallTime now) override;
    Result<void> removeExpiredBefore(WallTime time) override;

    Result<void> addNotification(const FileNotification& notification,
                                 MostNotifications most) override;
    Result<bool> hasFreeNotification(WallTime now) override;
    Result<std::optional<FileNotification>> lockNotification(const NotificationLock& lock,
                                                             WallTime now) override;
    Result<bool> removeNotification(std::string_view lockToken, WallTime now) override;
    Result<bool> unlockNotification(std::string_view lockToken, WallTime now) override;
    Result<void> removeStaleNotifications(WallTime enqueuedBefore,
                                          unsigned maxDeliveries,
                                          WallTime now) override;

private:
    explicit UploadStore(Database& database) : database_(database) {}
    Result<void> prepare();

    Database& database_;
    struct
    {
        Statement add;
        Statement find;
        Statement remove;
        Statement countOpen;
        Statement removeExpired;
        Statement addNotification;
        Statement keepNewest;
        Statement keepNewestOfDevice;
        Statement hasFree;
        Statement lock;
        Statement complete;
        Statement unlock;
        Statement removeStale;
    } sql_;
};

} // namespace hub::sqlite
