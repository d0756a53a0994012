#include "tests/services/audit_damage.h"

#include "services/audit_trail.h"
#include "storage/sqlite/open.h"
#include "tests/support/manual_clock.h"

#include <sqlite3.h>

#include <QtGlobal>

namespace hub::test {
namespace {

namespace fs = std::filesystem;

void require(bool condition, const char* what)
{
    if (!condition) {
        qFatal("%s", what);
    }
}

AuditRecord recordOf(AuditSequence number)
{
    AuditRecord record;
    record.actorKind = kActorPolicy;
    record.actor = number % 3 == 0 ? "service" : "iothubowner";
    record.credential = "primaryKey";
    record.role = "RegistryRead, RegistryWrite";
    record.address = "127.0.0.1";
    record.action = "device.update";
    record.target = "thermo-" + std::to_string(number);
    record.before = "{\"enabled\":true}";
    record.after = "{\"enabled\":false}";
    record.result = kAuditOk;
    record.requestId = "request-" + std::to_string(number);
    return record;
}

/// A log that ends 100 records behind its last checkpoint.
Bytes makeLog(const fs::path& folder, const SecretBox& box)
{
    const ManualClock clock;
    EventHub events(clock);
    const Log log;
    auto storage = std::move(sqlite::open({folder, false, false}, box, clock).value());
    AuditTrail trail({events, log, clock, folder});
    require(trail.open(*storage).has_value(), "cannot open the log");
    const auto filled = storage->transaction([&]() -> Result<void> {
        for (AuditSequence i = 2; i <= kDamageRecords; ++i) { // the first one is hub.start
            AuditRecord record = recordOf(i);
            HUB_TRYV(trail.append(*storage, record));
            if (i == kFirstSeal || i == kLastSeal) {
                HUB_TRYV(trail.seal(*storage));
            }
        }
        return success();
    });
    require(filled && trail.writeHead(*storage), "cannot fill the log");
    return trail.key().publicKey();
}

} // namespace

void runSql(sqlite3* database, const std::string& sql)
{
    char* error = nullptr;
    if (sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &error) != SQLITE_OK) {
        qFatal("%s: %s", sql.c_str(), error);
    }
}

AuditDamage::AuditDamage() : publicKey_(makeLog(folder_.path(), box_)) {}

AuditSequence AuditDamage::random(AuditSequence least, AuditSequence most)
{
    return least + random_() % (most - least + 1);
}

std::optional<AuditFault> AuditDamage::afterSql(const std::string& sql) const
{
    return after([&sql](sqlite3* database, const fs::path&) { runSql(database, sql); });
}

std::optional<AuditFault> AuditDamage::after(const Damage& damage) const
{
    const TemporaryFolder copy;
    fs::create_directories(copy.path() / "telemetry");
    for (const char* file : {"state.db", "audit.head"}) {
        fs::copy_file(folder_.path() / file, copy.path() / file);
    }
    sqlite3* database = nullptr;
    require(sqlite3_open((copy.path() / "state.db").c_str(), &database) == SQLITE_OK, "no copy");
    runSql(database, "PRAGMA synchronous=OFF; DROP TRIGGER audit_is_only_added_to");
    damage(database, copy.path());
    sqlite3_close(database);
    const ManualClock clock;
    const auto storage = sqlite::open({copy.path(), true}, box_, clock);
    require(storage.has_value(), "the copy does not open");
    const auto report = checkAudit(*storage.value(), publicKey_, copy.path());
    require(report.has_value(), "the copy cannot be checked");
    return report.value().fault;
}

} // namespace hub::test
