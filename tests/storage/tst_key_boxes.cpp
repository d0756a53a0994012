#include "tests/storage/tst_key_boxes.h"

#include "tests/storage/store_fixture.h"

#include "storage/sqlite/key_boxes.h"
#include "storage/sqlite/state_database.h"

#include "base/private_file.h"

#include <QTest>

#include <set>

using namespace hub;
using namespace hub::test;

namespace {

/// "table.column" of all that the schema declares as bytes.
std::set<std::string> blobColumns(const sqlite::Database& database)
{
    auto select = database.prepare(
        "SELECT m.name || '.' || c.name FROM sqlite_schema AS m, pragma_table_info(m.name) AS c "
        "WHERE m.type = 'table' AND c.type = 'BLOB' AND m.name NOT LIKE 'identity_search%'");
    auto run = select.value().run();
    std::set<std::string> columns;
    while (run.next().value()) {
        columns.insert(std::string(run.textAt(0)));
    }
    return columns;
}

} // namespace

/// A new table whose keys nobody told sealAnew() of would be lost with the next re-keying.
void KeyBoxesTest::everyColumnOfBytesIsKnown()
{
    const StoreFixture fixture;
    const auto database =
        sqlite::openStateDatabase(fixture.folder.path(), sqlite::Access::ReadOnly);
    std::set<std::string> known{"command_content.properties", "command_content.body", "job_work.body",
                                "job_work.properties",
                                "mqtt_session.subscriptions", "authority.certificate",
                                "audit.hash", "audit_checkpoint.hash", "audit_checkpoint.signature",
                                "audit_anchor.hash", "audit_anchor.signature"};
    for (const sqlite::BoxColumn& column : sqlite::boxColumns()) {
        known.insert(std::string(column.table) + "." + column.column);
    }

    const std::set<std::string> found = blobColumns(database.value());

    for (const std::string& column : found) {
        QVERIFY2(known.contains(column),
                 (column + ": does it hold boxes? Then it belongs to boxColumns(), else here").c_str());
    }
    QCOMPARE(found.size(), known.size());
}

void KeyBoxesTest::boxesAreNamedByTheirKey()
{
    const Secret key(Bytes(32, 'k'));
    const SecretBox first(key, 1);
    const SecretBox second(key, 2);

    const Bytes box = second.seal(Secret(Bytes("secret")), "context");

    QCOMPARE(int(byteAt(box, 1)), 2);
    QVERIFY(second.open(box, "context"));
    QVERIFY(first.open(box, "context").error().detail.find("key 2") != std::string::npos);
}

void KeyBoxesTest::recordComesBackWhole()
{
    const SecretBox box(Secret(Bytes(32, 'k')), 7);
    const KeyRecord made = recordFor({7, Bytes("\0salt", 5), {1'024, 4, 2}, {}}, box);

    const KeyRecord read = parseKeyRecord(toText(made)).value();

    QCOMPARE(int(read.keyId), 7);
    QVERIFY(read.salt == made.salt && read.verifier == made.verifier && !read.isFile());
    QVERIFY(read.cost.n == 1'024 && read.cost.r == 4 && read.cost.p == 2);
    QVERIFY(isRightKey(read, box));
    QVERIFY(!isRightKey(read, SecretBox(Secret(Bytes(32, 'l')), 7)));
    QVERIFY(!isRightKey(read, SecretBox(Secret(Bytes(32, 'k')), 8)));
    QVERIFY(parseKeyRecord(toText(recordFor({}, SecretBox(Secret(Bytes(32, 'k'))))))
                .value()
                .isFile());
}

void KeyBoxesTest::damagedRecordsAreRefused_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << "";
    QTest::newRow("no JSON") << "key";
    QTest::newRow("no verifier") << R"({"keyId":1,"kdf":"file"})";
    QTest::newRow("no key id") << R"({"kdf":"file","verifier":"AQE="})";
    QTest::newRow("key id too large") << R"({"keyId":256,"kdf":"file","verifier":"AQE="})";
    QTest::newRow("unknown derivation") << R"({"keyId":1,"kdf":"md5","verifier":"AQE="})";
    QTest::newRow("no salt") << R"({"keyId":1,"kdf":"scrypt","n":2,"r":1,"p":1,"verifier":"AQE="})";
    QTest::newRow("salt is no base64")
        << R"({"keyId":1,"kdf":"scrypt","salt":"!","n":2,"r":1,"p":1,"verifier":"AQE="})";
    QTest::newRow("no cost") << R"({"keyId":1,"kdf":"scrypt","salt":"AQE=","verifier":"AQE="})";
}

void KeyBoxesTest::damagedRecordsAreRefused()
{
    QFETCH(QString, text);

    const auto record = parseKeyRecord(text.toStdString());

    QVERIFY(!record);
    QCOMPARE(record.error().code, Errc::Corrupt);
}

void KeyBoxesTest::oldBoxesAreGoneFromTheFiles()
{
    StoreFixture fixture;
    QVERIFY(fixture.storage->identities().create(identity("dev1"), fixture.clock.wall()));
    fixture.storage.reset();
    const SecretBox next(Secret(Bytes(32, 'n')), 2);
    const auto database =
        sqlite::openStateDatabase(fixture.folder.path(), sqlite::Access::ReadOnly);
    auto select = database.value().prepare("SELECT primary_key FROM identity");
    Bytes old;
    {
        auto run = select.value().run();
        QVERIFY(run.next().value());
        old = run.blobAt(0);
    }

    const auto none = [] {};
    QVERIFY(sqlite::sealAnew(fixture.folder.path(), fixture.box, next, recordFor({2, {}, {}, {}}, next),
                             none, none));

    for (const char* const name : {"state.db", "state.db-wal"}) {
        const auto bytes = readSmallFile(fixture.folder / name, 64 << 20);
        QVERIFY(!bytes || bytes.value().find(old) == Bytes::npos);
    }
}
