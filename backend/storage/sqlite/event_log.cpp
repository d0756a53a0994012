#include "storage/sqlite/event_log.h"

#include "base/time_text.h"

#include <algorithm>

namespace hub::sqlite {
namespace {

constexpr std::size_t kMaxOpenFiles = 4;
constexpr std::size_t kEraseBytes = 4 * 1024 * 1024; // per step: some milliseconds of the writer
constexpr std::string_view kSuffix = ".db";
constexpr std::size_t kNameChars = 13; // YYYY-MM-DD.db

std::string nameOfDay(WallTime time)
{
    return toAdminTime(time).substr(0, 10) + std::string(kSuffix);
}

/// Collects one page out of batches, within limits of count and bytes.
class PageBuilder final
{
public:
    explicit PageBuilder(const EventQuery& query) : query_(query) {}

    /// False when the page is complete and nothing is to be counted.
    Result<bool> add(const EventFile::BatchView& batch)
    {
        scanned_ += batch.data.size();
        BatchReader rows(batch.data);
        while (rows.next()) {
            const Sequence sequence = batch.firstSequence + rows.index();
            if (sequence <= query_.after || rows.isErased() || !wanted(rows.message())) {
                continue;
            }
            ++total_;
            if (!isFull() && !more_) {
                take(sequence, rows.message());
            } else {
                more_ = true;
            }
        }
        if (rows.damaged()) {
            return fail(Errc::Corrupt, "the telemetry log is damaged at sequence " +
                                           std::to_string(batch.firstSequence + rows.index()));
        }
        lastSeen_ = batch.firstSequence + rows.index();
        cut_ = scanned_ >= limits::kMaxScanBytes;
        return !cut_ && (!more_ || query_.countAll);
    }

    bool wantsMore() const { return !cut_ && (!more_ || query_.countAll); }

    EventPage finish() &&
    {
        if (more_) {
            page_.next = page_.messages.back().sequence;
        } else if (cut_) {
            page_.next = lastSeen_;
        }
        if (query_.countAll && !cut_) {
            page_.total = total_;
        }
        return std::move(page_);
    }

private:
    bool wanted(const TelemetryMessage& message) const
    {
        return (!query_.from || message.enqueued >= *query_.from) &&
               (!query_.to || message.enqueued < *query_.to) &&
               std::find(query_.devices.begin(), query_.devices.end(), message.device) !=
                   query_.devices.end();
    }

    bool isFull() const
    {
        return page_.messages.size() >= query_.limit ||
               (bytes_ >= limits::kMaxPageBytes && !page_.messages.empty());
    }

    void take(Sequence sequence, const TelemetryMessage& message)
    {
        page_.messages.push_back({sequence, message.device, message.auth, message.enqueued,
                                  Bytes(message.properties), Bytes(message.body)});
        bytes_ += message.properties.size() + message.body.size();
    }

    const EventQuery& query_;
    EventPage page_;
    std::size_t bytes_ = 0;
    std::size_t scanned_ = 0;
    std::uint64_t total_ = 0;
    Sequence lastSeen_ = 0;
    bool more_ = false; ///< a message that did not fit
    bool cut_ = false;  ///< the scan limit was reached
};

} // namespace

Result<std::unique_ptr<EventLog>> EventLog::open(std::filesystem::path folder,
                                                 Access access,
                                                 const Clock& clock)
{
    std::unique_ptr<EventLog> log(new EventLog(std::move(folder), access, clock));
    if (access == Access::ReadWrite) {
        HUB_TRYV(log->findEnd());
    }
    return log;
}

Result<void> EventLog::findEnd()
{
    HUB_TRY(const std::vector<std::string> names, fileNames());
    for (auto name = names.rbegin(); name != names.rend(); ++name) {
        newestFile_ = std::max(newestFile_, *name);
        HUB_TRY(EventFile * newest, file(*name));
        HUB_TRY(const std::optional<EventFile::End> end, newest->end());
        if (end) {
            end_ = *end;
            return success();
        }
    }
    return success();
}

Result<std::vector<std::string>> EventLog::fileNames() const
{
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
        const std::string name = entry.path().filename().string();
        if (name.size() == kNameChars && name.ends_with(kSuffix)) {
            names.push_back(name);
        }
    }
    if (error) {
        return fail(Errc::Io, "cannot list " + folder_.string() + ": " + error.message());
    }
    std::sort(names.begin(), names.end());
    return names;
}

