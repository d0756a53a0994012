// What the hub looks after from time to time: refused callers on their way to the store, room on
// the disk, certificates that will end.
#pragma once

#include "services/alerts.h"
#include "services/authorities.h"
#include "services/denials.h"
#include "services/workers.h"

#include <boost/asio/steady_timer.hpp>

#include <filesystem>

namespace hub {

/// On the thread of its executor, but flush().
class Upkeep final
{
public:
    struct Parts
    {
        boost::asio::any_io_executor executor;
        Denials& denials;
        Workers& workers;
        Alerts& alerts;
        Authorities& authorities;
        const Log& log;
        const Clock& clock;
        std::filesystem::path folder; ///< of the data
    };

    explicit Upkeep(Parts parts) : parts_(std::move(parts)), timer_(parts_.executor) {}

    void start() { round(); }

    void stop() { timer_.cancel(); }

    /// Hands what was refused since the last time to the writer, at most so many. Any thread.
    void flush(std::size_t mostDenied);

private:
    void round();
    void lookAtTheDisk();
    boost::asio::awaitable<void> lookAtCertificates();

    Parts parts_;
    boost::asio::steady_timer timer_;
    unsigned round_ = 0;
};

} // namespace hub
