// Removes messages from the disk after they were asked to be erased: step by step between other
// commits, and again after a restart until it is done.
#pragma once

#include "services/workers.h"

#include "base/log.h"

#include <memory>

namespace hub {

class Eraser final : public std::enable_shared_from_this<Eraser>
{
public:
    Eraser(Workers& workers, const Log& log, const Clock& clock)
        : workers_(workers), log_(log), clock_(clock)
    {
    }

    /// Looks for what is to be erased, unless it is at work already. Any thread; at start, and
    /// whenever something was asked.
    void wake();

private:
    struct Place ///< in the work on one device key
    {
        DeviceKey key = 0;
        EraseStep step;
    };
    void goOn();
    void stepped(const Result<void>& done);
    Result<void> step(Storage& storage);
    Result<void> takeNextKey(Storage& storage);

    Workers& workers_;
    const Log& log_;
    const Clock& clock_;
    std::optional<Place> place_; ///< writer thread only; nothing = at rest
};

} // namespace hub
