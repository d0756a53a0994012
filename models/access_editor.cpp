#include "models/access_editor.h"

#include "models/client/hub_answer.h"
#include "models/client/json_body.h"
#include "models/texts.h"

#include "api/time_members.h"
#include "base/time_text.h"

#include <QJsonArray>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

const QString kEntries = u"/admin/access/entries"_s;
const QString kGroups = u"/admin/access/groups/"_s;

QString text(const std::string& value)
{
    return QString::fromStdString(value);
}

QString quoted(const std::string& etag)
{
    return etag.empty() ? QString() : u'"' + text(etag) + u'"';
}

QJsonObject termsOf(const hub::api::AccessEntry& entry)
{
    QJsonObject terms{{u"reason"_s, text(entry.reason)}};
    if (entry.until) {
        terms[u"until"_s] = text(hub::toAdminTime(*entry.until));
    }
    return terms;
}

/// "pump-7" on the block list, as sentences name it.
QString nameOf(const hub::api::AccessEntry& entry)
{
    return plainLine(text(entry.value), 60);
}

QString listOf(const hub::api::AccessEntry& entry)
{
    return entry.list == "block" ? AccessEditor::tr("block list") : AccessEditor::tr("allow list");
}

quint64 countIn(const QJsonObject& object, const QString& name)
{
    return quint64(object[name].toInteger());
}

} // namespace

AccessEditor::AccessEditor(HubSession& session, QObject* parent)
    : QObject(parent), session_(session)
{
}

void AccessEditor::add(const hub::api::AccessEntry& entry, ActDone done)
{
    QJsonObject body = termsOf(entry);
    body[u"list"_s] = text(entry.list);
    body[u"kind"_s] = text(entry.kind);
    body[u"value"_s] = text(entry.value);
    run({.method = "POST"_ba,
         .path = kEntries,
         .body = jsonBody(body),
         .failure = tr("%1 was not put on the %2.").arg(nameOf(entry), listOf(entry)),
         .success = tr("%1 is on the %2.").arg(nameOf(entry), listOf(entry))},
        std::move(done));
}

void AccessEditor::change(const hub::api::AccessEntry& entry, ActDone done)
{
    run({.method = "PUT"_ba,
         .path = kEntries + u'/' + text(entry.id),
         .body = jsonBody(termsOf(entry)),
         .failure = tr("The entry for %1 was not changed.").arg(nameOf(entry)),
         .success = tr("The entry for %1 is changed.").arg(nameOf(entry)),
         .ifMatch = quoted(entry.etag)},
        std::move(done));
}

void AccessEditor::remove(const hub::api::AccessEntry& entry, ActDone done)
{
    run({.method = "DELETE"_ba,
         .path = kEntries + u'/' + text(entry.id),
         .failure = tr("%1 was not taken off the %2.").arg(nameOf(entry), listOf(entry)),
         .success = tr("%1 is off the %2.").arg(nameOf(entry), listOf(entry))},
        std::move(done));
}

void AccessEditor::setMode(bool allowListOnly, const QString& etag, ActDone done)
{
    const QString mode = allowListOnly ? u"allowListOnly"_s : u"open"_s;
    run({.method = "PUT"_ba,
         .path = u"/admin/access/mode"_s,
         .body = jsonBody(QJsonObject{{u"mode"_s, mode}}),
         .failure = tr("The mode was not changed."),
         .success = allowListOnly
                        ? tr("Only devices on the allow list may connect now.")
                        : tr("All registered devices that are not blocked may connect now."),
         .ifMatch = quoted(etag.toStdString())},
        std::move(done));
}

void AccessEditor::putGroup(const hub::api::AccessGroup& group, ActDone done)
{
    const QString name = text(group.name);
    run({.method = "PUT"_ba,
         .path = kGroups + name,
         .body = jsonBody(QJsonObject{{u"condition"_s, text(group.condition)},
                                      {u"reason"_s, text(group.reason)}}),
         .failure = tr("The group %1 was not saved.").arg(name),
         .success = tr("The group %1 is saved.").arg(name),
         .ifMatch = quoted(group.etag)},
        std::move(done));
}

void AccessEditor::removeGroup(const QString& name, ActDone done)
{
    run({.method = "DELETE"_ba,
         .path = kGroups + name,
         .failure = tr("The group %1 was not deleted.").arg(name),
         .success = tr("The group %1 is deleted.").arg(name)},
        std::move(done));
}

