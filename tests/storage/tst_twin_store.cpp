#include "tests/storage/tst_twin_store.h"

#include "tests/storage/store_fixture.h"
#include "tests/support/json_text.h"

#include <sqlite3.h>

#include <QTest>

using namespace hub;
using namespace hub::test;

namespace {

DeviceKey create(StoreFixture& fixture, const IdentityId& id)
{
    DeviceIdentity wanted = identity(id.device);
    wanted.id = id;
    const auto created = fixture.storage->identities().create(wanted, fixture.clock.wall());
    if (!created) {
        qFatal("create: %s", created.error().detail.c_str());
    }
    fixture.clock.advance(std::chrono::microseconds(1));
    return created.value().key;
}

DeviceKey create(StoreFixture& fixture, const std::string& id)
{
    return create(fixture, IdentityId{id, {}});
}

TwinRow found(const StoreFixture& fixture, DeviceKey key)
{
    auto row = fixture.storage->twins().find(key);
    if (!row || !row.value()) {
        qFatal("no twin");
    }
    return std::move(*row.value());
}

void execute(const StoreFixture& fixture, const std::string& sql)
{
    sqlite3* raw = nullptr;
    sqlite3_open((fixture.folder / "state.db").c_str(), &raw);
    const int result = sqlite3_exec(raw, sql.c_str(), nullptr, nullptr, nullptr);
    sqlite3_close(raw);
    QCOMPARE(result, SQLITE_OK);
}

/// How many rows the table has.
int rowCount(const StoreFixture& fixture)
{
    sqlite3* raw = nullptr;
    sqlite3_stmt* statement = nullptr;
    sqlite3_open((fixture.folder / "state.db").c_str(), &raw);
    sqlite3_prepare_v2(raw, "SELECT count(*) FROM twin", -1, &statement, nullptr);
    sqlite3_step(statement);
    const int count = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(raw);
    return count;
}

TwinRow written()
{
    TwinRow row;
    row.twin.etag = 5;
    row.twin.version = 6;
    row.twin.desired = {parsed(R"({"b":1.0,"a":{"x":4503599627370495}})").as_object(),
                        parsed(R"({"$lastUpdated":"T","$lastUpdatedVersion":7})").as_object(), 7};
    row.twin.reported = {parsed(R"({"t":21.5,"s":"\u0000ö"})").as_object(),
                         parsed(R"({"$lastUpdated":"U"})").as_object(), 8};
    row.modelId = "dtmi:test:model;1";
    return row;
}

} // namespace

