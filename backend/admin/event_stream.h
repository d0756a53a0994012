// GET /admin/events: server-sent events (WHATWG HTML, server-sent events) with ids that a client can
// resume from.
#pragma once

#include "admin/route_table.h"

#include "services/event_subscription.h"

#include <deque>

namespace hub::admin {

/// Ends when the caller's token does, or when IP rules refuse its address. On its connection's thread.
class EventStream final : public net::HttpStream
{
public:
    /// Parameters: types and devices, comma-separated; after, or the header Last-Event-ID.
    /// Errors: InvalidArgument, Throttled.
    /// isOver: the caller may not watch any more.
    static Result<std::unique_ptr<EventStream>> open(EventHub& hub,
                                                     boost::asio::any_io_executor executor,
                                                     const RouteRequest& request,
                                                     std::shared_ptr<EventScope> scope,
                                                       std::function<bool()> isOver);

    boost::asio::awaitable<std::optional<std::string>> next() override;

private:
    EventStream(std::unique_ptr<EventSubscription> subscription,
                std::chrono::steady_clock::time_point end)
        : subscription_(std::move(subscription)), end_(end)
    {
    }
    void appendPiece(std::string& out);
    void append(std::string& out, const HubEvent& event) const;

    std::unique_ptr<EventSubscription> subscription_;
    std::deque<EventPointer> waiting_; ///< read, but not sent yet
    std::chrono::steady_clock::time_point end_; ///< of the token
    bool begun_ = false;
    bool gapBefore_ = false; ///< the client resumes from a run of the hub that is over
};

} // namespace hub::admin
