#include "tests/storage/tst_tag_index.h"

#include "tests/support/temporary_folder.h"

#include "storage/sqlite/schema/schema.h"
#include "storage/sqlite/state_database.h"
#include "storage/sqlite/tag_index.h"

#include "domain/tag_condition.h"
#include "domain/twin_query.h"

#include <QTest>

#include <array>

using namespace hub;
using namespace hub::sqlite;

namespace {

constexpr const char* kTags = R"({"site":"rom","floor":3,"wide":1.5,"on":true,"off":false,)"
                              R"("none":{},"list":[1,2],"place":{"town":"rom","at":{"lat":-1.25}}})";

/// As the hub before wrote it: tags at the top level, without their kinds.
void makeOlderStore(const std::filesystem::path& file)
{
    const std::array<const char*, 8> schemas{kStateSchema1, kStateSchema2, kStateSchema3,
                                             kStateSchema4, kStateSchema5, kStateSchema6,
                                             kStateSchema7, kStateSchema8};
    const DatabaseKind kind{0x48554253, schemas, 2048};
    const auto database = Database::open(file, Access::ReadWrite, kind);
    QVERIFY(database);
    QVERIFY(database.value().execute(
        "INSERT INTO device_key (key, device_id, module_id, generation, created) VALUES "
        "(1, 'a', '', '1', 1), (2, 'b', '', '1', 1), (3, 'a', 'm', '1', 1)"));
    const std::string text =
        "INSERT INTO identity (device_key, device_id, module_id, generation, etag, enabled, "
        "status_reason, auth_type, primary_key, secondary_key, primary_thumbprint, "
        "secondary_thumbprint, edge, tags) VALUES "
        "(1, 'a', '', '1', 1, 1, '', 0, '', '', '', '', 0, '" + std::string(kTags) + "'), "
        "(2, 'b', '', '1', 1, 0, '', 0, '', '', '', '', 0, '{}'), "
        "(3, 'a', 'm', '1', 1, 1, '', 0, '', '', '', '', 0, '{}')";
    QVERIFY(database.value().execute(text.c_str()));
    QVERIFY(database.value().execute(
        "INSERT INTO device_tag (name, value, device_key) VALUES ('site', 'rom', 1), "
        "('floor', '3', 1), ('wide', '1.5E0', 1), ('on', 'true', 1), ('off', 'false', 1)"));
}

/// Of device 1; texts of numbers may differ, as they did before.
QStringList indexOf(const Database& database)
{
    QStringList lines;
    auto statement = database.prepare(
        "SELECT name || ' ' || kind || ' ' || ifnull(number, value) FROM device_tag "
        "WHERE device_key = 1 UNION ALL SELECT name FROM device_tag_other WHERE device_key = 1 "
        "ORDER BY 1");
    auto run = statement.value().run();
    while (run.next().value()) {
        const std::string_view line = run.textAt(0);
        lines << QString::fromUtf8(line.data(), static_cast<qsizetype>(line.size()));
    }
    return lines;
}

} // namespace

void TagIndexTest::tagsOfAnOlderStoreAreIndexedAsNewOnes()
{
    const test::TemporaryFolder folder;
    makeOlderStore(folder.path() / "state.db");
    auto database = openStateDatabase(folder.path(), Access::ReadWrite);
    QVERIFY(database);
    const QStringList migrated = indexOf(database.value());
    QCOMPARE(migrated,
             QStringList({"floor 2 3.0", "list", "none", "off 3 false", "on 3 true", "place",
                          "place.at", "place.at.lat 2 -1.25", "place.town 1 rom", "site 1 rom",
                          "wide 2 1.5"}));

    TagIndex index;
    QVERIFY(index.prepare(database.value()));
    QVERIFY(index.write(1, kTags));

    QCOMPARE(indexOf(database.value()), migrated);
}

void TagIndexTest::devicesOfAnOlderStoreAreCounted()
{
    const test::TemporaryFolder folder;
    makeOlderStore(folder.path() / "state.db");
    const auto database = openStateDatabase(folder.path(), Access::ReadWrite);
    QVERIFY(database);
    const auto total = [&](const char* what) {
        const std::string text = std::string("SELECT ") + what + " FROM identity_total";
        return database.value().integerOf(text).value();
    };
    const auto totals = [&] {
        return std::array{total("devices"), total("modules"), total("disabled")};
    };
    const std::array<std::int64_t, 3> atFirst{2, 1, 1};
    const std::array<std::int64_t, 3> enabled{2, 1, 0};
    const std::array<std::int64_t, 3> without{1, 0, 0};
    QVERIFY(totals() == atFirst);
    QVERIFY(database.value().execute("UPDATE identity SET enabled = 1"));
    QVERIFY(totals() == enabled);
    QVERIFY(database.value().execute("DELETE FROM identity WHERE device_id = 'a'"));
    QVERIFY(totals() == without);
}

void TagIndexTest::conditionsOfAnOlderStoreHoldForTheSame()
{
    struct Row
    {
        const char* name;
        TagCondition before;
        const char* after;
    };
    const std::array<Row, 8> rows{
        {{"text", {"site", "berlin"}, "tags.site = 'berlin'"},
         {"number", {"floor", "3"}, "tags.floor = '3' OR tags.floor = 3"},
         {"real", {"floor", "1.5E0"}, "tags.floor = '1.5E0' OR tags.floor = 1.5E0"},
         {"truth", {"on", "true"}, "tags.on = 'true' OR tags.on = true"},
         {"date", {"made", "2026-11-23"}, "tags.made = '2026-11-23'"},
         {"quotes", {"owner", "O'Neil"}, "tags.owner = 'O''Neil'"},
         {"backslash", {"path", "a\\b"}, "tags.path = 'a\\\\b'"},
         {"odd name", {"a-b", ""}, "tags.[[a-b]] = ''"}}};
    const test::TemporaryFolder folder;
    makeOlderStore(folder.path() / "state.db");
    {
        const std::array<const char*, 8> schemas{kStateSchema1, kStateSchema2, kStateSchema3,
                                                 kStateSchema4, kStateSchema5, kStateSchema6,
                                                 kStateSchema7, kStateSchema8};
        const DatabaseKind kind{0x48554253, schemas, 2048};
        const auto database = Database::open(folder.path() / "state.db", Access::ReadWrite, kind);
        auto add = database.value().prepare("INSERT INTO access_group (name, condition, reason, by, "
                                            "since, etag) VALUES (?, ?, '', '', 0, 1)");
        for (const Row& row : rows) {
            const std::string condition = row.before.text();
            QVERIFY(add.value().run().text(row.name).text(condition).finish());
        }
        QVERIFY(add.value().run().text("members").text("").finish());
    }

    const auto database = openStateDatabase(folder.path(), Access::ReadWrite);

    auto find = database.value().prepare("SELECT condition FROM access_group WHERE name = ?");
    for (const Row& row : rows) {
        auto run = find.value().run();
        QVERIFY(run.text(row.name).next().value());
        const std::string condition(run.textAt(0));
        QCOMPARE(condition, std::string(row.after));
        QVERIFY2(TwinCondition::parse(condition), condition.c_str());
    }
    auto run = find.value().run();
    QVERIFY(run.text("members").next().value());
    QVERIFY(run.textAt(0).empty());
}
