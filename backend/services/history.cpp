#include "services/history.h"

namespace hub {
namespace {

Result<HistoryPage> readPage(Storage& storage, const HistoryQuery& query)
{
    EventQuery events;
    HUB_TRY(events.devices, storage.identities().keysOf(query.id));
    events.from = query.from;
    events.to = query.to;
    events.after = query.after;
    events.limit = query.limit;
    events.countAll = query.after == 0;
    HUB_TRY(EventPage found, storage.events().read(events));
    HUB_TRY(const auto owners, storage.identities().owners(events.devices));
    HistoryPage page;
    page.next = found.next;
    page.total = found.total;
    for (StoredMessage& message : found.messages) {
        const KeyOwner& owner = owners.at(message.device);
        page.messages.push_back({owner.id, owner.generationId, message.sequence, message.auth,
                                 message.enqueued, std::move(message.properties),
                                 std::move(message.body)});
    }
    return page;
}

} // namespace

boost::asio::awaitable<Result<HistoryPage>> History::read(HistoryQuery query)
{
    auto work = [query](Storage& storage) { return readPage(storage, query); };
    co_return co_await workers_.read(work);
}

boost::asio::awaitable<Result<EventLogStatistics>> History::statistics()
{
    auto work = [](Storage& storage) { return storage.events().statistics(); };
    co_return co_await workers_.read(work);
}

} // namespace hub
