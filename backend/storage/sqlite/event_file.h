// One day of telemetry: telemetry/YYYY-MM-DD.db.
#pragma once

#include "storage/event_log.h"
#include "storage/sqlite/database.h"

namespace hub::sqlite {

class EventFile final
{
public:
    static Result<std::unique_ptr<EventFile>> open(const std::filesystem::path& path,
                                                   Access access);

    /// Where the log goes on after the last batch of this file; nothing when it is empty.
    struct End
    {
        Sequence nextSequence = 0;
        PartitionCounts nextInPartition{};
    };
    Result<std::optional<End>> end();

    struct Numbered
    {
        const EventBatch* batch = nullptr;
        Sequence firstSequence = 0;
        PartitionCounts partitionStarts{};
    };
    /// One durable transaction. Errors: as EventLog::append().
    Result<void> append(std::span<const Numbered> batches);

    /// Visits batches that can hold messages of the query, in order, until visit returns false.
    struct BatchView
    {
        Sequence firstSequence = 0;
        ByteView data;
    };
    Result<void> visit(const EventQuery& query,
                       const std::function<Result<bool>(const BatchView&)>& visit);

    /// Rewrites batches behind `after` that hold messages of the device, until about `limitBytes`
    /// were looked at. Gives the last sequence looked at, or nothing at the end of the file.
    Result<std::optional<Sequence>> erase(DeviceKey device, Sequence after, std::size_t limitBytes);

private:
    explicit EventFile(Database database) : database_(std::move(database)) {}
    Result<void> prepare(Access access);

    Database database_;
    Statement last_;
    Statement insert_;
    Statement select_;
    Statement candidates_;
    Statement rewrite_;
};

} // namespace hub::sqlite
