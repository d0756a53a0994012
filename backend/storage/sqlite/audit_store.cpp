#include "storage/sqlite/audit_store.h"

#include "domain/limits.h"

#include <algorithm>
#include <limits>

namespace hub::sqlite {
namespace {

constexpr std::string_view kSeedContext = "audit_key|seed";
constexpr std::string_view kColumns =
    "SELECT sequence, time, actor_kind, actor, credential, role, address, action, target, "
    "\"before\", \"after\", result, request_id, hash FROM audit ";
constexpr int kActor = 3;
constexpr int kAddress = 6;
constexpr int kAction = 7;
constexpr int kTarget = 8;
constexpr int kResult = 11;
constexpr int kRequest = 12;

/// A condition on one column. The first one that is given is looked up, the others are checked:
/// what mostly leaves few rows stands first.
struct Condition
{
    const char* column;
    int place; ///< in kColumns
    std::string AuditQuery::*value;
};
constexpr std::array<Condition, 6> kConditions{{{"request_id", kRequest, &AuditQuery::requestId},
                                                {"target", kTarget, &AuditQuery::target},
                                                {"address", kAddress, &AuditQuery::address},
                                                {"action", kAction, &AuditQuery::action},
                                                {"actor", kActor, &AuditQuery::actor},
                                                {"result", kResult, &AuditQuery::result}}};

/// Of another length: no hash of anything.
void copyHash(Sha256& hash, ByteView bytes)
{
    hash.fill(0);
    if (bytes.size() == hash.size()) {
        std::copy(bytes.begin(), bytes.end(), hash.begin());
    }
}

void readRecord(const Statement::Run& run, AuditRecord& record)
{
    record.sequence = static_cast<AuditSequence>(run.integerAt(0));
    record.time = wallFromMicros(run.integerAt(1));
    int column = 2;
    for (std::string* text : {&record.actorKind, &record.actor, &record.credential, &record.role,
                              &record.address, &record.action, &record.target, &record.before,
                              &record.after, &record.result, &record.requestId}) {
        *text = run.textAt(column++);
    }
    copyHash(record.hash, run.blobAt(column));
}

/// number, sequence, time, hash, signature
AuditSeal sealAt(const Statement::Run& run, AuditSealKind kind)
{
    AuditSeal seal;
    seal.kind = kind;
    seal.number = static_cast<std::uint64_t>(run.integerAt(0));
    seal.sequence = static_cast<AuditSequence>(run.integerAt(1));
    seal.time = wallFromMicros(run.integerAt(2));
    copyHash(seal.hash, run.blobAt(3));
    seal.signature = run.blobAt(4);
    return seal;
}

Result<void> writeSeal(Statement& statement, const AuditSeal& seal)
{
    return statement.run()
        .integer(static_cast<std::int64_t>(seal.number))
        .integer(static_cast<std::int64_t>(seal.sequence))
        .integer(toMicros(seal.time))
        .blob(asBytes(seal.hash))
        .blob(seal.signature)
        .finish();
}

Result<std::optional<AuditSeal>> oneSeal(Statement& statement, AuditSealKind kind)
{
    auto run = statement.run();
    HUB_TRY(const bool found, run.next());
    return found ? std::optional(sealAt(run, kind)) : std::nullopt;
}

bool matches(const Statement::Run& run, const AuditQuery& query)
{
    const bool equal =
        std::all_of(kConditions.begin(), kConditions.end(), [&](const Condition& condition) {
            const std::string& wanted = query.*condition.value;
            return wanted.empty() || run.textAt(condition.place) == wanted;
        });
    return equal && (query.targetContains.empty() ||
                     run.textAt(kTarget).find(query.targetContains) != std::string_view::npos);
}

} // namespace

Result<std::unique_ptr<AuditStore>> AuditStore::open(Database& database, const SecretBox& box)
{
    std::unique_ptr<AuditStore> store(new AuditStore(box));
    HUB_TRYV(store->prepare(database));
    return store;
}

Result<void> AuditStore::prepare(Database& database)
{
    const std::string columns(kColumns);
    const std::string walk = columns + "WHERE sequence > ? ORDER BY sequence LIMIT ?";
    struct Text
    {
        Statement& statement;
        std::string_view sql;
    };
    const Text texts[] = {
        {end_, "SELECT sequence, time, hash FROM audit ORDER BY sequence DESC LIMIT 1"},
        {append_, "INSERT INTO audit (sequence, time, actor_kind, actor, credential, role, "
                  "address, action, target, \"before\", \"after\", result, request_id, hash) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
        {walk_, walk},
        {firstFrom_, "SELECT sequence FROM audit WHERE time >= ? ORDER BY time, sequence LIMIT 1"},
        {addCheckpoint_, "INSERT INTO audit_checkpoint (number, sequence, time, hash, signature) "
                         "VALUES (?, ?, ?, ?, ?)"},
        {lastCheckpoint_, "SELECT number, sequence, time, hash, signature FROM audit_checkpoint "
                          "ORDER BY number DESC LIMIT 1"},
        {checkpoints_, "SELECT number, sequence, time, hash, signature FROM audit_checkpoint "
                       "WHERE number > ? ORDER BY number LIMIT ?"},
        {anchor_, "SELECT number, sequence, time, hash, signature FROM audit_anchor"},
        {setAnchor_, "INSERT INTO audit_anchor (one, number, sequence, time, hash, signature) "
                     "VALUES (1, ?, ?, ?, ?, ?) ON CONFLICT (one) DO UPDATE SET "
                     "number = excluded.number, sequence = excluded.sequence, "
                     "time = excluded.time, hash = excluded.hash, signature = excluded.signature"},
        {removeRecords_, "DELETE FROM audit WHERE sequence <= ?"},
        {removeCheckpoints_, "DELETE FROM audit_checkpoint WHERE number <= ?"},
        {seed_, "SELECT seed FROM audit_key"},
        {setSeed_, "INSERT INTO audit_key (one, seed) VALUES (1, ?)"},
    };
    for (const Text& text : texts) {
        HUB_TRY(text.statement, database.prepare(text.sql));
    }
    const std::string order = "sequence BETWEEN ? AND ? ORDER BY sequence DESC";
    HUB_TRY(find_.back(), database.prepare(columns + "WHERE " + order));
    for (std::size_t i = 0; i < kConditions.size(); ++i) {
        HUB_TRY(find_[i],
                database.prepare(columns + "WHERE " + kConditions[i].column + " = ? AND " + order));
    }
    return success();
}

Result<AuditEnd> AuditStore::end()
{
    auto run = end_.run();
    HUB_TRY(const bool found, run.next());
    AuditEnd end;
    if (found) {
        end.sequence = static_cast<AuditSequence>(run.integerAt(0));
        end.time = wallFromMicros(run.integerAt(1));
        copyHash(end.hash, run.blobAt(2));
        return end;
    }
    HUB_TRY(const std::optional<AuditSeal> behind, anchor());
    return behind ? AuditEnd{behind->sequence, behind->time, behind->hash} : end;
}

Result<void> AuditStore::append(const AuditRecord& record)
{
    return append_.run()
        .integer(static_cast<std::int64_t>(record.sequence))
        .integer(toMicros(record.time))
        .text(record.actorKind)
        .text(record.actor)
        .text(record.credential)
        .text(record.role)
        .text(record.address)
        .text(record.action)
        .text(record.target)
        .text(record.before)
        .text(record.after)
        .text(record.result)
        .text(record.requestId)
        .blob(asBytes(record.hash))
        .finish();
}

/// Times grow with the sequence, so a range of time is one of sequences.
Result<std::int64_t> AuditStore::sequenceAt(WallTime time)
{
    auto run = firstFrom_.run();
    HUB_TRY(const bool found, run.integer(toMicros(time)).next());
    return found ? run.integerAt(0) : std::numeric_limits<std::int64_t>::max();
}

Result<AuditStore::Range> AuditStore::rangeOf(const AuditQuery& query)
{
    Range range{1, std::numeric_limits<std::int64_t>::max()};
    if (query.from) {
        HUB_TRY(range.first, sequenceAt(*query.from));
    }
    if (query.to) {
        HUB_TRY(const std::int64_t end, sequenceAt(*query.to));
        range.last = end - 1;
    }
    if (query.before) {
        range.last = std::min(range.last, static_cast<std::int64_t>(*query.before) - 1);
    }
    return range;
}

Result<AuditPage> AuditStore::find(const AuditQuery& query)
{
    HUB_TRY(const Range range, rangeOf(query));
    std::size_t driver = 0;
    while (driver < kConditions.size() && (query.*kConditions[driver].value).empty()) {
        ++driver;
    }
    auto run = find_[driver].run();
    if (driver < kConditions.size()) {
        run.text(query.*kConditions[driver].value);
    }
    run.integer(range.first).integer(range.last);
    AuditPage page;
    for (std::size_t seen = 0;; ++seen) {
        HUB_TRY(const bool more, run.next());
        if (!more) {
            page.next.reset();
            return page;
        }
        if (page.records.size() == query.limit || seen == limits::kAuditScanRecords) {
            return page;
        }
        page.next = static_cast<AuditSequence>(run.integerAt(0));
        if (matches(run, query)) {
            readRecord(run, page.records.emplace_back());
        }
    }
}

Result<std::size_t> AuditStore::walk(AuditSequence after, std::size_t limit, const Visit& visit)
{
    auto run = walk_.run();
    run.integer(static_cast<std::int64_t>(after)).integer(static_cast<std::int64_t>(limit));
    AuditRecord record;
    for (std::size_t count = 0;; ++count) {
        HUB_TRY(const bool more, run.next());
        if (!more) {
            return count;
        }
        readRecord(run, record);
        visit(record);
    }
}

Result<void> AuditStore::addCheckpoint(const AuditSeal& checkpoint)
{
    return writeSeal(addCheckpoint_, checkpoint);
}

Result<std::optional<AuditSeal>> AuditStore::lastCheckpoint()
{
    return oneSeal(lastCheckpoint_, AuditSealKind::Checkpoint);
}

Result<std::vector<AuditSeal>> AuditStore::checkpoints(std::uint64_t after, std::size_t limit)
{
    std::vector<AuditSeal> found;
    auto run = checkpoints_.run();
    run.integer(static_cast<std::int64_t>(after)).integer(static_cast<std::int64_t>(limit));
    for (;;) {
        HUB_TRY(const bool more, run.next());
        if (!more) {
            return found;
        }
        found.push_back(sealAt(run, AuditSealKind::Checkpoint));
    }
}

Result<std::optional<AuditSeal>> AuditStore::anchor()
{
    return oneSeal(anchor_, AuditSealKind::Anchor);
}

Result<void> AuditStore::pruneTo(const AuditSeal& anchor)
{
    HUB_TRYV(removeRecords_.run().integer(static_cast<std::int64_t>(anchor.sequence)).finish());
    HUB_TRYV(removeCheckpoints_.run().integer(static_cast<std::int64_t>(anchor.number)).finish());
    return writeSeal(setAnchor_, anchor);
}

Result<std::optional<Secret>> AuditStore::signingSeed()
{
    auto run = seed_.run();
    HUB_TRY(const bool found, run.next());
    if (!found) {
        return std::nullopt;
    }
    HUB_TRY(Secret seed, box_.open(run.blobAt(0), kSeedContext));
    return std::optional(std::move(seed));
}

Result<void> AuditStore::setSigningSeed(const Secret& seed)
{
    const Bytes sealed = box_.seal(seed, kSeedContext);
    return setSeed_.run().blob(sealed).finish();
}

} // namespace hub::sqlite
