// Jobs in state.db.
#pragma once

#include "storage/job_store.h"
#include "storage/sqlite/database.h"

namespace hub::sqlite {

class JobStore final : public hub::JobStore
{
public:
    static Result<std::unique_ptr<JobStore>> open(Database& database);

    Result<JobKey> add(const JobOrder& order, WallTime now) override;
    Result<std::vector<JobId>> ids(JobKey job, std::int64_t after, std::size_t limit) override;
    Result<std::optional<Job>> find(std::string_view id) override;
    Result<std::optional<Job>> find(JobKey key) override;
    Result<std::vector<Job>> list(const JobQuery& query) override;
    Result<std::optional<JobProgress>> progress(JobKey job) override;
    Result<void> setProgress(JobKey job, const JobProgress& progress) override;
    Result<std::vector<Open>> open(std::size_t limit) override;
    Result<std::uint64_t> addParts(std::span<const DeviceJob> parts) override;
    Result<std::vector<DeviceJob>>
    parts(JobKey job, DeviceJobStatus status, std::size_t limit) override;
    Result<std::vector<DeviceJobView>> underWay() override;
    Result<void> setPart(const DeviceJob& part) override;
    Result<std::vector<DeviceJobView>> find(const DeviceJobQuery& query) override;
    Result<std::vector<DeviceJobView>> find(const JobPartQuery& query) override;
    Result<bool> forgetSome(WallTime endedBefore, Most most) override;

private:
    explicit JobStore(Database& database) : database_(database) {}
    Result<void> prepare();
    Result<void> addWork(JobKey key, const JobWork& work);
    Result<void> addIds(JobKey key, const std::vector<std::string>& ids);
    Result<std::optional<JobKey>> toForget(WallTime endedBefore, Most most);

    Database& database_;
    struct
    {
        Statement add;
        Statement addWork;
        Statement addId;
        Statement ids;
        Statement find;
        Statement findKey;
        Statement progress;
        Statement setProgress;
        Statement open;
        Statement addPart;
        Statement parts;
        Statement underWay;
        Statement setPart;
        Statement keptJobs;
        Statement keptParts;
        Statement oldest;
        Statement removeParts;
        Statement removeIds;
        Statement removeWork;
        Statement remove;
    } sql_;
};

} // namespace hub::sqlite
