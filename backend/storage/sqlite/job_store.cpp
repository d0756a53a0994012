#include "storage/sqlite/job_store.h"

#include "storage/sqlite/job_part_sql.h"

#include "domain/limits.h"

namespace hub::sqlite {
namespace {

const std::string kProgressColumns = "j.status, j.began, j.ended, j.scanned, j.all_found, j.devices, "
                                     "j.pending, j.running, j.succeeded, j.failed, "
                                     "j.failure_reason";
const std::string kJobs =
    "SELECT " + kProgressColumns +
    ", j.key, j.id, j.created, j.type, j.condition, j.start, j.most_seconds, j.scope, "
    "j.creator_kind, j.creator, j.creator_role, j.creator_address, w.text, w.tags, w.desired, "
    "w.method, w.payload, w.response_seconds, w.connect_seconds, j.origin, j.aim, j.id_count, "
    "w.reason, w.confirmed, w.body, w.properties, w.ack, w.ttl_seconds "
    "FROM job j JOIN job_work w ON w.job_key = j.key";
const std::string kPartColumns =
    "d.job_key, d.device_key, d.device_id, d.module_id, d.status, d.created, d.updated, d.started, "
    "d.ended, d.method_status, d.method_payload, d.error_code, d.error_text, d.command";

const std::string kViews = "SELECT " + kPartColumns + ", j.id, j.type, j.status, j.ended ";

template <class Enum>
Enum enumAt(const Statement::Run& run, int column)
{
    return static_cast<Enum>(run.integerAt(column));
}

template <class Enum>
std::int64_t numberOf(Enum value)
{
    return static_cast<std::int64_t>(value);
}

std::optional<WallTime> timeAt(const Statement::Run& run, int column)
{
    const auto micros = run.integerOrNullAt(column);
    return micros ? std::optional(wallFromMicros(*micros)) : std::nullopt;
}

std::optional<std::int64_t> micros(const std::optional<WallTime>& time)
{
    return time ? std::optional(toMicros(*time)) : std::nullopt;
}

std::optional<std::string> textOrNullAt(const Statement::Run& run, int column)
{
    const std::string_view text = run.textAt(column); // JSON and conditions are never empty
    return text.empty() ? std::nullopt : std::optional(std::string(text));
}

void bindTextOrNull(Statement::Run& run, const std::optional<std::string>& text)
{
    if (text) {
        run.text(*text);
    } else {
        run.integerOrNull(std::nullopt);
    }
}

/// All rows.
template <class Row>
Result<std::vector<Row>> readAll(Statement::Run& run, Row (*read)(const Statement::Run&))
{
    std::vector<Row> rows;
    for (;;) {
        HUB_TRY(const bool more, run.next());
        if (!more) {
            return rows;
        }
        rows.push_back(read(run));
    }
}

JobProgress readProgress(const Statement::Run& run)
{
    const auto count = [&run](int column) {
        return static_cast<std::uint64_t>(run.integerAt(column));
    };
    JobProgress progress;
    progress.status = enumAt<JobStatus>(run, 0);
    progress.began = timeAt(run, 1);
    progress.ended = timeAt(run, 2);
    progress.scanned = run.integerAt(3);
    progress.allFound = run.integerAt(4) != 0;
    progress.counts = {count(5), count(6), count(7), count(8), count(9)};
    progress.failureReason = run.textAt(10);
    return progress;
}

JobWork readWork(const Statement::Run& run, JobType type)
{
    JobWork work;
    work.type = type;
    work.text = run.textAt(23);
    work.tags = textOrNullAt(run, 24);
    work.desired = textOrNullAt(run, 25);
    work.method = run.textAt(26);
    work.payload = run.textAt(27);
    work.responseTime = std::chrono::seconds(run.integerAt(28));
    work.connectTime = std::chrono::seconds(run.integerAt(29));
    work.reason = run.textAt(33);
    work.confirmed = static_cast<std::uint64_t>(run.integerAt(34));
    work.body = run.blobAt(35);
    work.properties = run.blobAt(36);
    work.ack = enumAt<CommandAck>(run, 37);
    if (const auto seconds = run.integerOrNullAt(38)) {
        work.timeToLive = std::chrono::seconds(*seconds);
    }
    return work;
}

Result<Job> readJob(const Statement::Run& run)
{
    Job job;
    job.progress = readProgress(run);
    job.key = run.integerAt(11);
    job.order.id = run.textAt(12);
    job.created = wallFromMicros(run.integerAt(13));
    job.order.condition = run.textAt(15);
    job.order.start = wallFromMicros(run.integerAt(16));
    job.order.mostTime = std::chrono::seconds(run.integerAt(17));
    if (const auto scope = textOrNullAt(run, 18)) {
        HUB_TRY(job.order.scope, TagCondition::parse(*scope));
    }
    job.order.creator = {std::string(run.textAt(19)), std::string(run.textAt(20)),
                         std::string(run.textAt(21)), std::string(run.textAt(22))};
    job.order.work = readWork(run, enumAt<JobType>(run, 14));
    job.order.origin = enumAt<JobOrigin>(run, 30);
    job.order.aim = enumAt<JobAim>(run, 31);
    job.order.idCount = static_cast<std::uint64_t>(run.integerAt(32));
    return job;
}

Result<std::optional<Job>> readOne(Statement::Run& run)
{
    HUB_TRY(const bool found, run.next());
    if (!found) {
        return std::nullopt;
    }
    HUB_TRY(Job job, readJob(run));
    return std::optional(std::move(job));
}

DeviceJob readPart(const Statement::Run& run)
{
    DeviceJob part;
    part.job = run.integerAt(0);
    part.device = run.integerAt(1);
    part.id = {std::string(run.textAt(2)), std::string(run.textAt(3))};
    part.status = enumAt<DeviceJobStatus>(run, 4);
    part.created = wallFromMicros(run.integerAt(5));
    part.updated = wallFromMicros(run.integerAt(6));
    part.started = timeAt(run, 7);
    part.ended = timeAt(run, 8);
    part.methodStatus = run.integerOrNullAt(9);
    part.methodPayload = run.textAt(10);
    part.errorCode = run.textAt(11);
    part.errorText = run.textAt(12);
    part.command = run.integerOrNullAt(13);
    return part;
}

/// A part as a job that has ended leaves it.
DeviceJobView readView(const Statement::Run& run)
{
    DeviceJobView view{readPart(run), std::string(run.textAt(14)), enumAt<JobType>(run, 15)};
    const bool ended = hasEnded(enumAt<JobStatus>(run, 16));
    if (ended && view.part.status == DeviceJobStatus::Pending) {
        view.part.status = DeviceJobStatus::Canceled;
        view.part.ended = timeAt(run, 17);
        view.part.updated = view.part.ended.value_or(view.part.updated);
    }
    return view;
}

std::string sqlOf(const JobQuery& query)
{
    std::string sql = kJobs + " WHERE (?1 = 0 OR j.key < ?1)";
    if (query.type) {
        sql += " AND j.type = " + std::to_string(numberOf(*query.type));
    }
    if (query.status) {
        sql += " AND j.status = " + std::to_string(numberOf(*query.status));
    }
    if (query.isDue) {
        sql += std::string(" AND j.start ") + (*query.isDue ? "<=" : ">") + " " +
               std::to_string(toMicros(query.now));
    }
    if (query.origin) {
        sql += " AND j.origin = " + std::to_string(numberOf(*query.origin));
    }
    if (query.scope) {
        sql += " AND j.scope = ?2";
    }
    return sql + " ORDER BY j.key DESC LIMIT " + std::to_string(query.limit);
}

} // namespace

Result<std::unique_ptr<JobStore>> JobStore::open(Database& database)
{
    std::unique_ptr<JobStore> store(new JobStore(database));
    HUB_TRYV(store->prepare());
    return store;
}

Result<void> JobStore::prepare()
{
    struct Text
    {
        Statement& statement;
        std::string sql;
    };
    const Text texts[] = {
        {sql_.add, "INSERT OR IGNORE INTO job (id, created, type, condition, start, most_seconds, "
                   "scope, creator_kind, creator, creator_role, creator_address, status, scanned, "
                   "all_found, devices, pending, running, succeeded, failed, failure_reason, "
                   "origin, aim, id_count) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0, '', ?, ?, ?) "
                   "RETURNING key"},
        {sql_.addWork, "INSERT INTO job_work (job_key, text, tags, desired, method, payload, "
                       "response_seconds, connect_seconds, reason, confirmed, body, properties, "
                       "ack, ttl_seconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
        {sql_.addId, "INSERT INTO job_id (job_key, place, device_id) VALUES (?, ?, ?)"},
        {sql_.ids, "SELECT place, device_id FROM job_id WHERE job_key = ? AND place > ? "
                   "ORDER BY place LIMIT ?"},
        {sql_.find, kJobs + " WHERE j.id = ?"},
        {sql_.findKey, kJobs + " WHERE j.key = ?"},
        {sql_.progress, "SELECT " + kProgressColumns + " FROM job j WHERE j.key = ?"},
        {sql_.setProgress,
         "UPDATE job SET status = ?, began = ?, ended = ?, scanned = ?, all_found = ?, devices = ?, "
         "pending = ?, running = ?, succeeded = ?, failed = ?, failure_reason = ? WHERE key = ?"},
        {sql_.open, "SELECT key, status, start FROM job WHERE status < 2 "
                    "ORDER BY status DESC, start, key LIMIT ?"},
        {sql_.addPart, "INSERT OR IGNORE INTO device_job (job_key, device_key, device_id, module_id, status, "
                       "created, updated, method_payload, error_code, error_text) "
                       "VALUES (?, ?, ?, ?, ?, ?, ?, '', '', '') RETURNING 1"},
        {sql_.parts, "SELECT " + kPartColumns +
                         " FROM device_job d WHERE d.job_key = ? AND d.status = ? AND d.status < 2 "
                         "ORDER BY d.device_key LIMIT ?"},
        {sql_.underWay, kViews + "FROM device_job d INDEXED BY device_job_under_way "
                                 "CROSS JOIN job j ON j.key = d.job_key WHERE d.status = 1"},
        {sql_.setPart,
         "UPDATE device_job SET status = ?, updated = ?, started = ?, ended = ?, method_status = ?, "
         "method_payload = ?, error_code = ?, error_text = ?, command = ? "
         "WHERE job_key = ? AND device_key = ?"},
        {sql_.keptJobs, "SELECT count(*) FROM job WHERE status >= 2"},
        {sql_.keptParts, "SELECT ifnull(sum(devices), 0) FROM job"},
        {sql_.oldest, "SELECT key, ended FROM job j WHERE status >= 2 AND NOT EXISTS (SELECT 1 "
                      "FROM job r WHERE r.status < 2 AND r.aim = 2 AND r.condition = j.id) "
                      "ORDER BY ended, key LIMIT 1"}, // one that is tried again is still needed
        {sql_.removeParts, "DELETE FROM device_job WHERE job_key = ?1 AND device_key IN (SELECT "
                           "device_key FROM device_job WHERE job_key = ?1 LIMIT ?2) RETURNING 1"},
        {sql_.removeIds, "DELETE FROM job_id WHERE job_key = ?"},
        {sql_.removeWork, "DELETE FROM job_work WHERE job_key = ?"},
        {sql_.remove, "DELETE FROM job WHERE key = ?"},
    };
    for (const Text& text : texts) {
        HUB_TRY(text.statement, database_.prepare(text.sql));
    }
    return success();
}

Result<JobKey> JobStore::add(const JobOrder& order, WallTime now)
{
    std::optional<std::string> scope;
    if (order.scope) {
        scope = order.scope->text();
    }
    JobKey key = 0;
    {
        auto run = sql_.add.run();
        run.text(order.id)
            .integer(toMicros(now))
            .integer(numberOf(order.work.type))
            .text(order.condition)
            .integer(toMicros(order.start))
            .integer(order.mostTime.count());
        bindTextOrNull(run, scope);
        run.text(order.creator.kind)
            .text(order.creator.name)
            .text(order.creator.role)
            .text(order.creator.address)
            .integer(numberOf(order.origin))
            .integer(numberOf(order.aim))
            .integer(static_cast<std::int64_t>(order.ids.size()));
        HUB_TRY(const bool added, run.next());
        if (!added) {
            return fail(Errc::JobAlreadyExists,
                        "A job with ID '" + order.id + "' exists already");
        }
        key = run.integerAt(0);
        HUB_TRYV(run.finish());
    }
    HUB_TRYV(addWork(key, order.work));
    HUB_TRYV(addIds(key, order.ids));
    return key;
}

Result<void> JobStore::addWork(JobKey key, const JobWork& work)
{
    std::optional<std::int64_t> timeToLive;
    if (work.timeToLive) {
        timeToLive = work.timeToLive->count();
    }
    auto run = sql_.addWork.run();
    run.integer(key).text(work.text);
    bindTextOrNull(run, work.tags);
    bindTextOrNull(run, work.desired);
    return run.text(work.method)
        .text(work.payload)
        .integer(work.responseTime.count())
        .integer(work.connectTime.count())
        .text(work.reason)
        .integer(static_cast<std::int64_t>(work.confirmed))
        .blob(work.body)
        .blob(work.properties)
        .integer(numberOf(work.ack))
        .integerOrNull(timeToLive)
        .finish();
}

Result<void> JobStore::addIds(JobKey key, const std::vector<std::string>& ids)
{
    std::int64_t place = 0;
    for (const std::string& id : ids) {
        HUB_TRYV(sql_.addId.run().integer(key).integer(++place).text(id).finish());
    }
    return success();
}

Result<std::vector<JobId>> JobStore::ids(JobKey job, std::int64_t after, std::size_t limit)
{
    auto run = sql_.ids.run();
    run.integer(job).integer(after).integer(static_cast<std::int64_t>(limit));
    return readAll<JobId>(run, [](const Statement::Run& row) {
        return JobId{row.integerAt(0), std::string(row.textAt(1))};
    });
}

Result<std::optional<Job>> JobStore::find(std::string_view id)
{
    auto run = sql_.find.run();
    return readOne(run.text(id));
}

Result<std::optional<Job>> JobStore::find(JobKey key)
{
    auto run = sql_.findKey.run();
    return readOne(run.integer(key));
}

Result<std::vector<Job>> JobStore::list(const JobQuery& query)
{
    HUB_TRY(Statement statement, database_.prepare(sqlOf(query)));
    auto run = statement.run();
    run.integer(query.before);
    const std::string scope = query.scope ? query.scope->text() : std::string();
    if (query.scope) {
        run.text(scope);
    }
    std::vector<Job> jobs;
    for (;;) {
        HUB_TRY(const bool more, run.next());
        if (!more) {
            return jobs;
        }
        HUB_TRY(Job job, readJob(run));
        jobs.push_back(std::move(job));
    }
}

Result<std::optional<JobProgress>> JobStore::progress(JobKey job)
{
    auto run = sql_.progress.run();
    HUB_TRY(const bool found, run.integer(job).next());
    return found ? std::optional(readProgress(run)) : std::nullopt;
}

Result<void> JobStore::setProgress(JobKey job, const JobProgress& progress)
{
    const JobCounts& counts = progress.counts;
    auto run = sql_.setProgress.run();
    run.integer(numberOf(progress.status))
        .integerOrNull(micros(progress.began))
        .integerOrNull(micros(progress.ended))
        .integer(progress.scanned)
        .integer(progress.allFound ? 1 : 0);
    for (const std::uint64_t count :
         {counts.devices, counts.pending, counts.running, counts.succeeded, counts.failed}) {
        run.integer(static_cast<std::int64_t>(count));
    }
    return run.text(progress.failureReason).integer(job).finish();
}

Result<std::vector<hub::JobStore::Open>> JobStore::open(std::size_t limit)
{
    auto run = sql_.open.run();
    run.integer(static_cast<std::int64_t>(limit));
    std::vector<Open> open;
    for (;;) {
        HUB_TRY(const bool more, run.next());
        if (!more) {
            return open;
        }
        open.push_back({run.integerAt(0), enumAt<JobStatus>(run, 1),
                        wallFromMicros(run.integerAt(2))});
    }
}

Result<std::uint64_t> JobStore::addParts(std::span<const DeviceJob> parts)
{
    std::uint64_t added = 0;
    for (const DeviceJob& part : parts) {
        auto run = sql_.addPart.run();
        HUB_TRY(const bool isNew, run.integer(part.job)
                                      .integer(part.device)
                                      .text(part.id.device)
                                      .text(part.id.module)
                                      .integer(numberOf(part.status))
                                      .integer(toMicros(part.created))
                                      .integer(toMicros(part.updated))
                                      .next());
        if (isNew) {
            HUB_TRYV(run.finish());
            ++added;
        }
    }
    return added;
}

Result<std::vector<DeviceJob>>
JobStore::parts(JobKey job, DeviceJobStatus status, std::size_t limit)
{
    auto run = sql_.parts.run();
    run.integer(job).integer(numberOf(status)).integer(static_cast<std::int64_t>(limit));
    return readAll(run, readPart);
}

Result<std::vector<DeviceJobView>> JobStore::underWay()
{
    auto run = sql_.underWay.run();
    return readAll(run, readView);
}

Result<void> JobStore::setPart(const DeviceJob& part)
{
    return sql_.setPart.run()
        .integer(numberOf(part.status))
        .integer(toMicros(part.updated))
        .integerOrNull(micros(part.started))
        .integerOrNull(micros(part.ended))
        .integerOrNull(part.methodStatus)
        .text(part.methodPayload)
        .text(part.errorCode)
        .text(part.errorText)
        .integerOrNull(part.command)
        .integer(part.job)
        .integer(part.device)
        .finish();
}

Result<std::vector<DeviceJobView>> JobStore::find(const DeviceJobQuery& query)
{
    HUB_TRY(Statement statement, database_.prepare(kViews + fromParts(query)));
    auto run = statement.run();
    const std::string scope = query.scope ? query.scope->text() : std::string();
    // All places, in order: those that the text does not name are passed over below.
    run.integer(query.afterJob).integer(query.afterDevice);
    const int named = query.scope ? 7 : query.deviceId ? 4 : query.jobId ? 3 : 2;
    const std::string_view texts[] = {query.jobId ? *query.jobId : std::string_view(),
                                      query.deviceId ? *query.deviceId : std::string_view(), scope,
                                      query.scope ? query.scope->name : std::string_view(),
                                      query.scope ? query.scope->value : std::string_view()};
    for (int place = 3; place <= named; ++place) {
        run.text(texts[place - 3]);
    }
    return readAll(run, readView);
}

Result<std::vector<DeviceJobView>> JobStore::find(const JobPartQuery& query)
{
    HUB_TRY(Statement statement, database_.prepare(kViews + fromParts(query)));
    auto run = statement.run();
    run.integer(query.job).integer(query.after.value_or(INT64_MIN));
    if (query.scope) {
        run.text(query.scope->name).text(query.scope->value);
    }
    return readAll(run, readView);
}

/// The oldest job that ended, when it is too old or one too many.
Result<std::optional<JobKey>> JobStore::toForget(WallTime endedBefore, Most most)
{
    auto oldest = sql_.oldest.run();
    HUB_TRY(const bool any, oldest.next());
    if (!any) {
        return std::nullopt;
    }
    const JobKey key = oldest.integerAt(0);
    if (oldest.integerAt(1) < toMicros(endedBefore)) {
        return std::optional(key);
    }
    auto jobs = sql_.keptJobs.run();
    HUB_TRYV(jobs.next());
    auto parts = sql_.keptParts.run();
    HUB_TRYV(parts.next());
    const bool tooMany = jobs.integerAt(0) > static_cast<std::int64_t>(most.jobs) ||
                         parts.integerAt(0) > static_cast<std::int64_t>(most.parts);
    return tooMany ? std::optional(key) : std::nullopt;
}

Result<bool> JobStore::forgetSome(WallTime endedBefore, Most most)
{
    HUB_TRY(const std::optional<JobKey> key, toForget(endedBefore, most));
    if (!key) {
        return false;
    }
    std::size_t removed = 0;
    {
        auto run = sql_.removeParts.run();
        run.integer(*key).integer(static_cast<std::int64_t>(limits::kJobPartsPerStep));
        for (;;) {
            HUB_TRY(const bool more, run.next());
            if (!more) {
                break;
            }
            ++removed;
        }
    }
    if (removed < limits::kJobPartsPerStep) {
        HUB_TRYV(sql_.removeIds.run().integer(*key).finish());
        HUB_TRYV(sql_.removeWork.run().integer(*key).finish());
        HUB_TRYV(sql_.remove.run().integer(*key).finish());
    }
    return true;
}

} // namespace hub::sqlite
