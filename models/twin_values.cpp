#include "models/twin_values.h"

#include "models/client/json_body.h"
#include "models/device_condition.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::milliseconds kAskAfter = 60ms;  ///< scrolling: the rows that stay
constexpr std::chrono::milliseconds kAskAgainAfter = 1s; ///< what devices report all the time
constexpr std::chrono::seconds kAfterError = 5s;
constexpr qsizetype kMostQueryChars = 7'000; ///< a hub takes 8,192 bytes
constexpr qsizetype kMostLearnt = 20;
constexpr QChar kUnknown{u'…'};

QString quoted(QString text)
{
    return u'\'' + text.replace(u'\\', u"\\\\"_s).replace(u'\'', u"\\'"_s) + u'\'';
}

HubRequest queryRequest(const QString& text)
{
    HubRequest request;
    request.method = "POST"_ba;
    request.path = u"/devices/query"_s;
    request.query.addQueryItem(u"api-version"_s, u"2021-04-12"_s);
    request.body = jsonBody(QJsonObject{{u"query"_s, text}});
    return request;
}

} // namespace

bool isPropertyPath(const QString& path)
{
    const bool begins = path.startsWith("properties.reported."_L1) ||
                        path.startsWith("properties.desired."_L1);
    return begins && isTwinPath(path);
}

TwinValues::TwinValues(HubSession& session, QObject* parent)
    : QObject(parent), session_(session), values_(kKept)
{
    askSoon_.setSingleShot(true);
    connect(&askSoon_, &QTimer::timeout, this, &TwinValues::ask);
    connect(&session, &HubSession::deviceEvent, this, &TwinValues::takeEvent);
    connect(&session, &HubSession::reconnected, this, &TwinValues::forget);
    connect(&session, &HubSession::eventsMissed, this, &TwinValues::forget);
}

void TwinValues::setPaths(const QStringList& paths)
{
    QStringList own;
    std::copy_if(paths.begin(), paths.end(), std::back_inserter(own), &isPropertyPath);
    if (paths_ != own) {
        paths_ = own;
        ++turn_;
        asking_ = false;
        forget();
    }
}

void TwinValues::forget()
{
    values_.clear();
    stale_.clear();
    wishes_.clear();
    error_ = {};
    Q_EMIT arrived();
}

QString TwinValues::valueOf(const QString& deviceId, const QString& path) const
{
    const qsizetype at = paths_.indexOf(path);
    const QStringList* const values = values_.object(deviceId);
    if (values == nullptr || stale_.contains(deviceId)) {
        wish(deviceId);
    }
    return values != nullptr ? values->value(at) : QString(kUnknown);
}

void TwinValues::wish(const QString& deviceId) const
{
    wishes_.insert(deviceId);
    if (!asking_ && !askSoon_.isActive()) {
        askSoon_.start(error_.isError()             ? std::chrono::milliseconds(kAfterError)
                       : stale_.contains(deviceId) ? kAskAgainAfter
                                                   : kAskAfter);
    }
}

void TwinValues::takeEvent(const hub::api::Event& event)
{
    if (event.type != "twin" || paths_.isEmpty()) {
        return;
    }
    const auto part = hub::JsonView(*event.data).stringOr("part", {});
    const QString id = QString::fromStdString(event.deviceId);
    if (part && part.value() != "tags" && values_.contains(id) && !stale_.contains(id)) {
        stale_.insert(id);
        Q_EMIT arrived(); // who shows it asks for it
    }
}

/// Wishes that did not find room are made again by whoever still shows the row.
void TwinValues::ask()
{
    if (asking_ || paths_.isEmpty() || !session_.isOnline()) {
        return;
    }
    QStringList ids;
    qsizetype chars = 0;
    for (const QString& id : std::exchange(wishes_, {})) {
        chars += id.size() + 6;
        if (ids.size() < kMostIds && chars < kMostQueryChars - paths_.join(u' ').size()) {
            ids << id;
        }
    }
    if (ids.isEmpty()) {
        return;
    }
    ids.sort();
    asking_ = true;
    session_.client().send(request(ids), this, [this, ids, turn = turn_](const HubReply& reply) {
        if (turn == turn_) {
            asking_ = false;
            take(ids, reply);
        }
    });
}

HubRequest TwinValues::request(const QStringList& ids) const
{
    QStringList columns{u"deviceId"_s};
    for (qsizetype i = 0; i < paths_.size(); ++i) {
        columns << paths_[i] + u" AS c"_s + QString::number(i);
    }
    QStringList names;
    for (const QString& id : ids) {
        names << quoted(id);
    }
    return queryRequest(u"SELECT "_s + columns.join(u", "_s) +
                        u" FROM devices WHERE deviceId IN ["_s + names.join(u", "_s) + u']');
}

void TwinValues::take(const QStringList& ids, const HubReply& reply)
{
    error_ = reply.error;
    if (!reply.ok()) {
        Q_EMIT arrived();
        return;
    }
    for (const QString& id : ids) {
        stale_.remove(id);
        values_.insert(id, new QStringList(QStringList(paths_.size(), QString())));
    }
    for (const QJsonValue row : QJsonDocument::fromJson(reply.body).array()) {
        const QString id = row["deviceId"_L1].toString();
        if (QStringList* const values = ids.contains(id) ? values_.object(id) : nullptr) {
            for (qsizetype i = 0; i < paths_.size(); ++i) {
                (*values)[i] = valueLine(row[u'c' + QString::number(i)]);
            }
        }
    }
    Q_EMIT arrived();
}

void TwinValues::learnPaths(const QStringList& deviceIds,
                            std::function<void(const KnownValues&)> take)
{
    QStringList names;
    for (const QString& id : deviceIds.mid(0, kMostLearnt)) {
        names << quoted(id);
    }
    if (names.isEmpty() || !session_.isOnline() || !session_.supports("queries")) {
        return;
    }
    const HubRequest request = queryRequest(u"SELECT * FROM devices WHERE deviceId IN ["_s +
                                            names.join(u", "_s) + u']');
    session_.client().send(request, this, [take = std::move(take)](const HubReply& reply) {
        KnownValues known;
        for (const QJsonValue twin : QJsonDocument::fromJson(reply.body).array()) {
            learnProperties(twin.toObject(), known);
        }
        take(known);
    });
}

} // namespace deck
