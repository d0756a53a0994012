#include "tests/storage/tst_database.h"

#include "tests/support/temporary_folder.h"

#include "storage/sqlite/database.h"

#include <sqlite3.h>

#include <QTest>

#include <array>

using namespace hub;
using namespace hub::sqlite;

namespace {

const std::array<const char*, 1> kMigrations{"CREATE TABLE thing (name TEXT)"};
const DatabaseKind kKind{0x1234, kMigrations, 256};

Result<void> add(const Database& database, const char* name)
{
    return database.execute((std::string("INSERT INTO thing VALUES ('") + name + "')").c_str());
}

std::int64_t count(const Database& database)
{
    return database.integerOf("SELECT count(*) FROM thing").value();
}

struct Fixture
{
    test::TemporaryFolder folder;
    Database database = std::move(Database::open(folder / "a.db", Access::ReadWrite, kKind).value());
};

} // namespace

void DatabaseTest::filesAreForTheirOwnerOnly()
{
    Fixture fixture;

    QVERIFY(add(fixture.database, "x"));

    for (const char* const name : {"a.db", "a.db-wal", "a.db-shm"}) {
        const auto mode = std::filesystem::status(fixture.folder / name).permissions();
        QCOMPARE(static_cast<unsigned>(mode), 0600U);
    }
}

void DatabaseTest::newerSchemaIsRefusedNamingBothNumbers()
{
    Fixture fixture;
    QVERIFY(fixture.database.execute("PRAGMA user_version=9"));

    const auto opened = Database::open(fixture.folder / "a.db", Access::ReadWrite, kKind);

    QVERIFY(!opened);
    QCOMPARE(opened.error().code, Errc::NewerFormat);
    QVERIFY(opened.error().detail.find("format 9") != std::string::npos);
    QVERIFY(opened.error().detail.find("up to 1") != std::string::npos);
}

void DatabaseTest::fileOfAnotherProgramIsRefused()
{
    Fixture fixture;
    QVERIFY(fixture.database.execute("PRAGMA application_id=99"));

    const auto opened = Database::open(fixture.folder / "a.db", Access::ReadWrite, kKind);

    QVERIFY(!opened);
    QCOMPARE(opened.error().code, Errc::Corrupt);
}

void DatabaseTest::missingFileIsNotMadeByAReader()
{
    const test::TemporaryFolder folder;

    const auto opened = Database::open(folder / "none.db", Access::ReadOnly, kKind);

    QVERIFY(!opened);
    QCOMPARE(opened.error().code, Errc::NotFound);
    QVERIFY(!std::filesystem::exists(folder / "none.db"));
}

void DatabaseTest::readerCannotWrite()
{
    Fixture fixture;
    const Database reader =
        std::move(Database::open(fixture.folder / "a.db", Access::ReadOnly, kKind).value());

    const auto written = add(reader, "x");

    QVERIFY(!written);
    QCOMPARE(count(fixture.database), 0);
}

void DatabaseTest::transactionKeepsAll()
{
    Fixture fixture;

    const auto done = fixture.database.transaction([&]() -> Result<void> {
        HUB_TRYV(add(fixture.database, "a"));
        return add(fixture.database, "b");
    });

    QVERIFY(done);
    QCOMPARE(count(fixture.database), 2);
}

void DatabaseTest::failedTransactionKeepsNothing()
{
    Fixture fixture;

    const auto done = fixture.database.transaction([&]() -> Result<void> {
        HUB_TRYV(add(fixture.database, "a"));
        return fail(Errc::InvalidArgument, "on purpose");
    });

    QVERIFY(!done);
    QCOMPARE(done.error().code, Errc::InvalidArgument);
    QCOMPARE(count(fixture.database), 0);
}

void DatabaseTest::failedPartLeavesTheRest()
{
    Fixture fixture;
    Database& database = fixture.database;

    const auto done = database.transaction([&]() -> Result<void> {
        HUB_TRYV(add(database, "a"));
        const auto part = database.transaction([&]() -> Result<void> {
            HUB_TRYV(add(database, "b"));
            return fail(Errc::DeviceNotFound);
        });
        if (part) {
            return fail(Errc::Internal, "the part should have failed");
        }
        return database.transaction([&] { return add(database, "c"); });
    });

    QVERIFY(done);
    QCOMPARE(count(database), 2);
}

void DatabaseTest::commitIsDurableByConfiguration()
{
    const Fixture fixture;

    QCOMPARE(fixture.database.integerOf("PRAGMA synchronous").value(), 2); // FULL
}

void DatabaseTest::unopenableFileGivesItsPath()
{
    const test::TemporaryFolder folder;
    std::filesystem::create_directory(folder / "folder.db");

    const auto opened = Database::open(folder / "folder.db", Access::ReadWrite, kKind);

    QVERIFY(!opened);
}
