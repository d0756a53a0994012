#include "models/audit_export.h"

#include "models/texts.h"

#include <algorithm>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype kHeadBytes = 32;         ///< {"type":"checkpoint", …

/// "record" for {"type":"record",…}.
QByteArray typeOf(const QByteArray& head)
{
    const QByteArrayList parts = head.split('"');
    return parts.size() > 3 && parts[1] == "type" ? parts[3] : QByteArray();
}

} // namespace

AuditExport::AuditExport(HubSession& session, QObject* parent)
    : QObject(parent),
      download_(new FileDownload(session,
                                 {tr("The audit log could not be exported."),
                                  tr("The export was cancelled; no file was written.")},
                                 this))
{
    download_->setInspect([this](const QByteArray& chunk) { takeLines(chunk); });
    download_->setComplaint([this] {
        return lastType_ == "head" ? QString()
                                   : tr("The export broke off before its end; no file was "
                                        "written. Try again.");
    });
    download_->setSuccess([this] {
        return tr("%1 records are in %2, with the proof that they are whole.")
            .arg(countText(records_), download_->fileName());
    });
    connect(download_, &FileDownload::changed, this, &AuditExport::changed);
    connect(download_, &FileDownload::finished, this, &AuditExport::finished);
}

void AuditExport::start(const QString& fileName)
{
    if (isRunning()) {
        return;
    }
    head_.clear();
    lastType_.clear();
    records_ = 0;
    HubRequest request;
    request.path = u"/admin/audit/export"_s;
    download_->start(request, fileName);
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

} // namespace deck
