// How much of something is under way.
#pragma once

#include <atomic>
#include <memory>
#include <utility>

namespace hub {

/// Any thread. The marks may outlive the count.
class RunningCount final
{
public:
    /// Counts as long as it lives: in a coroutine also when that is dropped.
    class Mark final
    {
    public:
        explicit Mark(std::shared_ptr<std::atomic<int>> count) : count_(std::move(count))
        {
            ++*count_;
        }
        ~Mark()
        {
            if (count_) {
                --*count_;
            }
        }
        Mark(Mark&&) = default;
        Mark& operator=(Mark&&) = delete;

    private:
        std::shared_ptr<std::atomic<int>> count_;
    };

    Mark mark() const { return Mark(count_); }
    int value() const { return *count_; }

private:
    std::shared_ptr<std::atomic<int>> count_ = std::make_shared<std::atomic<int>>(0);
};

} // namespace hub
