#include "net/io_threads.h"

#include "base/assert.h"

#include <pthread.h>

#include <algorithm>
#include <string>

namespace hub::net {

IoThreads::IoThreads(unsigned count)
{
    for (unsigned i = 0; i < std::max(1U, count); ++i) {
        contexts_.push_back(std::make_unique<boost::asio::io_context>(1));
        guards_.emplace_back(contexts_.back()->get_executor());
    }
}

IoThreads::~IoThreads()
{
    stop();
}

boost::asio::io_context& IoThreads::next()
{
    next_ = (next_ + 1) % contexts_.size();
    return *contexts_[next_];
}

std::size_t IoThreads::current() const
{
    const auto mine = std::find_if(contexts_.begin(), contexts_.end(), [](const auto& context) {
        return context->get_executor().running_in_this_thread();
    });
    HUB_ASSERT(mine != contexts_.end());
    return static_cast<std::size_t>(mine - contexts_.begin());
}

void IoThreads::start()
{
    for (std::size_t i = 0; i < contexts_.size(); ++i) {
        threads_.emplace_back([this, i] {
            ::pthread_setname_np(::pthread_self(), ("hub-io-" + std::to_string(i)).c_str());
            contexts_[i]->run();
        });
    }
}

void IoThreads::stop()
{
    guards_.clear();
    for (const auto& context : contexts_) {
        context->stop();
    }
    for (std::thread& thread : threads_) {
        thread.join();
    }
    threads_.clear();
}

} // namespace hub::net
