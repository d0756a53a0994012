#include "storage/sqlite/queue_store.h"

#include "storage/sqlite/command_row.h"

#include "domain/limits.h"

#include <limits>

namespace hub::sqlite {
namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

const char* const kSummaryColumns =
    "SELECT device_key, device_id, module_id, waiting, in_flight, completed, dead, oldest, "
    "last_poll, held_since IS NOT NULL FROM queue WHERE listed";

/// A bit for each state that is wanted.
std::int64_t maskOf(const std::vector<CommandState>& states)
{
    std::int64_t mask = states.empty() ? 0xf : 0;
    for (const CommandState state : states) {
        mask |= std::int64_t{1} << static_cast<unsigned>(state);
    }
    return mask;
}

/// LIKE pattern for any part of a text.
std::string partOf(const std::string& text)
{
    std::string out = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out + "%";
}

constexpr const char* kInScope = " AND device_id IN (SELECT device_id FROM identity JOIN device_tag "
                                 "USING (device_key) WHERE module_id = '' AND name = ? AND "
                                 "value = ?)";

std::string condition(const QueueListQuery& query)
{
    std::string sql = query.contains.empty() ? "" : " AND device_id LIKE ? ESCAPE '\\'";
    return query.scope ? sql + kInScope : sql;
}

/// Values for condition(); part outlives the run.
void bindTo(Statement::Run& run, const QueueListQuery& query, const std::string& part)
{
    if (!query.contains.empty()) {
        run.text(part);
    }
    if (query.scope) {
        run.text(query.scope->name).text(query.scope->value);
    }
}

/// Each is the order of an index, forwards or backwards.
std::string orderOf(const QueueListQuery& query)
{
    const auto by = [&query](const std::string& column, bool highestFirst) {
        return " ORDER BY " + column +
               (highestFirst ? " DESC, device_key" : ", device_key DESC");
    };
    switch (query.order) {
    case QueueOrder::Id:
        return query.descending ? " ORDER BY device_id DESC, module_id DESC"
                                : " ORDER BY device_id, module_id";
    case QueueOrder::Depth: return by("depth", query.descending);
    case QueueOrder::OldestAge: // the greatest age is the lowest time
        return query.descending ? " ORDER BY oldest, device_key"
                                : " ORDER BY oldest DESC, device_key DESC";
    case QueueOrder::InFlight: return by("in_flight", query.descending);
    case QueueOrder::Dead: return by("dead", query.descending);
    case QueueOrder::LastPoll: return by("last_poll", query.descending);
    }
    return {};
}

QueueCounts countsAt(const Statement::Run& run, int column)
{
    const auto at = [&run](int index) { return static_cast<std::uint64_t>(run.integerAt(index)); };
    return {at(column), at(column + 1), at(column + 2), at(column + 3)};
}

QueueSummary readSummary(const Statement::Run& run)
{
    QueueSummary summary;
    summary.device = run.integerAt(0);
    summary.id = {std::string(run.textAt(1)), std::string(run.textAt(2))};
    summary.counts = countsAt(run, 3);
    if (run.integerAt(7) != kNever) {
        summary.oldestEnqueued = wallFromMicros(run.integerAt(7));
    }
    summary.lastPoll = timeOrNothing(run.integerOrNullAt(8));
    summary.held = run.integerAt(9) != 0;
    return summary;
}

std::size_t sizeOf(const Command& command)
{
    return command.properties.size() + command.body.size();
}

} // namespace

Result<std::unique_ptr<QueueStore>> QueueStore::open(Database& database)
{
    std::unique_ptr<QueueStore> store(new QueueStore(database));
    HUB_TRYV(store->prepareRows());
    HUB_TRYV(store->prepareLooks());
    return store;
}

