#include "models/job_results.h"

#include "models/client/hub_answer.h"
#include "models/import_verdicts.h"
#include "models/job_device_table.h"
#include "models/texts.h"

#include <QNetworkReply>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kPageRows = 1'000;

QByteArray timeCell(const std::optional<hub::WallTime>& time)
{
    return time ? toQt(*time).toUTC().toString(Qt::ISODateWithMs).toUtf8() : QByteArray();
}

QByteArray rowOf(const JobDevice& device)
{
    return csvCell(device.deviceId) + ',' + csvCell(device.status) + ',' +
           csvCell(device.errorCode) + ',' + csvCell(device.errorMessage) + ',' +
           csvCell(device.outcome) + ',' + timeCell(device.started) + ',' +
           timeCell(device.ended) + "\r\n";
}

} // namespace

JobResults::JobResults(HubSession& session, QObject* parent) : QObject(parent), session_(session)
{
}

JobResults::~JobResults()
{
    ++turn_;
    if (reply_) {
        reply_->abort();
    }
}

void JobResults::start(const QString& jobId, const QString& status, const QString& fileName)
{
    if (isRunning()) {
        return;
    }
    file_ = std::make_unique<QSaveFile>(fileName);
    jobId_ = jobId;
    status_ = status;
    devices_ = 0;
    ++turn_;
    const QByteArray heading =
        "deviceId,status,errorCode,errorMessage,outcome,startTime,endTime\r\n"_ba;
    if (!file_->open(QIODevice::WriteOnly) || file_->write(heading) != heading.size()) {
        finish(tr("%1 cannot be written: %2").arg(fileName, file_->errorString()));
        return;
    }
    Q_EMIT changed();
    ask({});
}

void JobResults::cancel()
{
    if (isRunning()) {
        ++turn_;
        if (reply_) {
            reply_->abort();
        }
        finish(tr("Saving was cancelled; no file was written."));
    }
}

void JobResults::ask(const QString& cursor)
{
    HubRequest request = jobDevicesRequest(jobId_, status_);
    request.query.addQueryItem(u"limit"_s, QString::number(kPageRows));
    if (!cursor.isEmpty()) {
        request.query.addQueryItem(u"next"_s,
                                   QString::fromLatin1(QUrl::toPercentEncoding(cursor)));
    }
    reply_ = session_.client().send(
        request, this, [this, cursor, turn = turn_](const HubReply& reply) {
            if (turn == turn_) {
                take(cursor, reply);
            }
        });
}

void JobResults::take(const QString& cursor, const HubReply& reply)
{
    const HubAnswer<JobDevicePage> answer = answerFrom(reply, &jobDevicePageFrom);
    if (!answer.value) {
        const HubError error = rightsError(session_, answer.error);
        finish((tr("The results could not be saved.") + u' ' + error.message + u' ' + error.remedy)
                   .trimmed(),
               error);
        return;
    }
    for (const JobDevice& device : answer.value->devices) {
        const QByteArray row = rowOf(device);
        if (file_->write(row) != row.size()) {
            finish(tr("%1 cannot be written: %2").arg(file_->fileName(), file_->errorString()));
            return;
        }
        ++devices_;
    }
    Q_EMIT changed();
    const QString next = answer.value->next;
    if (!next.isEmpty() && next != cursor) {
        ask(next);
    } else if (!file_->commit()) {
        finish(tr("%1 cannot be written: %2").arg(file_->fileName(), file_->errorString()));
    } else {
        finish({});
    }
}

/// Without a failure all went well.
void JobResults::finish(const QString& failure, const HubError& error)
{
    ActResult result{error, failure};
    if (failure.isEmpty()) {
        result.text = tr("The results of %1 devices are in %2.")
                          .arg(countText(devices_), file_->fileName());
    } else {
        file_->cancelWriting();
        result.error.kind = error.isError() ? error.kind : HubError::Kind::Refused;
    }
    file_.reset();
    Q_EMIT changed();
    Q_EMIT finished(result);
}

} // namespace deck