void TwinStoreTest::twinThatWasNeverWrittenIsNew()
{
    StoreFixture fixture;
    fixture.clock.setWall(WallTime(std::chrono::seconds(1'735'787'045)));
    const DeviceKey key = create(fixture, "a");

    const TwinRow row = found(fixture, key);

    QVERIFY((row.id == IdentityId{"a", {}}));
    QCOMPARE(row.twin.etag, std::uint64_t{1});
    QCOMPARE(row.twin.version, std::uint64_t{2});
    QCOMPARE(row.twin.desired.version, std::uint64_t{1});
    QVERIFY(row.twin.desired.values.empty());
    QVERIFY(row.twin.desired.metadata.at("$lastUpdated") == "2025-01-02T03:04:05.0000000Z");
    QVERIFY(row.twin.reported.metadata == row.twin.desired.metadata);
    QVERIFY(row.modelId.empty());
    QCOMPARE(rowCount(fixture), 0);
}

void TwinStoreTest::twinComesBackWhole()
{
    StoreFixture fixture;
    const DeviceKey key = create(fixture, "a");

    QVERIFY(fixture.storage->twins().put(key, written()));
    fixture.reopen();

    const TwinRow row = found(fixture, key);
    const TwinRow wanted = written();
    QCOMPARE(row.twin.etag, wanted.twin.etag);
    QCOMPARE(row.twin.version, wanted.twin.version);
    QCOMPARE(jsonText(row.twin.desired.values), jsonText(wanted.twin.desired.values));
    QVERIFY(row.twin.desired.metadata == wanted.twin.desired.metadata);
    QCOMPARE(row.twin.desired.version, wanted.twin.desired.version);
    QCOMPARE(jsonText(row.twin.reported.values), jsonText(wanted.twin.reported.values));
    QVERIFY(row.twin.reported.metadata == wanted.twin.reported.metadata);
    QCOMPARE(row.twin.reported.version, wanted.twin.reported.version);
    QCOMPARE(row.modelId, wanted.modelId);
    QCOMPARE(fixture.storage->twins().modelIdOf(key).value().value_or(""), wanted.modelId);
}

void TwinStoreTest::tagsStayWithTheIdentity()
{
    StoreFixture fixture;
    const DeviceKey key = create(fixture, "a");
    TwinRow row = written();
    row.twin.tags["site"] = "berlin";

    QVERIFY(fixture.storage->twins().put(key, row));

    QVERIFY(found(fixture, key).twin.tags.empty());
    QCOMPARE(fixture.storage->identities().find({"a", {}}).value()->identity.tags,
             std::string("{}"));
}

void TwinStoreTest::secondWriteOverwrites()
{
    StoreFixture fixture;
    const DeviceKey key = create(fixture, "a");
    TwinRow row = written();
    QVERIFY(fixture.storage->twins().put(key, row));
    row.twin.etag = 9;
    row.twin.desired.values.clear();

    QVERIFY(fixture.storage->twins().put(key, row));

    QCOMPARE(found(fixture, key).twin.etag, std::uint64_t{9});
    QVERIFY(found(fixture, key).twin.desired.values.empty());
    QCOMPARE(rowCount(fixture), 1);
}

void TwinStoreTest::modulesHaveTheirOwn()
{
    StoreFixture fixture;
    const DeviceKey device = create(fixture, "a");
    const DeviceKey module = create(fixture, IdentityId{"a", "m"});

    QVERIFY(fixture.storage->twins().put(module, written()));

    QCOMPARE(found(fixture, device).twin.etag, std::uint64_t{1});
    QCOMPARE(found(fixture, module).twin.etag, std::uint64_t{5});
    QVERIFY((found(fixture, module).id == IdentityId{"a", "m"}));
}

void TwinStoreTest::twinGoesWithItsIdentity()
{
    StoreFixture fixture;
    const DeviceKey key = create(fixture, "a");
    const DeviceKey other = create(fixture, "b");
    QVERIFY(fixture.storage->twins().put(key, written()));
    QVERIFY(fixture.storage->twins().put(other, written()));

    QVERIFY(fixture.storage->identities().remove({"a", {}}, fixture.clock.wall()));

    QVERIFY(!fixture.storage->twins().find(key).value().has_value());
    QVERIFY(!fixture.storage->twins().modelIdOf(key).value().has_value());
    QCOMPARE(found(fixture, other).twin.etag, std::uint64_t{5});
    QCOMPARE(rowCount(fixture), 1);
}

void TwinStoreTest::laterGenerationStartsAnew()
{
    StoreFixture fixture;
    QVERIFY(fixture.storage->twins().put(create(fixture, "a"), written()));
    QVERIFY(fixture.storage->identities().remove({"a", {}}, fixture.clock.wall()));

    const DeviceKey second = create(fixture, "a");

    QCOMPARE(found(fixture, second).twin.etag, std::uint64_t{1});
    QVERIFY(found(fixture, second).modelId.empty());
}

void TwinStoreTest::unknownKeyIsNothing()
{
    StoreFixture fixture;

    QVERIFY(!fixture.storage->twins().find(99).value().has_value());
    QVERIFY(!fixture.storage->twins().modelIdOf(99).value().has_value());
}

void TwinStoreTest::pendingCommandsAreCounted()
{
    StoreFixture fixture;
    const DeviceKey key = create(fixture, "a");
    QCOMPARE(found(fixture, key).pendingCommands, std::uint64_t{0});

    execute(fixture, "INSERT INTO queue (device_key, device_id, module_id, waiting, in_flight, dead) "
                     "VALUES (" +
                         std::to_string(key) + ", 'a', '', 3, 2, 9)");

    QCOMPARE(found(fixture, key).pendingCommands, std::uint64_t{5});
}

void TwinStoreTest::whatIsNoObjectIsCorrupt()
{
    StoreFixture fixture;
    const DeviceKey key = create(fixture, "a");
    QVERIFY(fixture.storage->twins().put(key, written()));
    execute(fixture, "UPDATE twin SET reported = '[1]'");

    const auto row = fixture.storage->twins().find(key);

    QVERIFY(!row);
    QCOMPARE(row.error().code, Errc::Corrupt);
}

void TwinStoreTest::failedTransactionWritesNothing()
{
    StoreFixture fixture;
    const DeviceKey key = create(fixture, "a");

    const auto done = fixture.storage->transaction([&]() -> Result<void> {
        HUB_TRYV(fixture.storage->twins().put(key, written()));
        return fail(Errc::InvalidArgument);
    });

    QVERIFY(!done);
    QCOMPARE(rowCount(fixture), 0);
}