Result<void> QueueStore::prepareRows()
{
    struct Text
    {
        Statement& statement;
        const char* sql;
    };
    const Text texts[] = {
        {sql_.find, "SELECT device_id, module_id, waiting, in_flight, completed, dead, last_poll, "
                    "held_since, held_by, held_reason FROM queue WHERE device_key = ?"},
        {sql_.nextSequence,
         "INSERT INTO queue (device_key, device_id, module_id, last_sequence) "
         "SELECT key, device_id, module_id, 1 FROM device_key WHERE key = ? AND deleted IS NULL "
         "ON CONFLICT (device_key) DO UPDATE SET last_sequence = last_sequence + 1 "
         "RETURNING last_sequence"},
        {sql_.hold,
         "INSERT INTO queue (device_key, device_id, module_id, held_since, held_by, held_reason) "
         "SELECT key, device_id, module_id, ?2, ?3, ?4 FROM device_key "
         "WHERE key = ?1 AND deleted IS NULL ON CONFLICT (device_key) DO UPDATE SET "
         "held_since = ?2, held_by = ?3, held_reason = ?4 RETURNING 1"},
        {sql_.resume, "UPDATE queue SET held_since = NULL, held_by = '', held_reason = '' "
                      "WHERE device_key = ?"},
        {sql_.notePoll, "INSERT INTO queue (device_key, device_id, module_id, last_poll) "
                        "SELECT key, device_id, module_id, ?2 FROM device_key "
                        "WHERE key = ?1 AND deleted IS NULL "
                        "ON CONFLICT (device_key) DO UPDATE SET last_poll = ?2"},
    };
    for (const Text& text : texts) {
        HUB_TRY(text.statement, database_.prepare(text.sql));
    }
    return success();
}

Result<void> QueueStore::prepareLooks()
{
    struct Text
    {
        Statement& statement;
        std::string sql;
    };
    const std::string select = std::string("SELECT ") + kCommandColumns;
    const std::string contents = ", properties, body";
    const std::string dead = select + contents +
                             ", device_id, module_id FROM command "
                             "JOIN command_content ON command_content.command = command.id "
                             "JOIN queue ON queue.device_key = command.device_key "
                             "WHERE state = 3 AND id < ?";
    const Text texts[] = {
        {sql_.open, select + " FROM command WHERE device_key = ? AND state < 2 ORDER BY sequence"},
        {sql_.place, "SELECT state, sequence FROM command WHERE id = ?"},
        {sql_.openIds, "SELECT id FROM command WHERE device_key = ? AND state < 2 "
                       "AND sequence > ? AND (? >> state) & 1 ORDER BY sequence LIMIT ?"},
        {sql_.endedIds, "SELECT id FROM command WHERE device_key = ? AND state > 1 AND id < ? "
                        "AND (? >> state) & 1 ORDER BY id DESC LIMIT ?"},
        {sql_.command, select + contents + " FROM command JOIN command_content "
                                           "ON command_content.command = command.id WHERE id = ?"},
        {sql_.dead, dead + " ORDER BY id DESC LIMIT ?"},
        {sql_.deadScope, dead + kInScope + " ORDER BY id DESC LIMIT ?"},
        {sql_.totals, "SELECT listed, waiting, in_flight, completed, dead FROM queue_total"},
        {sql_.times, "SELECT min(expires), max(delivery_count) FROM command "
                     "WHERE device_key = ? AND state < 2"},
    };
    for (const Text& text : texts) {
        HUB_TRY(text.statement, database_.prepare(text.sql));
    }
    return success();
}

Result<std::optional<QueueRow>> QueueStore::find(DeviceKey device)
{
    auto run = sql_.find.run();
    HUB_TRY(const bool found, run.integer(device).next());
    if (!found) {
        return std::nullopt;
    }
    QueueRow row;
    row.id = {std::string(run.textAt(0)), std::string(run.textAt(1))};
    row.counts = countsAt(run, 2);
    row.lastPoll = timeOrNothing(run.integerOrNullAt(6));
    if (const auto since = run.integerOrNullAt(7)) {
        row.hold = QueueHold{wallFromMicros(*since), std::string(run.textAt(8)),
                             std::string(run.textAt(9))};
    }
    return std::optional(std::move(row));
}

