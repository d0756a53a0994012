#include "tests/storage/tst_identity_store.h"

#include "tests/storage/store_fixture.h"

#include "domain/twin_query.h"

#include "base/json_writer.h"
#include "base/private_file.h"

#include <sqlite3.h>

#include <QTest>

using namespace hub;
using namespace hub::test;

namespace {

DeviceIdentity create(StoreFixture& fixture, const DeviceIdentity& wanted)
{
    auto created = fixture.storage->identities().create(wanted, fixture.clock.wall());
    if (!created) {
        qFatal("create: %s", created.error().detail.c_str());
    }
    fixture.clock.advance(std::chrono::microseconds(1));
    return std::move(created.value());
}

DeviceIdentity create(StoreFixture& fixture, const std::string& id)
{
    return create(fixture, identity(id));
}

QStringList ids(const std::vector<DeviceRow>& rows)
{
    QStringList result;
    for (const DeviceRow& row : rows) {
        result << QString::fromStdString(row.identity.id.device);
    }
    return result;
}

DevicePage search(StoreFixture& fixture, const DeviceQuery& query)
{
    auto page = fixture.storage->identities().search(query);
    if (!page) {
        qFatal("search: %s", page.error().detail.c_str());
    }
    return std::move(page.value());
}

void note(StoreFixture& fixture, DeviceKey key, std::int64_t heardMicros)
{
    const ActivityNote notes[] = {{key, {wallFromMicros(heardMicros), std::nullopt}}};
    QVERIFY(fixture.storage->identities().noteActivity(notes));
}

void enqueue(StoreFixture& fixture, const std::string& device, int count)
{
    const auto row = fixture.storage->identities().find({device, {}}).value();
    for (int i = 0; i < count; ++i) {
        Command command;
        command.device = row->identity.key;
        command.sequence = fixture.storage->queues().nextSequence(command.device).value();
        command.enqueued = fixture.clock.wall();
        command.expires = command.enqueued + std::chrono::hours(1);
        QVERIFY(fixture.storage->commands().add(command));
    }
}

/// dev-0, dev-1 and so on, with what orders look at; many are equal there.
void addDevicesOfAllKinds(StoreFixture& fixture, int count)
{
    for (int i = 0; i < count; ++i) {
        const std::string n = std::to_string(i);
        DeviceIdentity wanted = identity("dev-" + n);
        wanted.enabled = i % 4 != 0;
        json::object tags{{"all", 1}};
        if (i % 3 != 0) {
            tags["site"] = "s" + std::to_string(i % 7);
        }
        if (i % 5 != 0) {
            tags["place"] = json::object{{"floor", i % 6}};
        }
        tags["mixed"] = i % 2 == 0 ? json::value(-i / 4) : json::value("t" + std::to_string(i / 4));
        wanted.tags = jsonText(tags);
        const DeviceIdentity made = create(fixture, wanted);
        if (i % 3 != 0) { // every third was never heard
            note(fixture, made.key, 1'000'000 * (100 - i / 2));
        }
        enqueue(fixture, made.id.device, i % 3);
    }
}

/// The ids of all pages.
QStringList pages(StoreFixture& fixture, DeviceQuery query, std::size_t limit)
{
    query.limit = limit;
    QStringList got;
    for (;;) {
        const DevicePage page = search(fixture, query);
        got << ids(page.rows);
        if (!page.next) {
            return got;
        }
        query.after = page.next;
    }
}

} // namespace

void IdentityStoreTest::createdIdentityComesBackWhole()
{
    StoreFixture fixture;
    DeviceIdentity wanted = identity("pump-7");
    wanted.enabled = false;
    wanted.statusReason = "repair";
    wanted.authType = AuthType::SelfSigned;
    wanted.thumbprints = {std::string(40, 'a'), std::string(64, 'B')};
    wanted.edge = true;
    wanted.tags = R"({"site":"berlin"})";

    const DeviceIdentity created = create(fixture, wanted);

    const auto found = fixture.storage->identities().find(wanted.id).value();
    QVERIFY(found.has_value());
    const DeviceIdentity& stored = found->identity;
    QVERIFY(stored.key > 0);
    QCOMPARE(stored.key, created.key);
    QCOMPARE(stored.generationId, created.generationId);
    QCOMPARE(stored.etag, std::uint64_t{7});
    QVERIFY(!stored.enabled);
    QCOMPARE(stored.statusReason, std::string("repair"));
    QCOMPARE(stored.authType, AuthType::SelfSigned);
    QVERIFY(stored.thumbprints == wanted.thumbprints);
    QVERIFY(stored.edge);
    QCOMPARE(stored.tags, wanted.tags);
    QVERIFY(stored.keys.primary.reveal() == wanted.keys.primary.reveal());
    QVERIFY(stored.keys.secondary.reveal() == wanted.keys.secondary.reveal());
    QVERIFY(!found->activity.lastHeard.has_value());
}

