#include "tests/support/manual_timers.h"

#include <algorithm>
#include <utility>

namespace deck {

class ManualTimers::ManualTimer final : public Timer
{
public:
    explicit ManualTimer(ManualTimers& owner) : owner_(owner) {}
    ~ManualTimer() override { stop(); }

    void start(std::chrono::milliseconds wait, std::function<void()> then) override
    {
        stop();
        due_ = owner_.now_ + wait;
        then_ = std::move(then);
        owner_.running_.push_back(this);
    }

    void stop() override { owner_.running_.remove(this); }

    std::chrono::milliseconds remaining() const override
    {
        const auto& running = owner_.running_;
        const bool runs = std::find(running.begin(), running.end(), this) != running.end();
        return runs ? due_ - owner_.now_ : std::chrono::milliseconds(0);
    }

    std::chrono::milliseconds due() const { return due_; }

    void run()
    {
        stop();
        const auto then = std::exchange(then_, nullptr);
        then();
    }

private:
    ManualTimers& owner_;
    std::chrono::milliseconds due_{0};
    std::function<void()> then_;
};

TimerFactory ManualTimers::factory()
{
    return [this] { return std::make_unique<ManualTimer>(*this); };
}

void ManualTimers::advance(std::chrono::milliseconds by)
{
    const auto until = now_ + by;
    for (;;) {
        const auto next =
            std::min_element(running_.begin(), running_.end(),
                             [](const auto* a, const auto* b) { return a->due() < b->due(); });
        if (next == running_.end() || (*next)->due() > until) {
            break;
        }
        now_ = (*next)->due();
        (*next)->run();
    }
    now_ = until;
}

} // namespace deck
