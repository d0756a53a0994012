// What a job does with one device, for each kind of job whose work is a change in the store.
#pragma once

#include "services/commands.h"
#include "services/registry.h"
#include "services/twin_change.h"

#include "domain/job.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace hub {

/// What was done.
struct JobEffect
{
    std::string before{}; ///< for the audit log, JSON or empty
    std::string after{};
    std::optional<CommandId> command{};
    std::function<void()> told{}; ///< to be called after the commit; empty = nobody is told
};

class JobAction
{
public:
    virtual ~JobAction() = default;

    virtual std::string_view record() const = 0; ///< in the audit log: "job.twin"

    /// Inside a transaction on the writer. What is wrong with the device is an error, and the
    /// transaction undone.
    virtual Result<JobEffect> apply(Storage& storage, const Job& job, const DeviceJob& part) const = 0;
};
using JobActionPtr = std::shared_ptr<const JobAction>;

/// Callable from any thread.
class JobActions final
{
public:
    struct Parts
    {
        TwinChanges::Parts twins;
        Registry& registry;
        Commands& commands;
    };

    explicit JobActions(Parts parts) : parts_(parts), twins_(parts.twins) {}

    /// Of all kinds but DeviceMethod. Errors: InvalidArgument, InvalidJson.
    Result<JobActionPtr> of(const Job& job) const;

private:
    Parts parts_;
    TwinChanges twins_;
};

/// Time has passed since the target was found. identity: that is there now. Errors: DeviceNotFound,
/// ModuleNotFound (it is another one, or there was none), Forbidden (it has left the job's part of the fleet).
Result<void> checkTarget(Storage& storage,
                         const Job& job,
                         const DeviceJob& part,
                         const DeviceIdentity& identity);

/// The same of what is there now, if anything.
Result<DeviceRow> findTarget(Storage& storage, const Job& job, const DeviceJob& part);

} // namespace hub
