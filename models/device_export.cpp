#include "models/device_export.h"

#include "models/texts.h"

namespace deck {

using namespace Qt::StringLiterals;

QString formatName(DeviceFileFormat format)
{
    return format == DeviceFileFormat::Csv ? u"csv"_s : u"jsonl"_s;
}

DeviceExport::DeviceExport(HubSession& session, QObject* parent)
    : QObject(parent),
      download_(new FileDownload(session,
                                 {tr("The devices could not be exported."),
                                  tr("The export was cancelled; no file was written.")},
                                 this))
{
    download_->setInspect([this](const QByteArray& chunk) { countRows(chunk); });
    download_->setSuccess([this] {
        return devices() == 1
                   ? tr("1 device is in %1.").arg(download_->fileName())
                   : tr("%1 devices are in %2.").arg(countText(devices()), download_->fileName());
    });
    connect(download_, &FileDownload::changed, this, &DeviceExport::changed);
    connect(download_, &FileDownload::finished, this, &DeviceExport::finished);
}

void DeviceExport::start(const DeviceExportChoice& choice, const QString& fileName)
{
    if (isRunning()) {
        return;
    }
    choice_ = choice;
    rows_ = 0;
    quoted_ = false;
    HubRequest request;
    request.path = u"/admin/devices/export"_s;
    request.query.addQueryItem(u"format"_s, formatName(choice.format));
    if (!choice.condition.isEmpty()) {
        request.query.addQueryItem(u"query"_s,
                                   QString::fromLatin1(QUrl::toPercentEncoding(choice.condition)));
    }
    request.query.addQueryItem(u"keys"_s, choice.keys ? u"true"_s : u"false"_s);
    download_->setPrivate(choice.keys);
    download_->start(request, fileName);
}

quint64 DeviceExport::devices() const
{
    const quint64 heading = choice_.format == DeviceFileFormat::Csv ? 1 : 0;
    return rows_ > heading ? rows_ - heading : 0;
}

/// Each row ends with a line break, the last one too.
void DeviceExport::countRows(const QByteArray& chunk)
{
    for (const char c : chunk) {
        if (c == '"' && choice_.format == DeviceFileFormat::Csv) {
            quoted_ = !quoted_;
        } else if (c == '\n' && !quoted_) {
            ++rows_;
        }
    }
}

} // namespace deck
