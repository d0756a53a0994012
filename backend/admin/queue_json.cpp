#include "admin/queue_json.h"

#include "admin/command_json.h"

#include "domain/limits.h"

namespace hub::admin {
namespace {

/// Ends a page when its bodies would be too many; one command always fits.
class PageBytes final
{
public:
    bool hasRoomFor(const Command& command)
    {
        const bool fits = used_ == 0 || used_ + command.body.size() <= limits::kMaxPageBytes;
        used_ += command.body.size() + 1;
        return fits;
    }

private:
    std::size_t used_ = 0;
};

} // namespace

api::QueueCounts countsOf(const QueueCounts& counts)
{
    return {counts.waiting, counts.inFlight, counts.completed, counts.dead};
}

api::Queue queueOf(const IdentityId& id, const QueueView& view, const CommandRules& rules)
{
    api::Queue queue;
    queue.deviceId = id.text();
    queue.counts = countsOf(view.counts);
    queue.limit = limits::kMaxCommandsWaiting;
    queue.maxAttempts = rules.maxDeliveryCount;
    if (view.hold) {
        queue.hold = api::QueueHold{view.hold->since, view.hold->by, view.hold->reason};
    }
    queue.lastPoll = view.lastPoll;
    queue.next = view.next ? std::to_string(*view.next) : std::string();
    PageBytes page;
    for (const Command& command : view.commands) {
        if (!page.hasRoomFor(command)) {
            queue.next = queue.commands.back().id;
            break;
        }
        queue.commands.push_back(commandOf(command));
    }
    return queue;
}

api::DeadLetters lettersOf(const std::vector<CommandView>& views, std::size_t limit)
{
    api::DeadLetters letters;
    PageBytes page;
    for (const CommandView& view : views) {
        if (!page.hasRoomFor(view.command)) {
            break;
        }
        letters.commands.push_back(commandOf(view.command));
        letters.commands.back().deviceId = view.id.text();
    }
    if (views.size() == limit || letters.commands.size() < views.size()) {
        letters.next = letters.commands.back().id;
    }
    return letters;
}

api::CommandLife lifeOf(const Commands::Item& item)
{
    api::CommandLife life;
    life.command = commandOf(item.command);
    for (const CommandEvent& event : item.life) {
        life.life.push_back(
            {event.time, event.what, event.protocol, event.connection, event.detail});
    }
    return life;
}

} // namespace hub::admin
