#include "models/file_download.h"

#include <algorithm>

namespace deck {
namespace {

constexpr qsizetype kMostErrorBytes = 64 * 1024;
constexpr qint64 kChunkBytes = 256 * 1024;

} // namespace

FileDownload::FileDownload(HubSession& session, const Words& words, QObject* parent)
    : QObject(parent), session_(session), words_(words)
{
}

FileDownload::~FileDownload()
{
    if (reply_) {
        reply_->disconnect(this);
        reply_->abort();
    }
}

void FileDownload::setInspect(std::function<void(const QByteArray&)> inspect)
{
    inspect_ = std::move(inspect);
}

void FileDownload::setComplaint(std::function<QString()> complaint)
{
    complaint_ = std::move(complaint);
}

void FileDownload::setSuccess(std::function<QString()> success)
{
    success_ = std::move(success);
}

void FileDownload::start(const HubRequest& request, const QString& fileName)
{
    if (isRunning()) {
        return;
    }
    fileName_ = fileName;
    file_ = std::make_unique<QSaveFile>(fileName);
    errorBody_.clear();
    bytes_ = 0;
    cancelled_ = false;
    const bool isOpen = file_->open(QIODevice::WriteOnly);
    if (!isOpen || (isPrivate_ && !file_->setPermissions(QFileDevice::ReadOwner |
                                                         QFileDevice::WriteOwner))) {
        finish(tr("%1 cannot be written: %2").arg(fileName, file_->errorString()));
        return;
    }
    reply_ = session_.client().openStream(request, {});
    reply_->setReadBufferSize(4 * kChunkBytes);
    connect(reply_, &QNetworkReply::readyRead, this, &FileDownload::take);
    connect(reply_, &QNetworkReply::finished, this, &FileDownload::end);
    Q_EMIT changed();
}

void FileDownload::cancel()
{
    if (reply_) {
        cancelled_ = true;
        reply_->abort();
    }
}

void FileDownload::take()
{
    const int status = reply_->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    while (reply_ && reply_->isOpen() && reply_->bytesAvailable() > 0) {
        const QByteArray chunk = reply_->read(kChunkBytes);
        if (status != 200) {
            errorBody_ += chunk.left(kMostErrorBytes - errorBody_.size());
            continue;
        }
        if (file_->write(chunk) != chunk.size()) {
            reply_->abort(); // end() says what the file says
            return;
        }
        bytes_ += quint64(chunk.size());
        if (inspect_) {
            inspect_(chunk);
        }
    }
    Q_EMIT changed();
}

void FileDownload::end()
{
    take();
    QNetworkReply* const reply = reply_;
    reply_ = nullptr;
    HubError error;
    const QString why = complaint(*reply, error);
    finish(why, error);
}

/// Empty: the file has taken its place.
QString FileDownload::complaint(QNetworkReply& reply, HubError& error)
{
    if (cancelled_) {
        return words_.cancelled;
    }
    if (file_->error() != QFileDevice::NoError) {
        return tr("%1 cannot be written: %2").arg(fileName_, file_->errorString());
    }
    error = session_.client().errorOf(reply, errorBody_);
    if (error.isError()) {
        error = rightsError(session_, error);
        return (words_.failure + u' ' + error.message + u' ' + error.remedy).trimmed();
    }
    const QString broken = complaint_ ? complaint_() : QString();
    if (!broken.isEmpty()) {
        return broken;
    }
    return file_->commit() ? QString()
                           : tr("%1 cannot be written: %2").arg(fileName_, file_->errorString());
}

void FileDownload::finish(const QString& failure, const HubError& error)
{
    ActResult result{error, failure};
    if (failure.isEmpty()) {
        result.text = success_ ? success_() : QString();
    } else {
        file_->cancelWriting();
        result.error.kind = error.isError() ? error.kind : HubError::Kind::Refused;
    }
    file_.reset();
    Q_EMIT changed();
    Q_EMIT finished(result);
}

} // namespace deck
