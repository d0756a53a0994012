// The telemetry log over one file per UTC day. A message is in the file of the day on which it was
// committed, which is never before the day on which it was received.
#pragma once

#include "storage/sqlite/event_file.h"

#include "base/clock.h"

#include <map>

namespace hub::sqlite {

class EventLog final : public hub::EventLog
{
public:
    /// folder: telemetry/, which exists. Errors: as Database::open().
    static Result<std::unique_ptr<EventLog>> open(std::filesystem::path folder,
                                                  Access access,
                                                  const Clock& clock);

    Result<void> append(std::span<EventBatch* const> batches) override;
    Result<EventPage> read(const EventQuery& query) override;
    Result<EraseStep> erase(DeviceKey device, const EraseStep& from) override;
    Result<EventLogStatistics> statistics() override;

private:
    EventLog(std::filesystem::path folder, Access access, const Clock& clock)
        : folder_(std::move(folder)), access_(access), clock_(clock)
    {
    }
    Result<void> findEnd();
    Result<std::vector<std::string>> fileNames() const; ///< oldest first
    Result<EventFile*> file(const std::string& name);
    std::string todaysFile();

    std::filesystem::path folder_;
    Access access_;
    const Clock& clock_;
    EventFile::End end_{1, {1, 1, 1, 1}}; ///< where the next batch goes
    std::string newestFile_;
    std::map<std::string, std::unique_ptr<EventFile>> open_; ///< at most kMaxOpenFiles
};

} // namespace hub::sqlite
