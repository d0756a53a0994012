#include "models/device_record.h"

#include "base/json.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <chrono>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::milliseconds kAskAfter = 120ms;
constexpr std::chrono::milliseconds kAskQueueAfter = 400ms;
constexpr std::chrono::milliseconds kAnnounceEvery = 250ms;
constexpr int kNotFound = 404;

std::string_view view(const QByteArray& bytes)
{
    return {bytes.constData(), std::size_t(bytes.size())};
}

} // namespace

DeviceRecord::DeviceRecord(HubSession& session, QObject* parent)
    : QObject(parent), session_(session)
{
    askSoon_.setSingleShot(true);
    connect(&askSoon_, &QTimer::timeout, this, &DeviceRecord::ask);
    askQueueSoon_.setSingleShot(true);
    connect(&askQueueSoon_, &QTimer::timeout, this, &DeviceRecord::askQueue);
    announceSoon_.setSingleShot(true);
    connect(&announceSoon_, &QTimer::timeout, this, &DeviceRecord::changed);
    connect(&session_, &HubSession::reconnected, this, &DeviceRecord::refresh);
    connect(&session_, &HubSession::eventsMissed, this, &DeviceRecord::refresh);
    connect(&session_, &HubSession::deviceEvent, this, &DeviceRecord::takeEvent);
    connect(&session_, &HubSession::telemetryReceived, this, &DeviceRecord::takeTelemetry);
}

void DeviceRecord::setDevice(const QString& deviceId)
{
    if (deviceId_ == deviceId) {
        return;
    }
    deviceId_ = deviceId;
    ++turn_;
    asking_ = false;
    askAgain_ = false;
    deleted_ = false;
    error_ = {};
    device_.reset();
    queue_.reset();
    disconnectReason_.clear();
    state_ = deviceId.isEmpty() ? State::Empty : State::Loading;
    refresh();
    Q_EMIT changed();
}

void DeviceRecord::refresh()
{
    ask();
    askQueue();
}

void DeviceRecord::ask()
{
    if (deviceId_.isEmpty() || !session_.isOnline()) {
        return; // reconnected() comes back to it
    }
    if (asking_) {
        askAgain_ = true;
        return;
    }
    asking_ = true;
    HubRequest request;
    request.path = u"/admin/devices/"_s + deviceId_;
    session_.client().send(request, this, [this, turn = turn_](const HubReply& reply) {
        if (turn == turn_) {
            take(reply);
        }
    });
}

void DeviceRecord::take(const HubReply& reply)
{
    asking_ = false;
    error_ = reply.error;
    if (reply.ok() && takeDevice(reply.body)) {
        state_ = State::Ready;
        deleted_ = false;
    } else if (reply.status == kNotFound) {
        deleted_ = deleted_ || device_.has_value();
        state_ = State::Missing;
        device_.reset();
    } else {
        if (reply.ok()) {
            error_.kind = HubError::Kind::Malformed;
            error_.message = tr("The hub's answer is not a device.");
        }
        state_ = device_ ? State::Ready : State::Failed;
    }
    if (std::exchange(askAgain_, false)) {
        askSoon_.start(kAskAfter);
    }
    Q_EMIT changed();
}

bool DeviceRecord::takeDevice(const QByteArray& body)
{
    const auto json = hub::parseJson(view(body));
    auto device = json ? hub::api::deviceFrom(hub::JsonView(json.value()))
                       : hub::Result<hub::api::Device>(json.error());
    if (!device) {
        return false;
    }
    device_ = std::move(device.value());
    asOf_ = session_.hubNow();
    if (!device_->lastDisconnectReason.empty()) { // else an event may have said it already
        disconnectReason_ = QString::fromStdString(device_->lastDisconnectReason);
    }
    return true;
}

void DeviceRecord::askQueue()
{
    if (deviceId_.isEmpty() || !session_.isOnline() || !session_.supports("queues")) {
        return;
    }
    HubRequest request;
    request.path = u"/admin/queues/"_s + deviceId_ + u"/commands"_s;
    request.query.addQueryItem(u"limit"_s, u"1"_s);
    session_.client().send(request, this, [this, turn = turn_](const HubReply& reply) {
        if (turn == turn_) {
            takeQueue(reply);
        }
    });
}

void DeviceRecord::takeQueue(const HubReply& reply)
{
    const QJsonObject queue = QJsonDocument::fromJson(reply.body).object();
    const QJsonObject counts = queue["counts"_L1].toObject();
    if (!reply.ok() || counts.isEmpty()) {
        queue_.reset();
    } else {
        queue_ = Depth{.waiting = counts["waiting"_L1].toInt(),
                       .inFlight = counts["inFlight"_L1].toInt(),
                       .dead = counts["dead"_L1].toInt(),
                       .limit = queue["limit"_L1].toInt()};
    }
    Q_EMIT changed();
}

void DeviceRecord::takeEvent(const hub::api::Event& event)
{
    if (QString::fromStdString(event.deviceId) != deviceId_ || deviceId_.isEmpty()) {
        return;
    }
    if (event.type == "command" || event.type == "queue") {
        if (!askQueueSoon_.isActive()) {
            askQueueSoon_.start(kAskQueueAfter);
        }
        return;
    }
    if (event.type == "device-disconnected") {
        takeDisconnected(event);
    }
    if (event.type.starts_with("device-") && !askSoon_.isActive()) {
        askSoon_.start(kAskAfter);
    }
}

void DeviceRecord::takeDisconnected(const hub::api::Event& event)
{
    const auto reason = hub::JsonView(*event.data).stringOr("reason", {});
    if (reason) {
        disconnectReason_ = QString::fromStdString(reason.value());
    }
}

void DeviceRecord::takeTelemetry(const std::vector<hub::api::Message>& messages)
{
    if (!device_) {
        return;
    }
    for (const hub::api::Message& message : messages) {
        if (message.deviceId == device_->deviceId) {
            device_->lastHeard =
                std::max(device_->lastHeard.value_or(hub::WallTime{}), message.enqueued);
            announceSoon();
        }
    }
}

void DeviceRecord::announceSoon()
{
    if (!announceSoon_.isActive()) {
        announceSoon_.start(kAnnounceEvery);
    }
}

} // namespace deck