Result<std::uint64_t> QueueStore::nextSequence(DeviceKey device)
{
    auto run = sql_.nextSequence.run();
    HUB_TRY(const bool known, run.integer(device).next());
    if (!known) {
        return fail(Errc::DeviceNotFound);
    }
    const auto sequence = static_cast<std::uint64_t>(run.integerAt(0));
    HUB_TRYV(run.finish());
    return sequence;
}

Result<void> QueueStore::hold(DeviceKey device, const QueueHold& hold)
{
    auto run = sql_.hold.run();
    run.integer(device).integer(toMicros(hold.since)).text(hold.by).text(hold.reason);
    HUB_TRY(const bool known, run.next());
    return known ? run.finish() : Result<void>(fail(Errc::DeviceNotFound));
}

Result<void> QueueStore::resume(DeviceKey device)
{
    return sql_.resume.run().integer(device).finish();
}

Result<void> QueueStore::notePolls(std::span<const PollNote> notes)
{
    return database_.transaction([&]() -> Result<void> {
        for (const PollNote& note : notes) {
            HUB_TRYV(sql_.notePoll.run().integer(note.device).integer(toMicros(note.time)).finish());
        }
        return success();
    });
}

Result<std::vector<Command>> QueueStore::open(DeviceKey device)
{
    auto run = sql_.open.run();
    return readCommands(run.integer(device));
}

Result<CommandPage> QueueStore::page(const CommandPageQuery& query)
{
    HUB_TRY(const std::vector<CommandId> ids, idsOf(query, query.limit + 1));
    CommandPage page;
    std::size_t bytes = 0;
    for (const CommandId id : ids) {
        if (page.commands.size() == query.limit || bytes > limits::kMaxPageBytes) {
            page.next = page.commands.back().id;
            break;
        }
        HUB_TRY(std::optional<Command> command, withContents(id));
        if (command) { // else another thread has just removed it
            bytes += sizeOf(*command);
            page.commands.push_back(std::move(*command));
        }
    }
    return page;
}

Result<std::vector<CommandId>> QueueStore::idsOf(const CommandPageQuery& query, std::size_t most)
{
    std::vector<CommandId> ids;
    const auto collect = [&](Statement& statement, std::int64_t from) -> Result<void> {
        auto run = statement.run();
        run.integer(query.device).integer(from).integer(maskOf(query.states));
        run.integer(static_cast<std::int64_t>(most - ids.size()));
        for (;;) {
            HUB_TRY(const bool more, run.next());
            if (!more) {
                return success();
            }
            ids.push_back(run.integerAt(0));
        }
    };
    std::int64_t openFrom = 0;
    std::int64_t endedFrom = kNever;
    if (query.after) {
        auto run = sql_.place.run();
        HUB_TRY(const bool known, run.integer(*query.after).next());
        const bool open = known && run.integerAt(0) < 2;
        openFrom = open ? run.integerAt(1) : kNever;
        endedFrom = open ? kNever : *query.after;
    }
    HUB_TRYV(collect(sql_.openIds, openFrom));
    HUB_TRYV(collect(sql_.endedIds, endedFrom));
    return ids;
}

Result<std::optional<Command>> QueueStore::withContents(CommandId id)
{
    auto run = sql_.command.run();
    HUB_TRY(const bool found, run.integer(id).next());
    if (!found) {
        return std::nullopt;
    }
    Command command = readCommand(run);
    command.properties = run.blobAt(13);
    command.body = run.blobAt(14);
    return std::optional(std::move(command));
}