void IdentityStoreTest::idIsTakenOnlyOnce()
{
    StoreFixture fixture;
    create(fixture, "a");

    const auto again = fixture.storage->identities().create(identity("a"), fixture.clock.wall());

    QVERIFY(!again);
    QCOMPARE(again.error().code, Errc::DeviceAlreadyExists);
    QCOMPARE(again.error().detail, std::string("A device with ID 'a' is already registered."));
}

void IdentityStoreTest::idsDifferByCase()
{
    StoreFixture fixture;

    create(fixture, "Dev");
    create(fixture, "dev");

    QVERIFY(fixture.storage->identities().find({"Dev", {}}).value().has_value());
    QVERIFY(!fixture.storage->identities().find({"DEV", {}}).value().has_value());
}

void IdentityStoreTest::replaceWritesAllButKeyAndGeneration()
{
    StoreFixture fixture;
    DeviceIdentity changed = create(fixture, "a");
    const DeviceIdentity before = changed;
    changed.etag = 8;
    changed.enabled = false;
    changed.keys.primary = Secret(Bytes(32, 'n'));
    changed.tags = R"({"x":1})";

    QVERIFY(fixture.storage->identities().replace(changed));

    const auto row = fixture.storage->identities().find({"a", {}}).value();
    QCOMPARE(row->identity.etag, std::uint64_t{8});
    QVERIFY(!row->identity.enabled);
    QVERIFY(row->identity.keys.primary.reveal() == Bytes(32, 'n'));
    QCOMPARE(row->identity.key, before.key);
    QCOMPARE(row->identity.generationId, before.generationId);
}

void IdentityStoreTest::replacingAMissingIdentityFails()
{
    StoreFixture fixture;
    DeviceIdentity ghost = identity("ghost");
    ghost.key = 99;

    const auto replaced = fixture.storage->identities().replace(ghost);

    QVERIFY(!replaced);
    QCOMPARE(replaced.error().code, Errc::DeviceNotFound);
}

void IdentityStoreTest::removedIdentityIsGone()
{
    StoreFixture fixture;
    create(fixture, "a");

    QVERIFY(fixture.storage->identities().remove({"a", {}}, fixture.clock.wall()));

    QVERIFY(!fixture.storage->identities().find({"a", {}}).value().has_value());
    const auto again = fixture.storage->identities().remove({"a", {}}, fixture.clock.wall());
    QVERIFY(!again);
    QCOMPARE(again.error().code, Errc::DeviceNotFound);
}

void IdentityStoreTest::sameIdMadeAnewIsAnotherDevice()
{
    StoreFixture fixture;
    const DeviceIdentity first = create(fixture, "a");
    QVERIFY(fixture.storage->identities().remove({"a", {}}, fixture.clock.wall()));

    const DeviceIdentity second = create(fixture, "a");

    QVERIFY(second.key != first.key);
    QVERIFY(second.generationId != first.generationId);
    const auto keys = fixture.storage->identities().keysOf({"a", {}}).value();
    QVERIFY((keys == std::vector<DeviceKey>{first.key, second.key}));
    const auto owners = fixture.storage->identities().owners(keys).value();
    QCOMPARE(owners.at(first.key).generationId, first.generationId);
    QCOMPARE(owners.at(second.key).id.device, std::string("a"));
}

void IdentityStoreTest::keysAreNotInTheFile()
{
    StoreFixture fixture;
    DeviceIdentity wanted = identity("a");
    wanted.keys = makeKeys();
    create(fixture, wanted);
    const Bytes primary(wanted.keys.primary.reveal());

    fixture.storage.reset(); // folds the write-ahead log into the file

    Bytes disk;
    for (const auto& file : std::filesystem::recursive_directory_iterator(fixture.folder.path())) {
        if (file.is_regular_file()) {
            disk += readSmallFile(file.path(), 16 << 20).value();
        }
    }
    QVERIFY(disk.find(primary.substr(0, 8)) == Bytes::npos);
    QVERIFY(disk.find("identity_by_id") != Bytes::npos); // the scan did read the database
}