Result<EventFile*> EventLog::file(const std::string& name)
{
    const auto known = open_.find(name);
    if (known != open_.end()) {
        return known->second.get();
    }
    if (open_.size() >= kMaxOpenFiles) {
        open_.erase(open_.begin()); // the oldest day
    }
    HUB_TRY(std::unique_ptr<EventFile> opened, EventFile::open(folder_ / name, access_));
    return open_.emplace(name, std::move(opened)).first->second.get();
}

/// Never older than the newest file, so that files and sequences have one order even when the
/// clock is set back over midnight.
std::string EventLog::todaysFile()
{
    newestFile_ = std::max(newestFile_, nameOfDay(clock_.wall()));
    return newestFile_;
}

Result<void> EventLog::append(std::span<EventBatch* const> batches)
{
    HUB_TRY(EventFile * today, file(todaysFile()));
    EventFile::End end = end_;
    std::vector<EventFile::Numbered> numbered;
    numbered.reserve(batches.size());
    for (const EventBatch* batch : batches) {
        numbered.push_back({batch, end.nextSequence, end.nextInPartition});
        end.nextSequence += batch->rows();
        for (std::size_t i = 0; i < end.nextInPartition.size(); ++i) {
            end.nextInPartition[i] += batch->partitionRows()[i];
        }
    }
    HUB_TRYV(today->append(numbered));
    for (std::size_t i = 0; i < batches.size(); ++i) {
        batches[i]->firstSequence = numbered[i].firstSequence;
    }
    end_ = end;
    return success();
}

Result<EventPage> EventLog::read(const EventQuery& query)
{
    PageBuilder page(query);
    HUB_TRY(const std::vector<std::string> names, fileNames());
    const std::string first = query.from ? nameOfDay(*query.from) : std::string();
    for (const std::string& name : names) {
        if (name < first || query.devices.empty()) {
            continue;
        }
        const Result<EventFile*> day = file(name);
        if (!day && day.error().code == Errc::NotFound) {
            continue; // just made, or just gone
        }
        HUB_TRYV(day);
        HUB_TRYV(day.value()->visit(query, [&page](const EventFile::BatchView& batch) {
            return page.add(batch);
        }));
        if (!page.wantsMore()) {
            break;
        }
    }
    return std::move(page).finish();
}

Result<EraseStep> EventLog::erase(DeviceKey device, const EraseStep& from)
{
    HUB_TRY(const std::vector<std::string> names, fileNames());
    const auto name = std::lower_bound(names.begin(), names.end(), from.file);
    if (name == names.end()) {
        return EraseStep{{}, 0, true};
    }
    const Sequence after = *name == from.file ? from.after : 0;
    HUB_TRY(EventFile * day, file(*name));
    HUB_TRY(const std::optional<Sequence> last, day->erase(device, after, kEraseBytes));
    if (last) {
        return EraseStep{*name, *last, false};
    }
    return EraseStep{*name + "~", 0, name + 1 == names.end()}; // sorts behind this day
}

Result<EventLogStatistics> EventLog::statistics()
{
    EventLogStatistics statistics;
    statistics.nextSequence = end_.nextSequence;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
        statistics.bytesOnDisk += entry.file_size(error);
        statistics.files += entry.path().extension() == kSuffix ? 1U : 0U;
    }
    return statistics;
}

} // namespace hub::sqlite
