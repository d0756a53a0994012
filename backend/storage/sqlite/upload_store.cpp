#include "storage/sqlite/upload_store.h"

namespace hub::sqlite {

Result<std::unique_ptr<UploadStore>> UploadStore::open(Database& database)
{
    std::unique_ptr<UploadStore> store(new UploadStore(database));
    HUB_TRYV(store->prepare());
    return store;
}

Result<void> UploadStore::prepare()
{
    struct Text
    {
        Statement& statement;
        const char* sql;
    };
    const Text texts[] = {
        {sql_.add, "INSERT INTO upload (correlation_id, device_key, blob_name, started, expires) "
                   "VALUES (?, ?, ?, ?, ?)"},
        {sql_.find, "SELECT device_key, blob_name, started, expires FROM upload "
                    "WHERE correlation_id = ?"},
        {sql_.remove, "DELETE FROM upload WHERE correlation_id = ?"},
        {sql_.countOpen, "SELECT count(*) FROM upload WHERE device_key = ? AND expires > ?"},
        {sql_.removeExpired,
         "DELETE FROM upload WHERE correlation_id IN (SELECT correlation_id FROM upload "
         "WHERE expires < ? ORDER BY expires LIMIT 100)"},
        {sql_.addNotification, "INSERT INTO file_notification (device_id, blob_name, blob_uri, "
                               "enqueued) VALUES (?, ?, ?, ?)"},
        {sql_.keepNewest, "DELETE FROM file_notification WHERE id <= ?"},
        {sql_.keepNewestOfDevice,
         "DELETE FROM file_notification WHERE id IN (SELECT id FROM file_notification "
         "WHERE device_id = ? ORDER BY id DESC LIMIT -1 OFFSET ?)"},
        {sql_.hasFree, "SELECT EXISTS (SELECT 1 FROM file_notification "
                       "WHERE lock_until IS NULL OR lock_until <= ?)"},
        {sql_.lock,
         "UPDATE file_notification SET lock_token = ?, lock_until = ?, "
         "delivery_count = delivery_count + 1 WHERE id = (SELECT id FROM file_notification "
         "WHERE lock_until IS NULL OR lock_until <= ? ORDER BY id LIMIT 1) "
         "RETURNING id, device_id, blob_name, blob_uri, enqueued"},
        {sql_.complete, "DELETE FROM file_notification WHERE lock_token = ? AND lock_until > ? "
                        "RETURNING 1"},
        {sql_.unlock, "UPDATE file_notification SET lock_token = NULL, lock_until = NULL "
                      "WHERE lock_token = ? AND lock_until > ? RETURNING 1"},
        {sql_.removeStale,
         "DELETE FROM file_notification WHERE enqueued < ? OR (delivery_count >= ? AND "
         "(lock_until IS NULL OR lock_until <= ?))"},
    };
    for (const Text& text : texts) {
        HUB_TRY(text.statement, database_.prepare(text.sql));
    }
    return success();
}

Result<void> UploadStore::add(const UploadRow& upload)
{
    return sql_.add.run()
        .text(upload.correlationId)
        .integer(upload.device)
        .text(upload.blobName)
        .integer(toMicros(upload.started))
        .integer(toMicros(upload.expires))
        .finish();
}

Result<std::optional<UploadRow>> UploadStore::find(std::string_view correlationId)
{
    auto run = sql_.find.run();
    HUB_TRY(const bool row, run.text(correlationId).next());
    if (!row) {
        return std::nullopt;
    }
    UploadRow upload;
    upload.correlationId = correlationId;
    upload.device = run.integerAt(0);
    upload.blobName = run.textAt(1);
    upload.started = wallFromMicros(run.integerAt(2));
    upload.expires = wallFromMicros(run.integerAt(3));
    return upload;
}

Result<void> UploadStore::remove(std::string_view correlationId)
{
    return sql_.remove.run().text(correlationId).finish();
}

Result<std::size_t> UploadStore::countOpen(DeviceKey device, WallTime now)
{
    auto run = sql_.countOpen.run();
    HUB_TRYV(run.integer(device).integer(toMicros(now)).next());
    return static_cast<std::size_t>(run.integerAt(0));
}

Result<void> UploadStore::removeExpiredBefore(WallTime time)
{
    return sql_.removeExpired.run().integer(toMicros(time)).finish();
}

Result<void> UploadStore::addNotification(const FileNotification& notification,
                                          MostNotifications most)
{
    HUB_TRYV(sql_.addNotification.run()
                 .text(notification.deviceId)
                 .text(notification.blobName)
                 .text(notification.blobUri)
                 .integer(toMicros(notification.enqueued))
                 .finish());
    HUB_TRYV(sql_.keepNewest.run()
                 .integer(database_.lastRowId() - static_cast<std::int64_t>(most.all))
                 .finish());
    return sql_.keepNewestOfDevice.run()
        .text(notification.deviceId)
        .integer(static_cast<std::int64_t>(most.ofDevice))
        .finish();
}

Result<bool> UploadStore::hasFreeNotification(WallTime now)
{
    auto run = sql_.hasFree.run();
    HUB_TRYV(run.integer(toMicros(now)).next());
    return run.integerAt(0) != 0;
}

Result<std::optional<FileNotification>> UploadStore::lockNotification(const NotificationLock& lock,
                                                                      WallTime now)
{
    auto run = sql_.lock.run();
    HUB_TRY(const bool row,
            run.text(lock.token).integer(toMicros(lock.until)).integer(toMicros(now)).next());
    if (!row) {
        return std::nullopt;
    }
    FileNotification notification;
    notification.id = run.integerAt(0);
    notification.deviceId = run.textAt(1);
    notification.blobName = run.textAt(2);
    notification.blobUri = run.textAt(3);
    notification.enqueued = wallFromMicros(run.integerAt(4));
    return notification;
}

Result<bool> UploadStore::removeNotification(std::string_view lockToken, WallTime now)
{
    auto run = sql_.complete.run();
    return run.text(lockToken).integer(toMicros(now)).next();
}

Result<bool> UploadStore::unlockNotification(std::string_view lockToken, WallTime now)
{
    auto run = sql_.unlock.run();
    return run.text(lockToken).integer(toMicros(now)).next();
}

Result<void> UploadStore::removeStaleNotifications(WallTime enqueuedBefore,
                                                   unsigned maxDeliveries,
                                                   WallTime now)
{
    return sql_.removeStale.run()
        .integer(toMicros(enqueuedBefore))
        .integer(maxDeliveries)
        .integer(toMicros(now))
        .finish();
}

} // namespace hub::sqlite
