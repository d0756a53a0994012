#include "tests/support/failing_storage.h"

namespace hub::test {
namespace {

Result<void> faultOf(const Faults& faults)
{
    if (faults.broken) {
        return fail(Errc::StorageFailed, "injected: sync failed");
    }
    if (faults.diskFull) {
        return fail(Errc::DiskFull, "injected: disk full");
    }
    return success();
}

class FailingEventLog final : public EventLog
{
public:
    FailingEventLog(EventLog& real, Faults& faults) : real_(real), faults_(faults) {}

    Result<void> append(std::span<EventBatch* const> batches) override
    {
        ++faults_.appends;
        HUB_TRYV(faultOf(faults_));
        return real_.append(batches);
    }
    Result<EventPage> read(const EventQuery& query) override { return real_.read(query); }
    Result<EraseStep> erase(DeviceKey device, const EraseStep& from) override
    {
        return real_.erase(device, from);
    }
    Result<EventLogStatistics> statistics() override { return real_.statistics(); }

private:
    EventLog& real_;
    Faults& faults_;
};

class FailingStorage final : public Storage
{
public:
    FailingStorage(std::unique_ptr<Storage> real, Faults& faults)
        : real_(std::move(real)), faults_(faults), events_(real_->events(), faults)
    {
    }

    IdentityStore& identities() override { return real_->identities(); }
    PolicyStore& policies() override { return real_->policies(); }
    PersonStore& people() override { return real_->people(); }
    AuthorityStore& authorities() override { return real_->authorities(); }
    AccessStore& access() override { return real_->access(); }
    AuditStore& audit() override { return real_->audit(); }
    SettingStore& settings() override { return real_->settings(); }
    MqttSessionStore& mqttSessions() override { return real_->mqttSessions(); }
    TwinStore& twins() override { return real_->twins(); }
    QueryStore& queries() override { return real_->queries(); }
    UploadStore& uploads() override { return real_->uploads(); }
    CommandStore& commands() override { return real_->commands(); }
    QueueStore& queues() override { return real_->queues(); }
    FeedbackStore& feedback() override { return real_->feedback(); }
    AlertStore& alerts() override { return real_->alerts(); }
    DeniedStore& denied() override { return real_->denied(); }
    KeyUseStore& keyUses() override { return real_->keyUses(); }
    JobStore& jobs() override { return real_->jobs(); }
    ConfigurationStore& configurations() override { return real_->configurations(); }
    EventLog& events() override { return events_; }
    Result<void> transaction(const std::function<Result<void>()>& work) override
    {
        ++faults_.transactions;
        if (faults_.busy) {
            return fail(Errc::Timeout, "injected: busy");
        }
        return real_->transaction([&]() -> Result<void> {
            HUB_TRYV(work());
            return faultOf(faults_);
        });
    }

private:
    std::unique_ptr<Storage> real_;
    Faults& faults_;
    FailingEventLog events_;
};

} // namespace

std::unique_ptr<Storage> failingStorage(std::unique_ptr<Storage> real, Faults& faults)
{
    return std::make_unique<FailingStorage>(std::move(real), faults);
}

} // namespace hub::test
