// Data that can be reached only under its lock.
#pragma once

#include <mutex>
#include <utility>

namespace hub {

/// For short work: never hold it across a wait, a callback or a call that blocks.
template <class T>
class Guarded final
{
public:
    template <class... Args>
    explicit Guarded(Args&&... args) : value_(std::forward<Args>(args)...)
    {
    }

    template <class F>
    decltype(auto) with(F&& use)
    {
        const std::lock_guard lock(mutex_);
        return std::forward<F>(use)(value_);
    }

    template <class F>
    decltype(auto) with(F&& use) const
    {
        const std::lock_guard lock(mutex_);
        return std::forward<F>(use)(std::as_const(value_));
    }

private:
    mutable std::mutex mutex_;
    T value_;
};

} // namespace hub