void IdentityStoreTest::keyMovedToAnotherRowDoesNotOpen()
{
    StoreFixture fixture;
    create(fixture, "a");
    create(fixture, "b");
    fixture.storage.reset();
    sqlite3* raw = nullptr;
    sqlite3_open((fixture.folder / "state.db").c_str(), &raw);
    sqlite3_exec(raw,
                 "UPDATE identity SET primary_key = (SELECT primary_key FROM identity WHERE "
                 "device_id = 'a') WHERE device_id = 'b'",
                 nullptr, nullptr, nullptr);
    sqlite3_close(raw);
    fixture.reopen();

    const auto found = fixture.storage->identities().find({"b", {}});

    QVERIFY(!found);
    QCOMPARE(found.error().code, Errc::Corrupt);
}

void IdentityStoreTest::listIsByIdAndLimited()
{
    StoreFixture fixture;
    for (const char* const id : {"c", "a", "d", "b"}) {
        create(fixture, id);
    }

    const auto rows = fixture.storage->identities().list(3).value();

    QCOMPARE(ids(rows), QStringList({"a", "b", "c"}));
    QVERIFY(!rows[0].identity.keys.empty());
}

void IdentityStoreTest::statisticsCountDevices()
{
    StoreFixture fixture;
    create(fixture, "a");
    DeviceIdentity off = identity("b");
    off.enabled = false;
    create(fixture, off);
    DeviceIdentity module = identity("a");
    module.id.module = "m";
    create(fixture, module);

    const DeviceStatistics statistics = fixture.storage->identities().statistics().value();

    QCOMPARE(statistics.total, std::uint64_t{2});
    QCOMPARE(statistics.disabled, std::uint64_t{1});
}

void IdentityStoreTest::searchFindsAnyPartOfTheId_data()
{
    QTest::addColumn<QString>("part");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("nothing finds all") << "" << QStringList{"50%_x", "Pump-7", "pump-8", "sensor\"q"};
    QTest::newRow("one letter") << "7" << QStringList{"Pump-7"};
    QTest::newRow("two letters, other case") << "MP" << QStringList{"Pump-7", "pump-8"};
    QTest::newRow("three letters, other case") << "UMP" << QStringList{"Pump-7", "pump-8"};
    QTest::newRow("whole id") << "pump-8" << QStringList{"pump-8"};
    QTest::newRow("percent is no wildcard") << "%" << QStringList{"50%_x"};
    QTest::newRow("underscore is no wildcard") << "_" << QStringList{"50%_x"};
    QTest::newRow("wildcards in a long part") << "0%_" << QStringList{"50%_x"};
    QTest::newRow("quote is no syntax") << "r\"q" << QStringList{"sensor\"q"};
    QTest::newRow("operators are no syntax") << "pump OR" << QStringList{};
    QTest::newRow("nothing like it") << "valve" << QStringList{};
}

void IdentityStoreTest::searchFindsAnyPartOfTheId()
{
    QFETCH(QString, part);
    QFETCH(QStringList, expected);
    StoreFixture fixture;
    for (const char* const id : {"Pump-7", "pump-8", "50%_x", "sensor\"q"}) {
        create(fixture, id);
    }
    DeviceQuery query;
    query.contains = part.toStdString();

    const DevicePage page = search(fixture, query);

    QCOMPARE(ids(page.rows), expected);
    QCOMPARE(page.total, static_cast<std::uint64_t>(expected.size()));
}

void IdentityStoreTest::manyThatMatchAreNotCounted()
{
    StoreFixture fixture;
    const int most = 10'000;
    QVERIFY(fixture.storage->transaction([&]() -> Result<void> {
        for (int i = 0; i < most; ++i) {
            create(fixture, "many-" + std::to_string(i));
        }
        return success();
    }));
    DeviceQuery query;
    query.contains = "many";
    query.limit = 10;

    const DevicePage counted = search(fixture, query);
    create(fixture, "one-too-many");
    const DevicePage uncounted = search(fixture, query);

    QCOMPARE(counted.total, std::optional(std::uint64_t{most}));
    QVERIFY(!uncounted.total);
    QVERIFY(uncounted.exact);
    QCOMPARE(uncounted.rows.size(), std::size_t{10});
    query.contains.clear();
    QCOMPARE(search(fixture, query).total, std::optional(std::uint64_t{most + 1})); // is known anyway
}

