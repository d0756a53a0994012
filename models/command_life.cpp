#include "models/command_life.h"

#include "models/client/hub_answer.h"
#include "models/queue_request.h"

#include <chrono>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::milliseconds kRefreshEvery = 150ms;

} // namespace

CommandLife::CommandLife(HubSession& session, QObject* parent) : QObject(parent), session_(session)
{
    refreshSoon_.setSingleShot(true);
    connect(&refreshSoon_, &QTimer::timeout, this, &CommandLife::refresh);
    connect(&session, &HubSession::deviceEvent, this, &CommandLife::takeEvent);
    connect(&session, &HubSession::reconnected, this, &CommandLife::refresh);
    connect(&session, &HubSession::eventsMissed, this, &CommandLife::refresh);
}

void CommandLife::show(const QString& deviceId, const QString& number)
{
    if (deviceId_ == deviceId && number_ == number) {
        return;
    }
    deviceId_ = deviceId;
    number_ = number;
    life_.reset();
    error_ = {};
    ++generation_;
    Q_EMIT changed();
    refresh();
}

void CommandLife::refresh()
{
    if (deviceId_.isEmpty() || number_.isEmpty() || !session_.isOnline()) {
        return;
    }
    const HubRequest request = queueRequest(deviceId_, u"/commands/"_s + number_);
    session_.client().send(request, this,
                           [this, generation = ++generation_](const HubReply& reply) {
                               if (generation == generation_) {
                                   take(reply);
                               }
                           });
}

void CommandLife::take(const HubReply& reply)
{
    auto answer = answerFrom(reply, &hub::api::commandLifeFrom);
    error_ = answer.error;
    if (answer.value) {
        life_ = std::move(answer.value);
    }
    Q_EMIT changed();
}

/// A purge tells only of the queue.
void CommandLife::takeEvent(const hub::api::Event& event)
{
    if (QString::fromStdString(event.deviceId) != deviceId_) {
        return;
    }
    const auto id = hub::JsonView(*event.data).stringOr("id", {});
    const bool concerns = event.type == "queue" ||
                          (event.type == "command" && id && id.value() == number_.toStdString());
    if (concerns && !refreshSoon_.isActive()) {
        refreshSoon_.start(kRefreshEvery);
    }
}

} // namespace deck