void AccessEditor::changeMembers(const QString& group,
                                 const QStringList& add,
                                 const QStringList& remove,
                                 ActDone done)
{
    run({.method = "POST"_ba,
         .path = kGroups + group + u"/members"_s,
         .body = jsonBody(QJsonObject{{u"add"_s, QJsonArray::fromStringList(add)},
                                      {u"remove"_s, QJsonArray::fromStringList(remove)}}),
         .failure = tr("The members of %1 were not changed.").arg(group),
         .success = tr("The members of %1 are changed.").arg(group)},
        std::move(done));
}

void AccessEditor::countReach(const QString& condition, std::function<void(const Reach&)> done)
{
    HubRequest request;
    request.method = "POST"_ba;
    request.path = kGroups + u"preview"_s;
    request.body = jsonBody(QJsonObject{{u"condition"_s, condition}});
    session_.client().send(request, this, [this, done = std::move(done)](const HubReply& reply) {
        const QJsonObject answer = QJsonDocument::fromJson(reply.body).object();
        done({rightsError(session_, reply.error), countIn(answer, u"devices"_s),
              countIn(answer, u"connected"_s)});
    });
}

void AccessEditor::fetchMembers(const QString& group,
                                std::function<void(const HubError&, const QStringList&)> done)
{
    HubRequest request;
    request.path = kGroups + group + u"/members"_s;
    request.query.addQueryItem(u"limit"_s, u"1000"_s);
    session_.client().send(request, this, [this, done = std::move(done)](const HubReply& reply) {
        const auto answer = answerFrom(reply, &hub::api::accessMembersFrom);
        QStringList members;
        if (answer.value) {
            for (const std::string& device : answer.value->devices) {
                members << text(device);
            }
        }
        done(rightsError(session_, answer.error), members);
    });
}

void AccessEditor::registerDevice(const QString& deviceId, ActDone done)
{
    run({.method = "PUT"_ba,
         .path = u"/devices/"_s + deviceId,
         .body = jsonBody(QJsonObject{{u"deviceId"_s, deviceId}}),
         .failure = tr("%1 was not registered.").arg(deviceId),
         .success = tr("%1 is registered. Give it its connection string, then it can connect.")
                        .arg(deviceId)},
        std::move(done));
}

void AccessEditor::ignore(const QString& deviceId, bool ignored, ActDone done)
{
    run({.method = "POST"_ba,
         .path = u"/admin/access/denied/ignore"_s,
         .body = jsonBody(QJsonObject{{u"deviceId"_s, deviceId}, {u"ignored"_s, ignored}}),
         .failure = tr("Nothing has changed for %1.").arg(deviceId),
         .success = (ignored ? tr("%1 is not shown any more; its tries go on counting.")
                             : tr("%1 is shown again."))
                        .arg(deviceId)},
        std::move(done));
}

void AccessEditor::forgetDenied(ActDone done)
{
    run({.method = "DELETE"_ba,
         .path = u"/admin/access/denied"_s,
         .failure = tr("The list was not emptied."),
         .success = tr("All refusals so far are forgotten.")},
        std::move(done));
}

void AccessEditor::liftLockout(const QString& address, ActDone done)
{
    run({.method = "DELETE"_ba,
         .path = u"/admin/access/lockouts/"_s + address,
         .failure = tr("The lock-out of %1 was not lifted.").arg(address),
         .success = tr("%1 may try again at once.").arg(address)},
        std::move(done));
}

void AccessEditor::acknowledge(const QString& alertId, ActDone done)
{
    run({.method = "POST"_ba,
         .path = u"/admin/alerts/"_s + alertId + u"/acknowledge"_s,
         .failure = tr("The alert was not acknowledged."),
         .success = tr("The alert is acknowledged.")},
        std::move(done));
}

void AccessEditor::run(Act act, ActDone done)
{
    HubRequest request;
    request.method = act.method;
    request.path = act.path;
    request.body = act.body;
    request.ifMatch = act.ifMatch;
    if (!act.path.startsWith(u"/admin"_s)) {
        request.query.addQueryItem(u"api-version"_s, u"2021-04-12"_s);
    }
    session_.client().send(
        request, this, [this, act = std::move(act), done = std::move(done)](const HubReply& reply) {
            HubReply worded = reply;
            worded.error = rightsError(session_, reply.error);
            done(actResultOf(worded, act.failure, act.success));
        });
}

} // namespace deck
