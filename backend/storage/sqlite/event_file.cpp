#include "storage/sqlite/event_file.h"

#include "storage/sqlite/schema/schema.h"

namespace hub::sqlite {
namespace {

const std::array<const char*, 1> kMigrations{kTelemetrySchema1};
const DatabaseKind kKind{0x48554254 /* HUBT */, kMigrations, 1024};

Bytes packStarts(const PartitionCounts& starts)
{
    Bytes packed;
    for (const std::uint64_t start : starts) {
        appendLittle64(packed, start);
    }
    return packed;
}

PartitionCounts unpackStarts(ByteView packed)
{
    PartitionCounts starts{};
    ByteReader reader(packed);
    for (std::uint64_t& start : starts) {
        start = reader.little64();
    }
    return starts;
}

std::uint64_t filterOf(std::span<const DeviceKey> devices)
{
    std::uint64_t filter = 0;
    for (const DeviceKey device : devices) {
        filter |= filterBit(device);
    }
    return filter;
}

} // namespace

Result<std::unique_ptr<EventFile>> EventFile::open(const std::filesystem::path& path, Access access)
{
    HUB_TRY(Database database, Database::open(path, access, kKind));
    std::unique_ptr<EventFile> file(new EventFile(std::move(database)));
    HUB_TRYV(file->prepare(access));
    return file;
}

Result<void> EventFile::prepare(Access access)
{
    HUB_TRY(last_, database_.prepare("SELECT first_sequence, row_count, partition_starts, data "
                                     "FROM batch ORDER BY first_sequence DESC LIMIT 1"));
    HUB_TRY(select_,
            database_.prepare(
                "SELECT first_sequence, data FROM batch WHERE first_sequence >= ifnull("
                "(SELECT max(first_sequence) FROM batch WHERE first_sequence <= ?1), 0) "
                "AND last_time >= ?2 AND first_time < ?3 AND device_filter & ?4 "
                "ORDER BY first_sequence"));
    if (access == Access::ReadOnly) {
        return success();
    }
    HUB_TRY(insert_, database_.prepare("INSERT INTO batch VALUES (?, ?, ?, ?, ?, ?, ?)"));
    HUB_TRY(candidates_,
            database_.prepare("SELECT first_sequence, data FROM batch WHERE first_sequence > ? "
                              "AND device_filter & ? ORDER BY first_sequence"));
    HUB_TRY(rewrite_,
            database_.prepare("UPDATE batch SET data = ? WHERE first_sequence = ?"));
    return success();
}

Result<std::optional<EventFile::End>> EventFile::end()
{
    auto run = last_.run();
    HUB_TRY(const bool found, run.next());
    if (!found) {
        return std::nullopt;
    }
    End end;
    end.nextSequence = static_cast<Sequence>(run.integerAt(0) + run.integerAt(1));
    end.nextInPartition = unpackStarts(run.blobAt(2));
    BatchReader rows(run.blobAt(3));
    while (rows.next()) {
        ++end.nextInPartition[rows.partition() % limits::kPartitions];
    }
    return std::optional(end);
}

Result<void> EventFile::append(std::span<const Numbered> batches)
{
    return database_.transaction([&]() -> Result<void> {
        for (const Numbered& numbered : batches) {
            const EventBatch& batch = *numbered.batch;
            const Bytes starts = packStarts(numbered.partitionStarts);
            HUB_TRYV(insert_.run()
                         .integer(static_cast<std::int64_t>(numbered.firstSequence))
                         .integer(batch.rows())
                         .integer(toMicros(batch.firstTime()))
                         .integer(toMicros(batch.lastTime()))
                         .integer(static_cast<std::int64_t>(batch.deviceFilter()))
                         .blob(starts)
                         .blob(batch.data())
                         .finish());
        }
        return success();
    });
}

Result<void> EventFile::visit(const EventQuery& query,
                              const std::function<Result<bool>(const BatchView&)>& visit)
{
    auto run = select_.run();
    run.integer(static_cast<std::int64_t>(query.after + 1))
        .integer(query.from ? toMicros(*query.from) : INT64_MIN)
        .integer(query.to ? toMicros(*query.to) : INT64_MAX)
        .integer(static_cast<std::int64_t>(filterOf(query.devices)));
    for (;;) {
        HUB_TRY(const bool more, run.next());
        if (!more) {
            return success();
        }
        HUB_TRY(const bool goOn,
                visit({static_cast<Sequence>(run.integerAt(0)), run.blobAt(1)}));
        if (!goOn) {
            return success();
        }
    }
}

Result<std::optional<Sequence>> EventFile::erase(DeviceKey device,
                                                 Sequence after,
                                                 std::size_t limitBytes)
{
    struct Rewrite
    {
        std::int64_t firstSequence;
        Bytes data;
    };
    std::vector<Rewrite> rewrites;
    std::size_t seenBytes = 0;
    bool more = true;
    {
        auto run = candidates_.run();
        run.integer(static_cast<std::int64_t>(after))
            .integer(static_cast<std::int64_t>(filterBit(device)));
        while (seenBytes < limitBytes) {
            HUB_TRY(more, run.next());
            if (!more) {
                break;
            }
            after = static_cast<Sequence>(run.integerAt(0));
            seenBytes += run.blobAt(1).size();
            if (auto data = withoutDevice(run.blobAt(1), device)) {
                rewrites.push_back({run.integerAt(0), std::move(*data)});
            }
        }
    }
    HUB_TRYV(database_.transaction([&]() -> Result<void> {
        for (const Rewrite& rewrite : rewrites) {
            HUB_TRYV(rewrite_.run().blob(rewrite.data).integer(rewrite.firstSequence).finish());
        }
        return success();
    }));
    if (more) {
        return std::optional(after);
    }
    // The old pages also stand in the write-ahead log; fold it in and cut it.
    (void)database_.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    return std::nullopt;
}

} // namespace hub::sqlite