Result<std::vector<CommandView>> QueueStore::dead(std::optional<CommandId> after,
                                                  std::size_t limit,
                                                  const std::optional<TagCondition>& scope)
{
    std::vector<CommandView> views;
    std::size_t bytes = 0;
    auto run = scope ? sql_.deadScope.run() : sql_.dead.run();
    run.integer(after.value_or(kNever));
    if (scope) {
        run.text(scope->name).text(scope->value);
    }
    run.integer(static_cast<std::int64_t>(limit));
    for (;;) {
        HUB_TRY(const bool more, run.next());
        if (!more || bytes > limits::kMaxPageBytes) {
            return views;
        }
        CommandView view;
        view.command = readCommand(run);
        view.command.properties = run.blobAt(13);
        view.command.body = run.blobAt(14);
        bytes += view.command.body.size();
        view.id = {std::string(run.textAt(15)), std::string(run.textAt(16))};
        views.push_back(std::move(view));
    }
}

Result<QueueList> QueueStore::list(const QueueListQuery& query)
{
    QueueList list;
    if (query.scope) {
        HUB_TRYV(countScope(query, list));
    } else {
        HUB_TRYV(countAll(list));
    }
    if (!query.contains.empty()) {
        HUB_TRY(list.total, countMatching(query));
    }
    {
        HUB_TRY(Statement * statement, listStatement(kSummaryColumns + condition(query) +
                                                     orderOf(query) + " LIMIT ? OFFSET ?"));
        const std::string part = partOf(query.contains);
        auto run = statement->run();
        bindTo(run, query, part);
        run.integer(static_cast<std::int64_t>(query.limit));
        run.integer(static_cast<std::int64_t>(query.offset));
        for (;;) {
            HUB_TRY(const bool more, run.next());
            if (!more) {
                break;
            }
            list.queues.push_back(readSummary(run));
        }
    }
    for (QueueSummary& summary : list.queues) {
        HUB_TRYV(addTimes(summary));
    }
    return list;
}

Result<Statement*> QueueStore::listStatement(const std::string& sql)
{
    const auto known = lists_.find(sql);
    if (known != lists_.end()) {
        return &known->second;
    }
    HUB_TRY(Statement made, database_.prepare(sql));
    return &lists_.emplace(sql, std::move(made)).first->second;
}

Result<void> QueueStore::countAll(QueueList& list)
{
    auto run = sql_.totals.run();
    HUB_TRYV(run.next());
    list.total = static_cast<std::uint64_t>(run.integerAt(0));
    list.fleet = countsAt(run, 1);
    return success();
}

/// The same of part of the fleet, which no counter is kept for.
Result<void> QueueStore::countScope(const QueueListQuery& query, QueueList& list)
{
    QueueListQuery all;
    all.scope = query.scope;
    HUB_TRY(Statement * statement,
            listStatement("SELECT count(*), total(waiting), total(in_flight), total(completed), "
                          "total(dead) FROM queue WHERE listed" + condition(all)));
    auto run = statement->run();
    bindTo(run, all, {});
    HUB_TRYV(run.next());
    list.total = static_cast<std::uint64_t>(run.integerAt(0));
    list.fleet = countsAt(run, 1);
    return success();
}

Result<std::uint64_t> QueueStore::countMatching(const QueueListQuery& query)
{
    HUB_TRY(Statement * statement,
            listStatement("SELECT count(*) FROM queue WHERE listed" + condition(query)));
    const std::string part = partOf(query.contains);
    auto run = statement->run();
    bindTo(run, query, part);
    HUB_TRYV(run.next());
    return static_cast<std::uint64_t>(run.integerAt(0));
}

Result<void> QueueStore::addTimes(QueueSummary& summary)
{
    if (summary.counts.waiting + summary.counts.inFlight == 0) {
        return success();
    }
    auto run = sql_.times.run();
    HUB_TRYV(run.integer(summary.device).next());
    summary.nextExpiry = timeOrNothing(run.integerOrNullAt(0));
    summary.mostAttempts = static_cast<unsigned>(run.integerAt(1));
    return success();
}

} // namespace hub::sqlite
