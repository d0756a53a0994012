// Deadlines of many connections behind one timer. A connection moves its deadline with every packet;
// that costs nothing here: an entry that comes up too early is put back at the later time.
#pragma once

#include "base/clock.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <optional>
#include <queue>
#include <vector>

namespace hub::net {

class Timed
{
public:
    virtual ~Timed() = default;

    /// The time has come, or it was put off: gives the next deadline, if there is one.
    virtual std::optional<MonoTime> onDeadline(MonoTime now) = 0;
};

/// One thread: that of the executor. The owner stops it before the executor ends.
class DeadlineQueue final
{
public:
    explicit DeadlineQueue(boost::asio::any_io_executor executor) : timer_(std::move(executor)) {}

    void add(MonoTime at, std::weak_ptr<Timed> timed);
    void stop();

private:
    struct Entry
    {
        MonoTime at;
        std::weak_ptr<Timed> timed;
        bool operator<(const Entry& other) const { return at > other.at; } // earliest on top
    };

    void arm();
    void run();

    boost::asio::steady_timer timer_;
    std::priority_queue<Entry> entries_;
    std::optional<MonoTime> armed_;
    bool stopped_ = false;
};

} // namespace hub::net