void IdentityStoreTest::searchFollowsCreateAndRemove()
{
    StoreFixture fixture;
    create(fixture, "valve-1");
    create(fixture, "valve-2");
    QVERIFY(fixture.storage->identities().remove({"valve-1", {}}, fixture.clock.wall()));
    DeviceQuery query;
    query.contains = "valve";

    QCOMPARE(ids(search(fixture, query).rows), QStringList({"valve-2"}));
}

void IdentityStoreTest::pagesJoinInEveryOrder_data()
{
    QTest::addColumn<int>("order");
    QTest::addColumn<QString>("tag");
    const auto add = [](const char* name, DeviceOrder order, const char* tag = "") {
        QTest::newRow(name) << static_cast<int>(order) << tag;
    };
    add("id", DeviceOrder::Id);
    add("last heard", DeviceOrder::LastHeard);
    add("status", DeviceOrder::Status);
    add("queue", DeviceOrder::Queue);
    add("text in a tag", DeviceOrder::Tag, "site");
    add("number in a tag", DeviceOrder::Tag, "place.floor");
    add("tag of many kinds", DeviceOrder::Tag, "mixed");
    add("tag that nobody has", DeviceOrder::Tag, "nothing");
}

void IdentityStoreTest::pagesJoinInEveryOrder()
{
    QFETCH(int, order);
    QFETCH(QString, tag);
    StoreFixture fixture;
    addDevicesOfAllKinds(fixture, 25);
    DeviceQuery whole;
    whole.order = static_cast<DeviceOrder>(order);
    whole.orderTag = tag.toStdString();
    DeviceQuery narrow = whole; // few rows are found otherwise, and sorted
    narrow.contains = "dev-";
    narrow.where = TwinCondition::parse("STARTSWITH(deviceId, 'dev-1')").value().where;

    for (const bool descending : {false, true}) {
        for (DeviceQuery* query : {&whole, &narrow}) {
            query->descending = descending;
            const QStringList expected = ids(search(fixture, *query).rows);
            QCOMPARE(expected.size(), query == &whole ? 25 : 11);
            for (const std::size_t limit : {1U, 4U, 24U, 25U}) {
                QCOMPARE(pages(fixture, *query, limit), expected);
            }
            for (std::size_t offset = 0; offset < 25; offset += 3) {
                DeviceQuery jump = *query;
                jump.offset = offset;
                QCOMPARE(ids(search(fixture, jump).rows),
                         expected.mid(static_cast<qsizetype>(offset)));
            }
        }
    }
}

void IdentityStoreTest::devicesAreSortedByTheirTags()
{
    StoreFixture fixture;
    const auto add = [&fixture](const char* id, const char* tags) {
        DeviceIdentity device = identity(id);
        device.tags = tags;
        create(fixture, device);
    };
    add("z", R"({"floor":10})");
    add("y", R"({"floor":9.5})");
    add("x", R"({"floor":"attic"})");
    add("w", R"({"floor":true})");
    add("b", R"({"floor":{"no":"value"}})");
    add("a", R"({"other":1})");
    add("v", R"({"floor":-1})");
    add("u", R"({"floor":9.5})"); // as y, and registered later
    DeviceQuery query;
    query.order = DeviceOrder::Tag;
    query.orderTag = "floor";

    QCOMPARE(ids(search(fixture, query).rows),
             QStringList({"v", "y", "u", "z", "x", "w", "a", "b"}));
    query.descending = true;
    QCOMPARE(ids(search(fixture, query).rows),
             QStringList({"z", "u", "y", "v", "w", "x", "a", "b"}));
    query.scope = TagCondition{"floor", "attic"};
    QCOMPARE(ids(search(fixture, query).rows), QStringList({"x"}));
    query.after = DevicePlace{3, 0, 0, {}, 0};
    QCOMPARE(fixture.storage->identities().search(query).error().code, Errc::InvalidArgument);
}

void IdentityStoreTest::devicesAreSortedByStatusAndQueue()
{
    StoreFixture fixture;
    for (const char* id : {"c", "a", "d", "b"}) {
        DeviceIdentity device = identity(id);
        device.enabled = device.id.device > "b";
        create(fixture, device);
    }
    enqueue(fixture, "d", 2);
    enqueue(fixture, "a", 1);
    DeviceQuery query;
    query.order = DeviceOrder::Status;
    QCOMPARE(ids(search(fixture, query).rows), QStringList({"a", "b", "c", "d"}));
    query.descending = true;
    QCOMPARE(ids(search(fixture, query).rows), QStringList({"d", "c", "b", "a"}));
    query.order = DeviceOrder::Queue;
    QCOMPARE(ids(search(fixture, query).rows), QStringList({"d", "a", "b", "c"}));
    query.descending = false;
    QCOMPARE(ids(search(fixture, query).rows), QStringList({"b", "c", "a", "d"}));
}

