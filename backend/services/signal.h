// Lets a coroutine sleep until it is woken, or until a time has come.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>

namespace hub {

/// One sleeper; on one thread, its executor's. A wake-up before the sleep is not lost.
class Signal final
{
public:
    explicit Signal(const boost::asio::any_io_executor& executor) : timer_(executor) {}

    boost::asio::awaitable<void> waitUntil(std::chrono::steady_clock::time_point end)
    {
        if (!isSet_) {
            timer_.expires_at(end);
            boost::system::error_code cancelled;
            co_await timer_.async_wait(
                boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
        }
        isSet_ = false;
    }

    void set()
    {
        isSet_ = true;
        timer_.cancel();
    }

private:
    boost::asio::steady_timer timer_;
    bool isSet_ = false;
};

} // namespace hub
