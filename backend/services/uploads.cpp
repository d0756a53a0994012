#include "services/uploads.h"

#include "domain/blob_sas.h"
#include "domain/limits.h"

#include "base/crypto.h"
#include "base/hex.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "base/utf8.h"

#include <algorithm>

namespace hub {
namespace {

constexpr std::size_t kCorrelationBytes = 32;

bool isDotSegment(std::string_view segment)
{
    return segment == "." || segment == "..";
}

/// Dot segments would name another blob once a client has tidied the address.
bool isBlobName(std::string_view name)
{
    const auto segments = split(name, '/');
    return !name.empty() && name.front() != '/' && name.back() != '/' && isUtf8(name) &&
           std::none_of(name.begin(), name.end(),
                        [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }) &&
           std::none_of(segments.begin(), segments.end(), isDotSegment);
}

FileNotification notificationOf(const BlobStorage& store,
                                const UploadOwner& owner,
                                const UploadRow& row,
                                WallTime now)
{
    FileNotification notification;
    notification.deviceId = owner.deviceId;
    notification.blobName = row.blobName;
    notification.blobUri = blobUri(store, row.blobName);
    notification.enqueued = now;
    return notification;
}

} // namespace

boost::asio::awaitable<Result<UploadGrant>> Uploads::start(UploadOwner owner, std::string blobName)
{
    if (!parts_.storage) {
        co_return fail(Errc::NoFileStorage);
    }
    UploadRow row;
    row.blobName = owner.deviceId + "/" + blobName;
    if (!isBlobName(blobName) || row.blobName.size() > limits::kMaxBlobNameChars) {
        co_return fail(Errc::InvalidArgument,
                       "'blobName' must be a path without '.' and '..', of at most 1024 bytes "
                       "with the device id");
    }
    row.correlationId = toHex(randomSecret(kCorrelationBytes).reveal());
    row.device = owner.key;
    row.started = parts_.clock.highestWall();
    row.expires = row.started + limits::kUploadLife;
    auto work = [this, row](Storage& storage) { return open(storage, row); };
    HUB_CO_TRYV(co_await parts_.workers.write(work));
    const BlobStorage& store = *parts_.storage;
    UploadGrant grant;
    grant.correlationId = row.correlationId;
    grant.hostName = store.hostName;
    grant.containerName = store.path;
    grant.blobName = row.blobName;
    grant.sasToken = makeBlobSas(store, row.blobName, row.expires);
    co_return grant;
}

Result<void> Uploads::open(Storage& storage, const UploadRow& row) const
{
    UploadStore& uploads = storage.uploads();
    HUB_TRYV(uploads.removeExpiredBefore(row.started - limits::kUploadsKept));
    HUB_TRY(const std::size_t count, uploads.countOpen(row.device, row.started));
    if (count >= limits::kMaxUploadsPerDevice) {
        return fail(Errc::TooManyUploads);
    }
    return uploads.add(row);
}

boost::asio::awaitable<Result<void>> Uploads::finish(UploadOwner owner,
                                                     std::string correlationId,
                                                     bool isSuccess)
{
    auto work = [this, owner, correlationId, isSuccess](Storage& storage) {
        return close(storage, owner, correlationId, isSuccess);
    };
    HUB_CO_TRY(const UploadRow row, co_await parts_.workers.write(work));
    if (isSuccess) {
        announce(owner.deviceId, row.blobName);
    } else {
        parts_.log.info("file-upload-failed", {{"device", owner.deviceId}, {"blob", row.blobName}});
    }
    co_return success();
}

/// An expired one stays for a day, so that the device is told the same when it asks again.
Result<UploadRow> Uploads::close(Storage& storage,
                                 const UploadOwner& owner,
                                 const std::string& correlationId,
                                 bool isSuccess) const
{
    UploadStore& uploads = storage.uploads();
    HUB_TRY(std::optional<UploadRow> row, uploads.find(correlationId));
    if (!row || row->device != owner.key || !parts_.storage) {
        return fail(Errc::UnknownUpload);
    }
    const WallTime now = parts_.clock.highestWall();
    if (row->expires <= now) {
        return fail(Errc::UploadExpired);
    }
    HUB_TRYV(uploads.remove(correlationId));
    if (isSuccess) {
        HUB_TRYV(uploads.addNotification(notificationOf(*parts_.storage, owner, *row, now),
                                         {limits::kMaxFileNotifications,
                                          limits::kMaxFileNotificationsPerDevice}));
    }
    return std::move(*row);
}

void Uploads::announce(const std::string& deviceId, const std::string& blobName) const
{
    parts_.log.info("file-uploaded", {{"device", deviceId}, {"blob", blobName}});
    std::string data;
    JsonWriter(data)
        .beginObject()
        .member("blobName", blobName)
        .member("blobUri", blobUri(*parts_.storage, blobName))
        .endObject();
    parts_.events.publish("file-uploaded", deviceId, std::move(data));
}

boost::asio::awaitable<Result<std::optional<LockedNotification>>> Uploads::receive(
    AuditNotePtr note)
{
    const WallTime now = parts_.clock.highestWall();
    auto look = [now](Storage& storage) { return storage.uploads().hasFreeNotification(now); };
    HUB_CO_TRY(const bool isAny, co_await parts_.workers.read(look));
    if (!isAny) {
        co_return std::nullopt; // back ends poll: asking costs no commit
    }
    const NotificationLock lock{randomUuid(), now + limits::kFileNotificationLock};
    auto work = [lock, now, note](Storage& storage) -> Result<std::optional<FileNotification>> {
        HUB_TRYV(storage.uploads().removeStaleNotifications(
            now - limits::kFileNotificationLife, limits::kMaxFileNotificationDeliveries, now));
        HUB_TRY(std::optional<FileNotification> locked,
                storage.uploads().lockNotification(lock, now));
        noteChange(note, {}, countJson(locked ? 1 : 0));
        if (note && !locked) {
            note->skip();
        }
        return locked;
    };
    HUB_CO_TRY(std::optional<FileNotification> found, co_await parts_.workers.write(work, note));
    if (!found) {
        co_return std::nullopt;
    }
    co_return LockedNotification{lock.token, std::move(*found)};
}

boost::asio::awaitable<Result<void>> Uploads::settle(std::string lockToken,
                                                      bool complete,
                                                      AuditNotePtr note)
{
    const WallTime now = parts_.clock.highestWall();
    auto work = [lockToken, complete, now](Storage& storage) -> Result<void> {
        UploadStore& uploads = storage.uploads();
        HUB_TRY(const bool held, complete ? uploads.removeNotification(lockToken, now)
                                          : uploads.unlockNotification(lockToken, now));
        return held ? Result<void>(success()) : fail(Errc::LockLost);
    };
    co_return co_await parts_.workers.write(work, note);
}

} // namespace hub
