#include "services/job_actions.h"

namespace hub {
namespace {

class TwinAction final : public JobAction
{
public:
    TwinAction(const TwinChanges& twins, TwinChange change)
        : twins_(twins), change_(std::move(change))
    {
    }

    std::string_view record() const override { return "job.twin"; }

    Result<JobEffect> apply(Storage& storage, const Job& job, const DeviceJob& part) const override
    {
        HUB_TRY(TwinView view, twins_.read(storage, part.id));
        HUB_TRYV(checkTarget(storage, job, part, view.device.row.identity));
        HUB_TRY(ChangedTwin changed, twins_.apply(storage, std::move(view), change_));
        JobEffect effect{std::move(changed.before), std::move(changed.after)};
        const auto shared = std::make_shared<const ChangedTwin>(std::move(changed));
        effect.told = [&twins = twins_, shared] { twins.announce(*shared); };
        return effect;
    }

private:
    const TwinChanges& twins_;
    TwinChange change_;
};

class StatusAction final : public JobAction
{
public:
    StatusAction(Registry& registry, bool enabled, std::string reason)
        : registry_(registry), enabled_(enabled), reason_(std::move(reason))
    {
    }

    std::string_view record() const override { return enabled_ ? "job.enable" : "job.disable"; }

    Result<JobEffect> apply(Storage& storage, const Job& job, const DeviceJob& part) const override
    {
        HUB_TRY(DeviceRow row, findTarget(storage, job, part));
        HUB_TRY(Registry::Changed changed,
                registry_.setStatus(storage, std::move(row.identity), enabled_, reason_));
        return JobEffect{std::move(changed.before), std::move(changed.after), {},
                         std::move(changed.told)};
    }

private:
    Registry& registry_;
    bool enabled_;
    std::string reason_;
};

class DeleteAction final : public JobAction
{
public:
    explicit DeleteAction(Registry& registry) : registry_(registry) {}

    std::string_view record() const override { return "job.delete"; }

    Result<JobEffect> apply(Storage& storage, const Job& job, const DeviceJob& part) const override
    {
        HUB_TRY(const DeviceRow row, findTarget(storage, job, part));
        HUB_TRY(Registry::Changed changed, registry_.remove(storage, row.identity));
        return JobEffect{std::move(changed.before), std::move(changed.after), {},
                         std::move(changed.told)};
    }

private:
    Registry& registry_;
};

class CommandAction final : public JobAction
{
public:
    CommandAction(Commands& commands, const Clock& clock) : commands_(commands), clock_(clock) {}

    std::string_view record() const override { return "job.command"; }

    Result<JobEffect> apply(Storage& storage, const Job& job, const DeviceJob& part) const override
    {
        HUB_TRYV(findTarget(storage, job, part));
        const JobWork& work = job.order.work;
        NewCommand command{work.properties, work.body, work.ack, {}};
        if (work.timeToLive) {
            command.expires = clock_.highestWall() + *work.timeToLive;
        }
        const JobCreator& creator = job.order.creator;
        const CommandActor by{"admin", creator.name + " " + creator.address};
        HUB_TRY(Commands::Enqueued made,
                commands_.enqueue(storage, part.id, std::move(command), by));
        return JobEffect{{}, std::move(made.after), made.command, std::move(made.told)};
    }

private:
    Commands& commands_;
    const Clock& clock_;
};

} // namespace

Result<JobActionPtr> JobActions::of(const Job& job) const
{
    const JobWork& work = job.order.work;
    switch (work.type) {
    case JobType::UpdateTwin: {
        HUB_TRY(TwinChange change, TwinChange::parse({work.tags, work.desired}, false));
        return JobActionPtr(std::make_shared<TwinAction>(twins_, std::move(change)));
    }
    case JobType::Enable:
    case JobType::Disable:
        return JobActionPtr(std::make_shared<StatusAction>(
            parts_.registry, work.type == JobType::Enable, work.reason));
    case JobType::Delete:
        return JobActionPtr(std::make_shared<DeleteAction>(parts_.registry));
    case JobType::Command:
        return JobActionPtr(std::make_shared<CommandAction>(parts_.commands, parts_.twins.clock));
    case JobType::DeviceMethod:
        break;
    }
    return fail(Errc::InvalidArgument, "calls are made one by one");
}

Result<void> checkTarget(Storage& storage,
                         const Job& job,
                         const DeviceJob& part,
                         const DeviceIdentity& identity)
{
    if (part.device < 0) { // named, and not there or not for its maker to see: told alike
        return fail(Errc::DeviceNotFound, part.id.text());
    }
    if (identity.key != part.device) {
        return fail(part.id.isModule() ? Errc::ModuleNotFound : Errc::DeviceNotFound,
                    part.id.text() + " was registered anew after the job had found it");
    }
    if (!job.order.scope) {
        return success();
    }
    HUB_TRY(const bool holds, storage.identities().hasTag(part.id.device, *job.order.scope));
    return holds ? Result<void>(success())
                 : fail(Errc::Forbidden, part.id.device + " has left the part of the fleet where " +
                                             job.order.scope->text());
}

Result<DeviceRow> findTarget(Storage& storage, const Job& job, const DeviceJob& part)
{
    HUB_TRY(std::optional<DeviceRow> row, storage.identities().find(part.id));
    if (!row) {
        return fail(part.id.isModule() ? Errc::ModuleNotFound : Errc::DeviceNotFound,
                    part.id.text());
    }
    HUB_TRYV(checkTarget(storage, job, part, row->identity));
    return std::move(*row);
}

} // namespace hub
