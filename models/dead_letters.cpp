#include "models/dead_letters.h"

#include "models/queue_request.h"

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::milliseconds kRefreshEvery = 1s;

} // namespace

DeadLetters::DeadLetters(HubSession& session, QObject* parent)
    : CommandTable(session, kRefreshEvery, parent)
{
    connect(&session, &HubSession::deviceEvent, this, &DeadLetters::takeEvent);
}

std::optional<HubRequest> DeadLetters::pageRequest() const
{
    if (!hasQueues(session())) {
        return std::nullopt;
    }
    HubRequest request;
    request.path = u"/admin/dead-letters"_s;
    return request;
}

HubAnswer<CommandTable::CommandPage> DeadLetters::readCommands(const HubReply& reply)
{
    HubAnswer<hub::api::DeadLetters> answer = answerFrom(reply, &hub::api::deadLettersFrom);
    if (!answer.value) {
        return {answer.error, std::nullopt};
    }
    hub::api::DeadLetters& letters = *answer.value;
    return {{},
            CommandPage{std::move(letters.commands), QString::fromStdString(letters.next),
                        letters.asOf}};
}

/// A command dies, or a dead one waits again or is forgotten.
void DeadLetters::takeEvent(const hub::api::Event& event)
{
    const auto what = hub::JsonView(*event.data).stringOr("what", {});
    const auto state = hub::JsonView(*event.data).stringOr("state", {});
    const bool dies = state && (state.value() == "dead" || state.value() == "gone");
    const bool lives = what && (what.value() == "requeued" || what.value() == "edited");
    if ((event.type == "command" && (dies || lives)) || event.type == "queue" ||
        event.type == "device-deleted") {
        refreshSoon();
    }
}

} // namespace deck
