#include "server/alert_hook.h"

#include "base/json_writer.h"
#include "base/time_text.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>

namespace hub {
namespace {

constexpr std::array<std::chrono::seconds, 4> kPauses{
    std::chrono::seconds(0), std::chrono::seconds(1), std::chrono::seconds(10),
    std::chrono::seconds(60)};
constexpr std::chrono::hours kWait{1};

} // namespace

Result<std::shared_ptr<AlertHook>> AlertHook::start(std::string_view address, Parts parts)
{
    HUB_TRY(WebAddress parsed, parseWebAddress(address));
    HUB_TRY(parts.webhook, net::Webhook::create(std::move(parsed)));
    EventFilter filter;
    filter.types = {"alert-raised"};
    HUB_TRY(auto alerts, EventSubscription::open(parts.events, parts.executor, std::move(filter),
                                                 std::nullopt));
    const auto hook = std::make_shared<AlertHook>(std::move(parts));
    boost::asio::co_spawn(hook->parts_.executor, run(hook, std::move(alerts)),
                          boost::asio::bind_cancellation_slot(hook->cancel_.slot(),
                                                              boost::asio::detached));
    return hook;
}

void AlertHook::stop()
{
    cancel_.emit(boost::asio::cancellation_type::terminal);
}

boost::asio::awaitable<void> AlertHook::run(std::shared_ptr<AlertHook> self,
                                            std::unique_ptr<EventSubscription> alerts)
{
    for (;;) {
        const EventSubscription::Batch batch = co_await alerts->next(kWait);
        if (batch.gap) {
            self->parts_.log.warning("webhook-gap", {});
        }
        for (const EventPointer& event : batch.events) {
            co_await self->deliver(event);
        }
    }
}

boost::asio::awaitable<void> AlertHook::deliver(EventPointer event)
{
    for (const std::chrono::seconds pause : kPauses) {
        pause_.expires_after(pause);
        co_await pause_.async_wait(boost::asio::use_awaitable);
        const Result<void> posted = co_await parts_.webhook->post(bodyOf(*event));
        if (posted) {
            co_return;
        }
        parts_.log.warning("webhook-failed", {{"detail", posted.error().detail}});
    }
}

std::string AlertHook::bodyOf(const HubEvent& event) const
{
    std::string body;
    JsonWriter(body)
        .beginObject()
        .member("hubId", parts_.hubId)
        .member("time", toAdminTime(event.time))
        .member("type", event.type)
        .key("alert")
        .raw(event.data)
        .endObject();
    return body;
}

} // namespace hub
