#include "storage/sqlite/feedback_store.h"

#include "storage/sqlite/command_row.h"

#include "domain/limits.h"

#include <array>

namespace hub::sqlite {
namespace {

/// By DeadReason; none is success.
constexpr std::array<std::string_view, 5> kStatus{"Success", "Expired", "DeliveryCountExceeded",
                                                  "Rejected", "Purged"};

std::string statusText(std::int64_t code)
{
    const auto index = static_cast<std::size_t>(code);
    return std::string(index < kStatus.size() ? kStatus[index] : std::string_view());
}

Result<std::optional<WallTime>> timeOf(Statement& statement)
{
    auto run = statement.run();
    HUB_TRY(const bool row, run.next());
    return row ? timeOrNothing(run.integerOrNullAt(0)) : std::nullopt;
}

/// Runs a change that returns a row for each record it touched.
Result<std::size_t> countOf(Statement::Run& run)
{
    for (std::size_t count = 0;; ++count) {
        HUB_TRY(const bool more, run.next());
        if (!more) {
            return count;
        }
    }
}

} // namespace

Result<std::unique_ptr<FeedbackStore>> FeedbackStore::open(Database& database)
{
    std::unique_ptr<FeedbackStore> store(new FeedbackStore(database));
    HUB_TRYV(store->prepare());
    return store;
}

Result<void> FeedbackStore::prepare()
{
    struct Text
    {
        Statement& statement;
        const char* sql;
    };
    const Text texts[] = {
        {sql_.record, "INSERT INTO feedback (device_key, time, message_id, status) "
                      "SELECT device_key, ?2, message_id, ?3 FROM command WHERE id = ?1"},
        {sql_.shorten, "DELETE FROM feedback WHERE id <= (SELECT max(id) FROM feedback) - ?"},
        {sql_.waiting, "SELECT count(*), min(time) FROM (SELECT time FROM feedback "
                       "WHERE lock_token = '' ORDER BY id LIMIT ?)"},
        {sql_.lock, "UPDATE feedback SET lock_token = ?, lock_until = ? WHERE id IN "
                    "(SELECT id FROM feedback WHERE lock_token = '' ORDER BY id LIMIT ?)"},
        {sql_.read, "SELECT message_id, time, status, device_id, generation FROM feedback "
                    "JOIN device_key ON device_key.key = feedback.device_key "
                    "WHERE lock_token = ? AND lock_token <> '' ORDER BY id"},
        {sql_.remove,
         "DELETE FROM feedback WHERE lock_token = ? AND lock_token <> '' RETURNING 1"},
        {sql_.wornOut, "DELETE FROM feedback WHERE lock_token = ? AND lock_token <> '' "
                       "AND delivery_count + 1 >= ? RETURNING 1"},
        {sql_.giveBack, "UPDATE feedback SET delivery_count = delivery_count + 1, "
                        "lock_token = '', lock_until = NULL WHERE lock_token = ? "
                        "AND lock_token <> '' RETURNING 1"},
        {sql_.wornOutLapsed, "DELETE FROM feedback WHERE lock_token <> '' AND lock_until <= ? "
                             "AND delivery_count + 1 >= ?"},
        {sql_.unlock, "UPDATE feedback SET delivery_count = delivery_count + 1, lock_token = '', "
                      "lock_until = NULL WHERE lock_token <> '' AND lock_until <= ?"},
        {sql_.forget, "DELETE FROM feedback WHERE id IN (SELECT id FROM feedback "
                      "WHERE time <= ? ORDER BY time LIMIT ?) RETURNING 1"},
        {sql_.oldest, "SELECT min(time) FROM feedback"},
        {sql_.nextUnlock, "SELECT min(lock_until) FROM feedback WHERE lock_token <> ''"},
    };
    for (const Text& text : texts) {
        HUB_TRY(text.statement, database_.prepare(text.sql));
    }
    return success();
}

Result<void> FeedbackStore::record(const Command& command, WallTime now)
{
    return database_.transaction([&]() -> Result<void> {
        HUB_TRYV(sql_.record.run()
                     .integer(command.id)
                     .integer(toMicros(now))
                     .integer(static_cast<std::int64_t>(command.reason))
                     .finish());
        return sql_.shorten.run()
            .integer(static_cast<std::int64_t>(limits::kMaxFeedbackRecords))
            .finish();
    });
}

Result<FeedbackWaiting> FeedbackStore::waiting(std::size_t upTo)
{
    auto run = sql_.waiting.run();
    HUB_TRYV(run.integer(static_cast<std::int64_t>(upTo)).next());
    return FeedbackWaiting{static_cast<std::size_t>(run.integerAt(0)),
                           wallFromMicros(run.integerAt(1))};
}

Result<std::vector<FeedbackRecord>> FeedbackStore::take(std::string_view token,
                                                        WallTime until,
                                                        std::size_t limit)
{
    HUB_TRYV(sql_.lock.run()
                 .text(token)
                 .integer(toMicros(until))
                 .integer(static_cast<std::int64_t>(limit))
                 .finish());
    std::vector<FeedbackRecord> records;
    auto run = sql_.read.run();
    run.text(token);
    for (;;) {
        HUB_TRY(const bool more, run.next());
        if (!more) {
            return records;
        }
        records.push_back({std::string(run.textAt(0)), wallFromMicros(run.integerAt(1)),
                           statusText(run.integerAt(2)), std::string(run.textAt(3)),
                           std::string(run.textAt(4))});
    }
}

Result<void> FeedbackStore::remove(std::string_view token)
{
    auto run = sql_.remove.run();
    HUB_TRY(const std::size_t removed, countOf(run.text(token)));
    return removed > 0 ? Result<void>(success()) : fail(Errc::LockLost);
}

Result<void> FeedbackStore::giveBack(std::string_view token, unsigned maxDeliveries)
{
    return database_.transaction([&]() -> Result<void> {
        auto wornOut = sql_.wornOut.run();
        HUB_TRY(const std::size_t removed, countOf(wornOut.text(token).integer(maxDeliveries)));
        auto given = sql_.giveBack.run();
        HUB_TRY(const std::size_t back, countOf(given.text(token)));
        return removed + back > 0 ? Result<void>(success()) : fail(Errc::LockLost);
    });
}

Result<void> FeedbackStore::unlock(WallTime now, unsigned maxDeliveries)
{
    return database_.transaction([&]() -> Result<void> {
        HUB_TRYV(
            sql_.wornOutLapsed.run().integer(toMicros(now)).integer(maxDeliveries).finish());
        return sql_.unlock.run().integer(toMicros(now)).finish();
    });
}

Result<std::size_t> FeedbackStore::forget(WallTime until, std::size_t limit)
{
    auto run = sql_.forget.run();
    return countOf(run.integer(toMicros(until)).integer(static_cast<std::int64_t>(limit)));
}

Result<std::optional<WallTime>> FeedbackStore::oldest()
{
    return timeOf(sql_.oldest);
}

Result<std::optional<WallTime>> FeedbackStore::nextUnlock()
{
    return timeOf(sql_.nextUnlock);
}

} // namespace hub::sqlite
