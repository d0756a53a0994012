// Coroutines that run at the same time on one thread, so that what they ask of the writer shares its
// commits.
#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <utility>
#include <vector>

namespace hub {

/// Starts all tasks, in their order, on the caller's executor, which one thread runs, and resumes when
/// the last has ended. There must be one at least. An exception of a task is thrown when all have ended.
inline boost::asio::awaitable<void> sideBySide(std::vector<boost::asio::awaitable<void>> tasks)
{
    auto start = [](auto handler, std::vector<boost::asio::awaitable<void>> all) {
        using Handler = std::decay_t<decltype(handler)>;
        struct Rest
        {
            Handler handler;
            std::size_t count;
            std::exception_ptr failure{};
        };
        const auto executor = boost::asio::get_associated_executor(handler);
        const auto rest = std::make_shared<Rest>(Rest{std::move(handler), all.size()});
        for (auto& task : all) {
            boost::asio::co_spawn(executor, std::move(task),
                                  [rest](const std::exception_ptr& failure) {
                                      if (failure) {
                                          rest->failure = failure;
                                      }
                                      if (--rest->count == 0) {
                                          std::move(rest->handler)(rest->failure);
                                      }
                                  });
        }
    };
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>,
                                       void(std::exception_ptr)>(
        std::move(start), boost::asio::use_awaitable, std::move(tasks));
}

} // namespace hub
