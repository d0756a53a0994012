// Runs jobs, one step after the other: finds the devices that a job is about, then does its work
// with them. Between two steps of a job others' commits go first.
#pragma once

#include "services/job_steps.h"
#include "services/running_count.h"
#include "services/signal.h"

#include "base/guarded.h"

#include <atomic>
#include <memory>
#include <set>
#include <vector>

namespace hub {

/// The coroutines run on one executor, with one thread; start() and stop() are called there, wake()
/// and isIdle() anywhere. What it refers to outlives it, and it outlives its coroutines: wait for
/// isIdle() behind stop().
class JobRunner final
{
public:
    struct Parts
    {
        boost::asio::any_io_executor executor;
        Workers& workers;
        Methods& methods;
        const SessionDirectory& sessions;
        const JobActions& actions;
        const JobNews& news;
        const JobSteps& steps;
        const Log& log;
        const Clock& clock;
    };

    explicit JobRunner(Parts parts) : parts_(std::move(parts)) {}

    void start();
    /// Nothing is begun any more. Calls that are under way are noted at the next start.
    void stop();
    bool isIdle() const { return running_.value() == 0; }

    /// There is a new job, or one was cancelled.
    void wake();

private:
    /// Takes one job after the other.
    struct Lane
    {
        explicit Lane(const boost::asio::any_io_executor& executor) : signal(executor) {}
        Signal signal;
    };
    using LanePtr = std::shared_ptr<Lane>;
    using JobPtr = std::shared_ptr<const Job>;
    /// What a job shares with its calls.
    struct Calls
    {
        JobPtr job;
        LanePtr lane;
        std::size_t open = 0;
    };

    boost::asio::awaitable<void> work(LanePtr lane);
    boost::asio::awaitable<Result<JobSteps::Turn>> nextTurn(std::shared_ptr<JobKey> taken);
    boost::asio::awaitable<void> run(JobKey key, LanePtr lane);
    boost::asio::awaitable<JobPtr> load(JobKey key, LanePtr lane);
    boost::asio::awaitable<bool> findTargets(JobPtr job, LanePtr lane);
    boost::asio::awaitable<void> changeDevices(JobPtr job, LanePtr lane);
    boost::asio::awaitable<void> makeCalls(JobPtr job, LanePtr lane);
    boost::asio::awaitable<void> call(std::shared_ptr<Calls> calls, DeviceJob part);
    template <class Work>
    boost::asio::awaitable<Result<JobStep>> step(JobPtr job, Work& work);
    boost::asio::awaitable<void> fail(JobPtr job, LanePtr lane, std::string reason);
    boost::asio::awaitable<void> pause(LanePtr lane, Error error);
    MonoTime endOf(const Job& job) const;

    Parts parts_;
    std::vector<LanePtr> lanes_; ///< executor only
    Guarded<std::set<JobKey>> taken_; ///< by lanes
    std::atomic<bool> stopping_{false};
    RunningCount running_;
};

} // namespace hub
