// Finds the twins that configurations are for or were for, and has each brought to what they want of
// it: after each change of a configuration, every limits::kConfigurationsAgain, and at the start.
// Between two steps others' commits go first.
#pragma once

#include "services/configuration_settler.h"
#include "services/running_count.h"
#include "services/signal.h"
#include "services/twin_queries.h"
#include "services/workers.h"

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace hub {

/// The coroutine runs on one executor, with one thread; start() and stop() are called there, the rest
/// anywhere. What it refers to outlives it, and it outlives its coroutine: wait for isIdle() behind
/// stop(). Nothing of a pass is kept: a twin is changed and noted as changed in one transaction, and a
/// pass that was cut short is begun anew, where what is done already costs a look.
class ConfigurationEvaluation final
{
public:
    struct Parts
    {
        boost::asio::any_io_executor executor;
        Workers& workers;
        TwinQueries& queries;
        const SessionDirectory& sessions;
        const ConfigurationSettler& settler;
        const Log& log;
        const Clock& clock;
    };

    explicit ConfigurationEvaluation(Parts parts)
        : parts_(std::move(parts)), signal_(std::make_shared<Signal>(parts_.executor))
    {
    }

    void start();
    void stop();
    bool isIdle() const { return running_.value() == 0; }
    /// A configuration has changed.
    void wake();
    /// Passes over the whole fleet that came to their end.
    std::uint64_t passCount() const { return passes_; }

private:
    struct Cursor;
    using SetPtr = std::shared_ptr<const ConfigurationSet>;
    enum class End { Done, Stale, Stopped };

    boost::asio::awaitable<void> work();
    boost::asio::awaitable<Result<End>> pass();
    boost::asio::awaitable<Result<void>> refill(SetPtr set, Cursor& cursor);
    boost::asio::awaitable<Result<End>> settle(SetPtr set, std::vector<DeviceKey> keys);
    boost::asio::awaitable<Result<End>> measure(SetPtr set);
    boost::asio::awaitable<Result<void>> measureOne(const Configuration& configuration);
    boost::asio::awaitable<Result<std::uint64_t>> countRows(std::string text);

    Parts parts_;
    std::shared_ptr<Signal> signal_; ///< executor only
    std::atomic<bool> stopping_{false};
    std::atomic<bool> changed_{false}; ///< since the pass began
    std::atomic<std::uint64_t> passes_{0};
    RunningCount running_;
};

} // namespace hub
