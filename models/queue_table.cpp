#include "models/queue_table.h"

#include "models/queue_request.h"

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::milliseconds kRefreshEvery = 250ms;

} // namespace

QueueTable::QueueTable(HubSession& session, QObject* parent)
    : CommandTable(session, kRefreshEvery, parent)
{
    connect(&session, &HubSession::deviceEvent, this, &QueueTable::takeEvent);
}

void QueueTable::setDevice(const QString& id)
{
    if (deviceId_ != id) {
        deviceId_ = id;
        counts_.reset();
        hold_.reset();
        lastPoll_.reset();
        reload();
    }
}

void QueueTable::setStates(const QString& states)
{
    if (states_ != states) {
        states_ = states;
        reload();
    }
}

std::optional<HubRequest> QueueTable::pageRequest() const
{
    if (deviceId_.isEmpty() || !hasQueues(session())) {
        return std::nullopt;
    }
    HubRequest request = queueRequest(deviceId_, u"/commands"_s);
    request.query.addQueryItem(u"state"_s, states_);
    return request;
}

HubAnswer<CommandTable::CommandPage> QueueTable::readCommands(const HubReply& reply)
{
    HubAnswer<hub::api::Queue> answer = answerFrom(reply, &hub::api::queueFrom);
    if (!answer.value) {
        return {answer.error, std::nullopt};
    }
    hub::api::Queue& queue = *answer.value;
    counts_ = queue.counts;
    limit_ = queue.limit;
    maxAttempts_ = queue.maxAttempts;
    hold_ = queue.hold;
    lastPoll_ = queue.lastPoll;
    return {{},
            CommandPage{std::move(queue.commands), QString::fromStdString(queue.next),
                        queue.asOf}};
}

/// Also when the device comes and goes: then items are handed out, or come back.
void QueueTable::takeEvent(const hub::api::Event& event)
{
    const bool concerns = event.type == "command" || event.type == "queue" ||
                          event.type == "device-connected" || event.type == "device-disconnected";
    if (concerns && QString::fromStdString(event.deviceId) == deviceId_) {
        refreshSoon();
    }
}

} // namespace deck
