// Alerts on their way to somebody else's web server: each is posted, and tried again for a while
// when that fails. What comes meanwhile waits among the hub's events, which are bounded.
#pragma once

#include "base/log.h"
#include "net/webhook.h"
#include "services/event_subscription.h"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <string>

namespace hub {

/// On the thread of its executor.
class AlertHook final : public std::enable_shared_from_this<AlertHook>
{
public:
    struct Parts
    {
        boost::asio::any_io_executor executor;
        EventHub& events;
        std::unique_ptr<net::Webhook> webhook;
        const Log& log;
        std::string hubId; ///< said in each post
    };

    /// address: a secret; the parts' webhook is made for it. Errors: InvalidArgument, Tls, Throttled
    /// (too many watch already).
    static Result<std::shared_ptr<AlertHook>> start(std::string_view address, Parts parts);

    explicit AlertHook(Parts parts) : parts_(std::move(parts)), pause_(parts_.executor) {}

    void stop();

private:
    static boost::asio::awaitable<void> run(std::shared_ptr<AlertHook> self,
                                            std::unique_ptr<EventSubscription> alerts);
    boost::asio::awaitable<void> deliver(EventPointer event);
    std::string bodyOf(const HubEvent& event) const;

    Parts parts_;
    boost::asio::steady_timer pause_;
    boost::asio::cancellation_signal cancel_;
};

} // namespace hub
