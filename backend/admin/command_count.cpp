#include "admin/command_count.h"

namespace hub::admin {

boost::asio::awaitable<Result<std::uint64_t>> openCommands(Commands& commands, IdentityId id)
{
    CommandQuery query;
    query.id = std::move(id);
    query.states = {CommandState::Waiting};
    query.limit = 1;
    const Result<QueueView> view = co_await commands.look(std::move(query));
    if (!view && view.error().code == Errc::DeviceNotFound) {
        co_return 0;
    }
    HUB_CO_TRYV(view);
    co_return view.value().counts.waiting + view.value().counts.inFlight;
}

} // namespace hub::admin
