// What is told of jobs: each change of their status, and between these now and then how far they are.
#pragma once

#include "services/event_hub.h"

#include "domain/job.h"

#include "base/clock.h"
#include "base/log.h"

#include <atomic>
#include <string>
#include <string_view>

namespace hub {

/// Callable from any thread.
class JobNews final
{
public:
    struct Parts
    {
        EventHub& events;
        const Log& log;
        const Clock& clock;
    };

    explicit JobNews(Parts parts) : parts_(parts) {}

    /// status: as statusName() has it.
    void status(const std::string& jobId, std::string_view status, const JobProgress& progress) const;

    /// Of a job that runs: says nothing when somebody was told a moment ago.
    void progress(const std::string& jobId, const JobProgress& progress) const;

private:
    void publish(const std::string& jobId, std::string_view status, const JobProgress& progress) const;

    Parts parts_;
    mutable std::atomic<std::int64_t> last_{0}; ///< of the monotonic clock, ns; jobs run one at a time
};

} // namespace hub
