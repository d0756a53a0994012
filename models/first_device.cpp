#include "models/first_device.h"

#include "models/client/device_token.h"
#include "models/texts.h"

#include "base/base64.h"
#include "base/json.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <chrono>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr std::chrono::hours kPasswordLife{24};
constexpr int kShownBody = 200;
const QString kSavedAuthority = u"hub-ca.pem"_s;

HubError malformed()
{
    HubError error;
    error.kind = HubError::Kind::Malformed;
    error.message = FirstDevice::tr("The hub's answer has no key for the new device.");
    return error;
}

/// authentication.symmetricKey.primaryKey, base64; empty when it is not there.
QString primaryKeyIn(const QByteArray& body)
{
    const auto json = hub::parseJson({body.constData(), std::size_t(body.size())});
    if (!json) {
        return {};
    }
    const hub::JsonView root(json.value());
    const auto authentication = root.member("authentication");
    if (!authentication) {
        return {};
    }
    const auto keys = authentication->member("symmetricKey");
    const auto key = keys ? keys->stringOr("primaryKey", {}) : hub::Result<std::string>("");
    return key ? QString::fromStdString(key.value()) : QString();
}

QByteArray identityWith(const QString& deviceId)
{
    return QJsonDocument(QJsonObject{{u"deviceId"_s, deviceId}}).toJson(QJsonDocument::Compact);
}

QString passwordFor(const DeviceAccess& access)
{
    auto key = hub::fromBase64(access.key.toStdString());
    return key ? QString::fromLatin1(deviceToken(access.host, access.deviceId,
                                                 hub::Secret(std::move(key.value())),
                                                 kPasswordLife))
               : QString();
}

} // namespace

FirstDevice::FirstDevice(HubSession& session, QString caFile, QObject* parent)
    : QObject(parent), session_(session), caFile_(std::move(caFile))
{
    connect(&session_, &HubSession::deviceEvent, this, &FirstDevice::takeEvent);
    connect(&session_, &HubSession::telemetryReceived, this, &FirstDevice::takeTelemetry);
}

void FirstDevice::create(const QString& deviceId)
{
    if (state_ == State::Creating || !session_.capabilities()) {
        return;
    }
    access_ = {};
    access_.host = session_.profile().host;
    access_.mqttsPort = session_.capabilities()->mqttsPort;
    access_.caFile = caFile_;
    if (caFile_.isEmpty() && !session_.profile().authority.isNull()) {
        access_.caFile = kSavedAuthority;
        access_.isCaFileToBeMade = true;
    }
    access_.deviceId = deviceId;
    error_ = {};
    denial_.clear();
    setState(State::Creating);
    HubRequest request;
    request.method = "PUT"_ba;
    request.path = u"/devices/"_s + deviceId;
    request.query.addQueryItem(u"api-version"_s, u"2021-04-12"_s);
    request.body = identityWith(deviceId);
    session_.client().send(request, this, [this](const HubReply& reply) { takeCreated(reply); });
}

void FirstDevice::takeCreated(const HubReply& reply)
{
    error_ = reply.error;
    access_.key = reply.ok() ? primaryKeyIn(reply.body) : QString();
    if (reply.ok() && access_.key.isEmpty()) {
        error_ = malformed();
    }
    if (error_.isError()) {
        setState(State::Idle);
        return;
    }
    access_.password = passwordFor(access_);
    access_.connectionString = deviceConnectionString(
        access_.host, access_.mqttsPort, access_.deviceId, access_.key);
    setState(State::Waiting);
}

void FirstDevice::takeEvent(const hub::api::Event& event)
{
    const bool waits = state_ == State::Waiting || state_ == State::Connected;
    if (!waits || event.deviceId != access_.deviceId.toStdString()) {
        return;
    }
    if (event.type == "device-connected") {
        denial_.clear();
        setState(State::Connected);
    } else if (event.type == "device-disconnected") {
        setState(State::Waiting);
    } else if (event.type == "denied") {
        const hub::JsonView data(*event.data);
        const auto detail = data.stringOr("detail", {});
        const auto remedy = data.stringOr("remedy", {});
        const QString why = sentence(QString::fromStdString(detail ? detail.value() : ""));
        const QString advice = QString::fromStdString(remedy ? remedy.value() : "");
        denial_ = plainLine((why + u' ' + advice).trimmed(), kShownBody);
        Q_EMIT changed();
    }
}

void FirstDevice::takeTelemetry(const std::vector<hub::api::Message>& messages)
{
    if (state_ != State::Waiting && state_ != State::Connected) {
        return;
    }
    const std::string id = access_.deviceId.toStdString();
    for (const hub::api::Message& message : messages) {
        if (message.deviceId == id) {
            firstBody_ = message.isText ? plainLine(QString::fromStdString(message.body), kShownBody)
                                        : bytesText(message.body.size());
            setState(State::Heard);
            return;
        }
    }
}

void FirstDevice::setState(State state)
{
    state_ = state;
    Q_EMIT changed();
}

} // namespace deck
