#include "models/audit_export.h"

#include "models/texts.h"

#include <algorithm>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype kHeadBytes = 32;         ///< {"type":"checkpoint", …
constexpr qsizetype kMostErrorBytes = 64 * 1024;
constexpr qint64 kChunkBytes = 256 * 1024;

/// "record" for {"type":"record",…}.
QByteArray typeOf(const QByteArray& head)
{
    const QByteArrayList parts = head.split('"');
    return parts.size() > 3 && parts[1] == "type" ? parts[3] : QByteArray();
}

} // namespace

AuditExport::AuditExport(HubSession& session, QObject* parent) : QObject(parent), session_(session)
{
}

AuditExport::~AuditExport()
{
    if (reply_) {
        reply_->disconnect(this);
        reply_->abort();
    }
}

void AuditExport::start(const QString& fileName)
{
    if (isRunning()) {
        return;
    }
    file_ = std::make_unique<QSaveFile>(fileName);
    head_.clear();
    lastType_.clear();
    errorBody_.clear();
    bytes_ = 0;
    records_ = 0;
    cancelled_ = false;
    if (!file_->open(QIODevice::WriteOnly)) {
        finish(tr("%1 cannot be written: %2").arg(fileName, file_->errorString()));
        return;
    }
    HubRequest request;
    request.path = u"/admin/audit/export"_s;
    reply_ = session_.client().openStream(request, {});
    reply_->setReadBufferSize(4 * kChunkBytes); // a slow disk slows the hub, not our memory
    connect(reply_, &QNetworkReply::readyRead, this, &AuditExport::take);
    connect(reply_, &QNetworkReply::finished, this, &AuditExport::end);
    Q_EMIT changed();
}

void AuditExport::cancel()
{
    if (reply_) {
        cancelled_ = true;
        reply_->abort();
    }
}

void AuditExport::take()
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
        takeLines(chunk);
    }
    Q_EMIT changed();
}

/// Of each line only so much is looked at as tells what it is.
void AuditExport::takeLines(const QByteArray& chunk)
{
    for (qsizetype at = 0; at < chunk.size();) {
        const qsizetype end = chunk.indexOf('\n', at);
        const qsizetype length = (end < 0 ? chunk.size() : end) - at;
        head_ += chunk.mid(at, std::min(length, kHeadBytes - head_.size()));
        if (end < 0) {
            return;
        }
        lastType_ = typeOf(head_);
        records_ += lastType_ == "record" ? 1U : 0U;
        head_.clear();
        at = end + 1;
    }
}

void AuditExport::end()
{
    take();
    QNetworkReply* const reply = reply_;
    reply_ = nullptr;
    if (cancelled_) {
        finish(tr("The export was cancelled; no file was written."));
    } else if (file_->error() != QFileDevice::NoError) {
        finish(tr("%1 cannot be written: %2").arg(file_->fileName(), file_->errorString()));
    } else if (const HubError error = session_.client().errorOf(*reply, errorBody_);
               error.isError()) {
        const HubError words = rightsError(session_, error);
        finish((tr("The audit log could not be exported.") + u' ' + words.message + u' ' +
                words.remedy)
                   .trimmed(),
               words);
    } else if (lastType_ != "head") {
        finish(tr("The export broke off before its end; no file was written. Try again."));
    } else if (!file_->commit()) {
        finish(tr("%1 cannot be written: %2").arg(file_->fileName(), file_->errorString()));
    } else {
        finish({});
    }
}

/// Without a failure all went well.
void AuditExport::finish(const QString& failure, const HubError& error)
{
    ActResult result{error, failure};
    if (failure.isEmpty()) {
        result.text = tr("%1 records are in %2, with the proof that they are whole.")
                          .arg(countText(records_), file_->fileName());
    } else {
        file_->cancelWriting();
        result.error.kind =
            error.isError() ? error.kind : HubError::Kind::Refused;
    }
    file_.reset();
    Q_EMIT changed();
    Q_EMIT finished(result);
}

} // namespace deck
