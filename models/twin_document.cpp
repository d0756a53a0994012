#include "models/twin_document.h"

#include "base/time_text.h"

#include <QJsonDocument>

#include <chrono>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::milliseconds kAskAfter = 200ms;
constexpr int kNotFound = 404;

std::optional<hub::WallTime> updatedOf(const QJsonObject& section)
{
    const QString text = section["$metadata"_L1]["$lastUpdated"_L1].toString();
    return hub::parseTime(text.toStdString());
}

} // namespace

TwinDocument::TwinDocument(HubSession& session, QObject* parent)
    : QObject(parent), session_(session)
{
    askSoon_.setSingleShot(true);
    connect(&askSoon_, &QTimer::timeout, this, &TwinDocument::ask);
    connect(&session_, &HubSession::reconnected, this, &TwinDocument::reload);
    connect(&session_, &HubSession::eventsMissed, this, &TwinDocument::reload);
    connect(&session_, &HubSession::deviceEvent, this, &TwinDocument::takeEvent);
}

void TwinDocument::setDevice(const QString& deviceId)
{
    if (deviceId_ == deviceId) {
        return;
    }
    deviceId_ = deviceId;
    ++turn_;
    asking_ = false;
    askAgain_ = false;
    error_ = {};
    versions_ = {};
    json_.clear();
    for (TwinTree* tree : {&desired_, &reported_, &tags_}) {
        tree->clear();
    }
    state_ = State::Empty;
    reload();
    Q_EMIT changed();
}

void TwinDocument::reload()
{
    if (!deviceId_.isEmpty()) {
        ask();
    }
}

void TwinDocument::ask()
{
    if (!session_.isOnline()) {
        return; // reconnected() comes back to it
    }
    if (!session_.supports("twins")) {
        setState(State::Unsupported);
        return;
    }
    if (asking_) {
        askAgain_ = true;
        return;
    }
    asking_ = true;
    HubRequest request;
    request.path = u"/twins/"_s + deviceId_;
    request.query.addQueryItem(u"api-version"_s, u"2021-04-12"_s);
    if (json_.isEmpty()) {
        setState(State::Loading);
    }
    session_.client().send(request, this, [this, turn = turn_](const HubReply& reply) {
        if (turn == turn_) {
            take(reply);
        }
    });
}

void TwinDocument::take(const HubReply& reply)
{
    asking_ = false;
    error_ = reply.error;
    const QJsonObject twin = QJsonDocument::fromJson(reply.body).object();
    if (reply.ok() && twin["properties"_L1].isObject()) {
        json_ = reply.body;
        takeTwin(twin);
    } else {
        takeFailure(reply);
    }
    if (std::exchange(askAgain_, false)) {
        askSoon_.start(kAskAfter);
    }
    Q_EMIT changed();
}

void TwinDocument::takeTwin(const QJsonObject& twin)
{
    const QJsonObject desired = twin["properties"_L1]["desired"_L1].toObject();
    const QJsonObject reported = twin["properties"_L1]["reported"_L1].toObject();
    desired_.set(desired, desired["$metadata"_L1].toObject(), reported);
    reported_.set(reported, reported["$metadata"_L1].toObject());
    tags_.set(twin["tags"_L1].toObject(), {});
    versions_ = {.twin = twin["version"_L1].toInteger(),
                 .desired = desired["$version"_L1].toInteger(),
                 .reported = reported["$version"_L1].toInteger(),
                 .etag = twin["etag"_L1].toString(),
                 .desiredUpdated = updatedOf(desired),
                 .reportedUpdated = updatedOf(reported)};
    state_ = State::Ready;
}

/// What was read before stays to be seen, unless the device has gone.
void TwinDocument::takeFailure(const HubReply& reply)
{
    if (reply.status == kNotFound) {
        state_ = State::Missing;
        return;
    }
    if (reply.ok()) {
        error_.kind = HubError::Kind::Malformed;
        error_.message = tr("The hub's answer is not a twin.");
    }
    state_ = json_.isEmpty() ? State::Failed : State::Ready;
}

void TwinDocument::takeEvent(const hub::api::Event& event)
{
    const bool concerns = event.type == "twin" || event.type == "device-created" ||
                          event.type == "device-deleted";
    if (concerns && QString::fromStdString(event.deviceId) == deviceId_ && !askSoon_.isActive()) {
        askSoon_.start(kAskAfter);
    }
}

void TwinDocument::setState(State state)
{
    if (state_ != state) {
        state_ = state;
        Q_EMIT changed();
    }
}

} // namespace deck
