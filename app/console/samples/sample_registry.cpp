#include "app/console/samples/sample_registry.h"

#include "app/console/samples/sample_model.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr auto kTag = "sample"_L1;
constexpr int kPageRows = 256;
constexpr qsizetype kMaxAtOnce = 1'024; ///< more are left for the next time

QString identityPath(const QString& id)
{
    return u"/devices/"_s + id;
}

QString adminPath(const QString& id)
{
    return u"/admin/devices/"_s + id;
}

QUrlQuery serviceVersion()
{
    QUrlQuery query;
    query.addQueryItem(u"api-version"_s, u"2021-04-12"_s);
    return query;
}

QJsonObject objectIn(const HubReply& reply)
{
    return QJsonDocument::fromJson(reply.body).object();
}

bool isSample(const QJsonObject& device)
{
    return device["tags"_L1][kTag].toBool();
}

hub::Secret keyIn(const QJsonObject& identity)
{
    const QString text =
        identity["authentication"_L1]["symmetricKey"_L1]["primaryKey"_L1].toString();
    return hub::Secret(QByteArray::fromBase64(text.toLatin1()).toStdString());
}

HubError refusal(const QString& message, const QString& remedy)
{
    HubError error;
    error.kind = HubError::Kind::Refused;
    error.message = message;
    error.remedy = remedy;
    return error;
}

} // namespace

SampleRegistry::SampleRegistry(HubSession& session, QObject* parent)
    : QObject(parent), session_(&session)
{
    connect(&session, &QObject::destroyed, this, [this] {
        Q_EMIT failed(refusal(tr("The connection to the hub was closed before the sample devices "
                                 "were ready."),
                              tr("Connect to the hub and try again.")));
    });
}

/// The answer to a request comes only while the session lives; else destroyed() has told.
void SampleRegistry::send(const HubRequest& request, Take take)
{
    if (session_) {
        session_->client().send(request, this,
                                [this, take](const HubReply& reply) { (this->*take)(reply); });
    }
}

void SampleRegistry::prepare()
{
    identities_.clear();
    prepareNext();
}

QString SampleRegistry::presentId() const
{
    return sampleKinds()[identities_.size()].id;
}

void SampleRegistry::prepareNext()
{
    if (identities_.size() == sampleKinds().size()) {
        Q_EMIT prepared(identities_);
        return;
    }
    HubRequest request;
    request.path = adminPath(presentId());
    send(request, &SampleRegistry::takeView);
}

void SampleRegistry::takeView(const HubReply& reply)
{
    const QJsonObject device = objectIn(reply);
    if (reply.status == 404) {
        create();
    } else if (!reply.ok()) {
        fail(tr("The sample device %1 cannot be looked up.").arg(presentId()), reply.error);
    } else if (!isSample(device) && !device["tags"_L1].toObject().isEmpty()) {
        Q_EMIT failed(
            refusal(tr("The hub already has a device %1 that is not a sample.").arg(presentId()),
                    tr("Delete it, or give it the tag sample = true.")));
    } else {
        askKeys(); // without any tag: an earlier run did not get further
    }
}

void SampleRegistry::create()
{
    HubRequest request;
    request.method = "PUT"_ba;
    request.path = identityPath(presentId());
    request.query = serviceVersion();
    request.body = QJsonDocument(QJsonObject{{"deviceId"_L1, presentId()}}).toJson();
    send(request, &SampleRegistry::takeIdentity); // the hub makes the keys
}

void SampleRegistry::askKeys()
{
    HubRequest request;
    request.path = identityPath(presentId());
    request.query = serviceVersion();
    send(request, &SampleRegistry::takeIdentity);
}

void SampleRegistry::takeIdentity(const HubReply& reply)
{
    if (!reply.ok()) {
        fail(tr("The sample device %1 cannot be added.").arg(presentId()), reply.error);
        return;
    }
    hub::Secret key = keyIn(objectIn(reply));
    if (key.empty()) {
        Q_EMIT failed(
            refusal(tr("The sample device %1 does not sign in with a key.").arg(presentId()),
                    tr("Remove the sample devices and add them again.")));
        return;
    }
    const QString id = presentId();
    identities_.push_back({id, std::move(key)});
    putTags();
}

void SampleRegistry::putTags()
{
    const std::size_t last = identities_.size() - 1;
    const QJsonObject tags{{kTag, true}, {"site"_L1, sampleKinds()[last].site}};
    HubRequest request;
    request.method = "PUT"_ba;
    request.path = adminPath(identities_[last].id) + u"/tags"_s;
    request.body = QJsonDocument(tags).toJson(QJsonDocument::Compact);
    send(request, &SampleRegistry::takeTagged);
}

void SampleRegistry::takeTagged(const HubReply& reply)
{
    if (reply.ok()) {
        prepareNext();
    } else {
        fail(tr("The sample device %1 cannot be tagged.").arg(identities_.back().id), reply.error);
    }
}

void SampleRegistry::removeAll()
{
    doomed_.clear();
    list({});
}

void SampleRegistry::list(const QString& after)
{
    HubRequest request;
    request.path = u"/admin/devices"_s;
    request.query.addQueryItem(u"tag"_s, kTag + u":true"_s);
    request.query.addQueryItem(u"limit"_s, QString::number(kPageRows));
    if (!after.isEmpty()) {
        request.query.addQueryItem(u"after"_s, QString::fromLatin1(QUrl::toPercentEncoding(after)));
    }
    send(request, &SampleRegistry::takeList);
}

void SampleRegistry::takeList(const HubReply& reply)
{
    if (!reply.ok()) {
        fail(tr("The sample devices cannot be listed."), reply.error);
        return;
    }
    const QJsonObject page = objectIn(reply);
    for (const QJsonValue& device : page["devices"_L1].toArray()) {
        if (isSample(device.toObject())) { // nobody else's, should a hub not know the filter
            doomed_ << device["deviceId"_L1].toString();
        }
    }
    const QString next = page["next"_L1].toString();
    if (next.isEmpty() || doomed_.size() >= kMaxAtOnce) {
        deleteNext();
    } else {
        list(next);
    }
}

void SampleRegistry::deleteNext()
{
    if (doomed_.isEmpty()) {
        Q_EMIT removed();
        return;
    }
    HubRequest request;
    request.method = "DELETE"_ba;
    request.path = adminPath(doomed_.first());
    request.query.addQueryItem(u"history"_s, u"erase"_s);
    send(request, &SampleRegistry::takeDeleted);
}

void SampleRegistry::takeDeleted(const HubReply& reply)
{
    if (reply.ok() || reply.status == 404) {
        doomed_.removeFirst();
        deleteNext();
    } else {
        fail(tr("The sample device %1 cannot be deleted.").arg(doomed_.first()), reply.error);
    }
}

void SampleRegistry::fail(const QString& what, const HubError& why)
{
    HubError error = why;
    error.message = what + u' ' + why.message;
    Q_EMIT failed(error);
}

} // namespace deck
