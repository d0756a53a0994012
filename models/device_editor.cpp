#include "models/device_editor.h"

#include "models/client/device_token.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kPreconditionFailed = 412; ///< RFC 9110 §15.5.13

HubRequest identityRequest(const QString& deviceId, const QByteArray& method)
{
    HubRequest request;
    request.method = method;
    request.path = u"/devices/"_s + deviceId;
    request.query.addQueryItem(u"api-version"_s, u"2021-04-12"_s);
    return request;
}

} // namespace

DeviceKeys deviceKeysFrom(HubSession& session, const QString& deviceId, const QByteArray& body)
{
    const QJsonObject identity = QJsonDocument::fromJson(body).object();
    const QJsonObject keys =
        identity[u"authentication"_s].toObject()[u"symmetricKey"_s].toObject();
    DeviceKeys found;
    found.etag = identity[u"etag"_s].toString();
    if (!session.capabilities()) {
        return found;
    }
    found.primary = keys[u"primaryKey"_s].toString();
    found.secondary = keys[u"secondaryKey"_s].toString();
    if (!found.primary.isEmpty()) {
        found.connectionString = deviceConnectionString(
            session.profile().host, session.capabilities()->mqttsPort, deviceId, found.primary);
    }
    return found;
}

DeviceEditor::DeviceEditor(HubSession& session, QObject* parent)
    : QObject(parent), session_(session)
{
}

void DeviceEditor::setEnabled(const QString& deviceId,
                              bool enabled,
                              const QString& reason,
                              Done done)
{
    session_.client().send(identityRequest(deviceId, "GET"_ba), this,
                           [this, enabled, reason, done = std::move(done)](const HubReply& reply) {
                               if (!reply.ok()) {
                                   done(reply.error);
                                   return;
                               }
                               QJsonObject identity = QJsonDocument::fromJson(reply.body).object();
                               identity[u"status"_s] = enabled ? u"enabled"_s : u"disabled"_s;
                               identity[u"statusReason"_s] = reason;
                               putStatus(std::move(identity), done);
                           });
}

/// The identity goes back as it came, but for the status; its ETag sees to it that no change that
/// somebody else made meanwhile is lost.
void DeviceEditor::putStatus(QJsonObject object, const Done& done)
{
    if (!object.contains(u"deviceId"_s) || !object.contains(u"etag"_s)) {
        HubError error;
        error.kind = HubError::Kind::Malformed;
        error.message = tr("The hub's answer is not an identity.");
        done(error);
        return;
    }
    HubRequest request = identityRequest(object[u"deviceId"_s].toString(), "PUT"_ba);
    request.body = QJsonDocument(object).toJson(QJsonDocument::Compact);
    request.ifMatch = u'"' + object[u"etag"_s].toString() + u'"';
    const QString deviceId = object[u"deviceId"_s].toString();
    session_.client().send(request, this, [done, deviceId](const HubReply& reply) {
        HubError error = reply.error;
        if (reply.status == kPreconditionFailed) {
            error.message =
                tr("%1 was changed by somebody else meanwhile. Try again.").arg(deviceId);
        }
        done(error);
    });
}

void DeviceEditor::remove(const QString& deviceId, bool eraseHistory, Done done)
{
    HubRequest request;
    request.method = "DELETE"_ba;
    request.path = u"/admin/devices/"_s + deviceId;
    request.query.addQueryItem(u"history"_s, eraseHistory ? u"erase"_s : u"keep"_s);
    session_.client().send(request, this,
                           [done = std::move(done)](const HubReply& reply) { done(reply.error); });
}

void DeviceEditor::fetchKeys(const QString& deviceId, TakeKeys take)
{
    session_.client().send(
        identityRequest(deviceId, "GET"_ba), this,
        [this, deviceId, take = std::move(take)](const HubReply& reply) {
            take(reply.error, reply.ok() ? deviceKeysFrom(session_, deviceId, reply.body)
                                         : DeviceKeys());
        });
}

void DeviceEditor::fetchConnectionString(const QString& deviceId, TakeSecret take)
{
    fetchKeys(deviceId, [take = std::move(take)](const HubError& error, const DeviceKeys& keys) {
        take(error, keys.connectionString);
    });
}

} // namespace deck