void IdentityStoreTest::offsetJumps()
{
    StoreFixture fixture;
    for (const char* const id : {"a", "b", "c", "d"}) {
        create(fixture, id);
    }
    DeviceQuery query;
    query.offset = 2;

    QCOMPARE(ids(search(fixture, query).rows), QStringList({"c", "d"}));
}

void IdentityStoreTest::tagsFilterTheList()
{
    StoreFixture fixture;
    DeviceIdentity tagged = identity("a");
    tagged.tags = R"({"sample":true,"site":"berlin","deep":{"x":1}})";
    tagged = create(fixture, tagged);
    create(fixture, "b");
    DeviceQuery query;
    query.tagName = "sample";
    query.tagValue = "true";
    QCOMPARE(ids(search(fixture, query).rows), QStringList({"a"}));

    tagged.tags = R"({"sample":false})";
    QVERIFY(fixture.storage->identities().replace(tagged));

    QCOMPARE(ids(search(fixture, query).rows), QStringList());
}

void IdentityStoreTest::activityOnlyMovesForward()
{
    StoreFixture fixture;
    const DeviceIdentity made = create(fixture, "a");

    note(fixture, made.key, 2'000'000);
    note(fixture, made.key, 1'000'000);

    const auto row = fixture.storage->identities().find({"a", {}}).value();
    QCOMPARE(toMicros(row->activity.lastHeard.value()), 2'000'000);
    QVERIFY(!row->activity.connectionChanged.has_value());
}

void IdentityStoreTest::erasedKeysAreLeftOutUntilNoted()
{
    StoreFixture fixture;
    const DeviceIdentity made = create(fixture, "a");
    IdentityStore& store = fixture.storage->identities();
    const DeviceKey keys[] = {made.key};

    QVERIFY(store.askErase(keys, fixture.clock.wall()));

    QVERIFY(store.keysOf({"a", {}}).value().empty());
    QVERIFY((store.keysToErase().value() == std::vector<DeviceKey>{made.key}));
    QVERIFY(store.noteErased(made.key, fixture.clock.wall()));
    QVERIFY(store.keysToErase().value().empty());
}

void IdentityStoreTest::modulesAreIdentitiesOfTheirOwn()
{
    StoreFixture fixture;
    create(fixture, "dev1");
    DeviceIdentity module = identity("dev1");
    module.managedBy = "me";
    for (const char* const id : {"b", "a"}) {
        module.id.module = id;
        create(fixture, module);
    }
    IdentityStore& store = fixture.storage->identities();

    const auto rows = store.modules("dev1").value();

    QCOMPARE(rows.size(), std::size_t{2});
    QCOMPARE(rows[0].identity.id.module, std::string("a"));
    QCOMPARE(rows[0].identity.managedBy, std::string("me"));
    QVERIFY(rows[0].identity.keys.primary.reveal() == Bytes(32, 'p'));
    QVERIFY(store.modules("dev").value().empty());
    QCOMPARE(store.list(10).value().size(), std::size_t{1});
    QCOMPARE(store.statistics().value().total, std::uint64_t{1});
    QCOMPARE(store.count().value(), std::uint64_t{3});
    QCOMPARE(store.create(module, fixture.clock.wall()).error().code, Errc::ModuleAlreadyExists);
    QVERIFY(store.remove({"dev1", "a"}, fixture.clock.wall()));
    QCOMPARE(store.remove({"dev1", "a"}, fixture.clock.wall()).error().code, Errc::ModuleNotFound);
    QCOMPARE(store.count().value(), std::uint64_t{2});
}

void IdentityStoreTest::keysOfADeviceIncludeThoseOfItsModules()
{
    StoreFixture fixture;
    const DeviceIdentity device = create(fixture, "dev1");
    DeviceIdentity wanted = identity("dev1");
    wanted.id.module = "m";
    const DeviceIdentity module = create(fixture, wanted);
    create(fixture, "dev10");
    QVERIFY(fixture.storage->identities().remove(module.id, fixture.clock.wall()));

    const auto alone = fixture.storage->identities().keysOf({"dev1", {}}).value();
    const auto all = fixture.storage->identities().keysWithModules("dev1").value();

    QVERIFY((alone == std::vector<DeviceKey>{device.key}));
    QVERIFY((all == std::vector<DeviceKey>{device.key, module.key})); // gone, its messages are not
}
