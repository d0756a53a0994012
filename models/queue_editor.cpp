#include "models/queue_editor.h"

#include "models/client/json_body.h"
#include "models/queue_request.h"

#include <QJsonArray>

#include <algorithm>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

QByteArray numbersJson(const QStringList& numbers)
{
    return jsonBody(QJsonObject{{u"commands"_s, QJsonArray::fromStringList(numbers)}});
}

QString commandsText(quint64 count)
{
    return count == 1 ? QueueEditor::tr("1 command") : QueueEditor::tr("%1 commands").arg(count);
}

/// Somebody else was faster with the rest.
QString restText(quint64 count, qsizetype wanted)
{
    const quint64 rest = quint64(wanted) - std::min(count, quint64(wanted));
    if (rest == 0) {
        return {};
    }
    return u' ' + (rest == 1 ? QueueEditor::tr("1 was no longer there.")
                             : QueueEditor::tr("%1 were no longer there.").arg(rest));
}

} // namespace

QueueEditor::QueueEditor(HubSession& session, QObject* parent) : QObject(parent), session_(session)
{
}

void QueueEditor::send(const QString& deviceId, const hub::api::CommandDraft& draft, Done done)
{
    run(deviceId,
        {u"/commands"_s, jsonBody(draft), tr("The command could not be sent to %1.").arg(deviceId),
         [deviceId](const QueueResult&) { return tr("The command waits for %1.").arg(deviceId); }},
        std::move(done));
}

void QueueEditor::requeue(const QString& deviceId, const QStringList& numbers, Done done)
{
    const qsizetype wanted = numbers.size();
    run(deviceId,
        {u"/requeue"_s, numbersJson(numbers), tr("Nothing was requeued for %1.").arg(deviceId),
         [wanted](const QueueResult& result) {
             return tr("Waiting again: %1.").arg(commandsText(result.count)) +
                    restText(result.count, wanted);
         }},
        std::move(done));
}

void QueueEditor::requeueEdited(const QString& deviceId,
                                const QString& number,
                                const hub::api::CommandDraft& draft,
                                Done done)
{
    run(deviceId,
        {u"/commands/"_s + number + u"/requeue"_s, jsonBody(draft),
         tr("Command %1 could not be requeued for %2.").arg(number, deviceId),
         [number](const QueueResult&) {
             return tr("Command %1 waits again, with its new contents.").arg(number);
         }},
        std::move(done));
}

void QueueEditor::remove(const QString& deviceId, const QStringList& numbers, Done done)
{
    const qsizetype wanted = numbers.size();
    run(deviceId,
        {u"/delete"_s, numbersJson(numbers), tr("Nothing was deleted for %1.").arg(deviceId),
         [wanted](const QueueResult& result) {
             return tr("Deleted: %1.").arg(commandsText(result.count)) +
                    restText(result.count, wanted);
         }},
        std::move(done));
}

void QueueEditor::countMatching(const QString& deviceId,
                                hub::api::PurgeRequest request,
                                Done done)
{
    request.dryRun = true;
    const Act act{u"/purge"_s, jsonBody(request),
                  tr("The commands of %1 could not be counted.").arg(deviceId),
                  [](const QueueResult& result) { return commandsText(result.count); }};
    HubRequest count = queueRequest(deviceId, act.path);
    count.method = "POST"_ba;
    count.body = act.body;
    session_.client().send(count, this, [act, done = std::move(done)](const HubReply& reply) {
        done(resultOf(act, reply));
    });
}

void QueueEditor::purge(const QString& deviceId, hub::api::PurgeRequest request, Done done)
{
    request.dryRun = false;
    run(deviceId,
        {u"/purge"_s, jsonBody(request), tr("The queue of %1 could not be purged.").arg(deviceId),
         [](const QueueResult& result) {
             return result.count == 0
                        ? tr("Nothing matched any more; nothing was purged.")
                        : tr("Purged: %1. They are among the dead and can be requeued.")
                              .arg(commandsText(result.count));
         }},
        std::move(done));
}

void QueueEditor::hold(const QString& deviceId, const QString& reason, Done done)
{
    run(deviceId,
        {u"/hold"_s, jsonBody(QJsonObject{{u"reason"_s, reason}}),
         tr("Delivery to %1 could not be held.").arg(deviceId),
         [deviceId](const QueueResult&) {
             return tr("Delivery to %1 is held; commands still queue.").arg(deviceId);
         }},
        std::move(done));
}

void QueueEditor::resume(const QString& deviceId, Done done)
{
    run(deviceId,
        {u"/resume"_s, "{}"_ba, tr("Delivery to %1 could not be resumed.").arg(deviceId),
         [deviceId](const QueueResult&) {
             return tr("%1 gets its commands again.").arg(deviceId);
         }},
        std::move(done));
}

void QueueEditor::run(const QString& deviceId, Act act, Done done)
{
    HubRequest request = queueRequest(deviceId, act.path);
    request.method = "POST"_ba;
    request.body = act.body;
    ++underWay_;
    Q_EMIT busyChanged();
    session_.client().send(request, this,
                           [this, act = std::move(act), done = std::move(done)](
                               const HubReply& reply) {
                               --underWay_;
                               Q_EMIT busyChanged();
                               done(resultOf(act, reply));
                           });
}

QueueResult QueueEditor::resultOf(const Act& act, const HubReply& reply)
{
    QueueResult result;
    result.error = reply.error;
    if (!reply.ok()) {
        result.text = (act.failure + u' ' + reply.error.message + u' ' + reply.error.remedy)
                          .trimmed();
        return result;
    }
    const QJsonObject answer = QJsonDocument::fromJson(reply.body).object();
    result.count = quint64(answer[u"count"_s].toInteger());
    result.number = answer[u"id"_s].toString();
    result.text = act.success(result);
    return result;
}

} // namespace deck
