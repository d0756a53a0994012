// The threads that move bytes: one io_context each, so that whatever lives on one needs no locks.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <memory>
#include <thread>
#include <vector>

namespace hub::net {

class IoThreads final
{
public:
    explicit IoThreads(unsigned count); ///< at least 1
    ~IoThreads();                       ///< stop()

    std::size_t size() const { return contexts_.size(); }
    boost::asio::io_context& at(std::size_t index) { return *contexts_[index]; }
    boost::asio::io_context& next(); ///< round robin; from one thread
    std::size_t current() const;     ///< index of the one that this is called on

    void start();
    bool isRunning() const { return !threads_.empty(); }

    /// Ends the threads; what still waits is dropped. Whoever holds connections closes them first.
    void stop();

private:
    using Guard = boost::asio::executor_work_guard<boost::asio::io_context::executor_type>;
    std::vector<std::unique_ptr<boost::asio::io_context>> contexts_;
    std::vector<Guard> guards_;
    std::vector<std::thread> threads_;
    std::size_t next_ = 0;
};

} // namespace hub::net
