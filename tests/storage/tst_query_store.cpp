#include "tests/storage/tst_query_store.h"

#include "tests/storage/store_fixture.h"
#include "tests/support/json_document.h"
#include "tests/support/json_text.h"
#include "tests/support/random_queries.h"

#include "domain/etag.h"

#include "base/json_writer.h"
#include "base/time_text.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <set>

using namespace hub;
using namespace hub::test;

namespace {

constexpr std::size_t kMostParts = 100'000; // more than any store needs

const WallTime kNewYear{std::chrono::seconds(1'735'689'600)}; // 2025

/// A store with a random fleet in it, that a test can change.
struct Fleet
{
    explicit Fleet(std::uint32_t seed, std::size_t devices) : dice(seed)
    {
        for (const RandomTwin& twin : randomFleet(seed, devices)) {
            add(twin);
        }
    }

    void add(const RandomTwin& twin)
    {
        DeviceIdentity wanted = identity(twin.deviceId);
        wanted.id.module = twin.moduleId;
        const auto created = store.storage->identities().create(wanted, store.clock.wall());
        if (!created) {
            qFatal("create: %s", created.error().detail.c_str());
        }
        store.clock.advance(std::chrono::milliseconds(1));
        write(created.value().key, twin);
    }

    /// Whatever stood there.
    void write(DeviceKey key, const RandomTwin& twin)
    {
        IdentityStore& identities = store.storage->identities();
        auto row = identities.find({twin.deviceId, twin.moduleId});
        if (!row || !row.value()) {
            qFatal("no identity");
        }
        DeviceIdentity changed = row.value()->identity;
        changed.enabled = twin.enabled;
        changed.statusReason = twin.statusReason;
        changed.edge = twin.edge;
        changed.authType = static_cast<AuthType>(twin.authType);
        changed.tags = jsonText(twin.tags);
        if (!identities.replace(changed)) {
            qFatal("replace");
        }
        if (twin.heardHours >= 0) {
            const ActivityNote note{key, {kNewYear + std::chrono::hours(twin.heardHours), {}, {}}};
            if (!identities.noteActivity({&note, 1})) {
                qFatal("noteActivity");
            }
        }
        if (twin.written) {
            writeTwin(key, twin);
        }
    }

    void writeTwin(DeviceKey key, const RandomTwin& twin)
    {
        TwinRow row;
        row.twin.etag = twin.etag;
        row.twin.version = twin.version;
        row.twin.desired = {twin.desired, metadata(twin.desired), twin.desiredVersion};
        row.twin.reported = {twin.reported, metadata(twin.reported), twin.reportedVersion};
        row.modelId = twin.modelId;
        if (!store.storage->twins().put(key, row)) {
            qFatal("put");
        }
    }

    static json::object metadata(const json::object& values)
    {
        json::object result{{"$lastUpdated", "2025-01-01T00:00:00.0000000Z"}};
        for (const auto& member : values) {
            result[member.key()] = json::object{{"$lastUpdated", "2025-01-02T00:00:00.0000000Z"}};
        }
        return result;
    }

    /// Some twins get what another fleet has, some devices go, some come back.
    void change(std::uint32_t seed)
    {
        for (const RandomTwin& twin : randomFleet(seed, 200)) {
            const auto row = store.storage->identities().find({twin.deviceId, twin.moduleId});
            if (!dice.oneIn(4) || !row) {
                continue;
            }
            if (!row.value()) {
                if (twin.moduleId.empty() ||
                    store.storage->identities().find({twin.deviceId, {}}).value()) {
                    add(twin);
                }
            } else if (twin.moduleId.empty() && dice.oneIn(5)) {
                remove(twin.deviceId);
            } else {
                write(row.value()->identity.key, twin);
            }
        }
    }

    void remove(const std::string& device)
    {
        const auto modules = store.storage->identities().modules(device);
        for (const DeviceRow& module : modules.value()) {
            if (!store.storage->identities().remove(module.identity.id, store.clock.wall())) {
                qFatal("remove");
            }
        }
        if (!store.storage->identities().remove({device, {}}, store.clock.wall())) {
            qFatal("remove");
        }
        store.clock.advance(std::chrono::milliseconds(1));
    }

    StoreFixture store;
    Dice dice;
};

json::object objectOf(const std::string& text)
{
    return text.empty() ? json::object() : parsed(text).as_object();
}

json::object sectionOf(const StoredSection& stored, WallTime created)
{
    json::object section = objectOf(stored.values);
    json::object metadata = objectOf(stored.metadata);
    if (metadata.empty()) {
        metadata["$lastUpdated"] = toAzureTime(created);
    }
    section["$metadata"] = std::move(metadata);
    section["$version"] = stored.version;
    return section;
}

json::value textOrNull(const std::string& text)
{
    return text.empty() ? json::value() : json::value(text);
}

/// As the service API shows it.
json::object twinOf(const StoredTwin& stored, const char* connectionState)
{
    const DeviceIdentity& identity = stored.device.identity;
    json::object twin{{"deviceId", identity.id.device}};
    if (identity.id.isModule()) {
        twin["moduleId"] = identity.id.module;
    }
    twin["etag"] = twinEtagText(stored.etag);
    twin["deviceEtag"] = etagText(identity.etag);
    twin["status"] = identity.enabled ? "enabled" : "disabled";
    twin["statusReason"] = textOrNull(identity.statusReason);
    twin["statusUpdateTime"] = toAzureTime(identity.statusUpdated);
    twin["connectionState"] = connectionState;
    twin["lastActivityTime"] = toAzureTime(stored.device.activity.lastHeard);
    twin["cloudToDeviceMessageCount"] = stored.device.pendingCommands;
    twin["authenticationType"] = std::string(nameOf(identity.authType));
    twin["x509Thumbprint"] =
        json::object{{"primaryThumbprint", textOrNull(identity.thumbprints.primary)},
                     {"secondaryThumbprint", textOrNull(identity.thumbprints.secondary)}};
    twin["modelId"] = stored.modelId;
    twin["version"] = stored.version;
    twin["tags"] = objectOf(identity.tags);
    twin["properties"] = json::object{{"desired", sectionOf(stored.desired, stored.created)},
                                      {"reported", sectionOf(stored.reported, stored.created)}};
    twin["capabilities"] = json::object{{"iotEdge", identity.edge}};
    return twin;
}

struct Found
{
    std::vector<StoredTwin> twins;
    std::vector<bool> exact; ///< of each
};

/// All parts, one after the other. Checks that they are in order and end.
Found scanned(Storage& storage, TwinScan scan)
{
    Found found;
    for (std::size_t parts = 0; parts < kMostParts; ++parts) {
        auto part = storage.queries().scan(scan);
        if (!part) {
            qFatal("scan: %s", part.error().detail.c_str());
        }
        if (part.value().twins.size() > scan.limit) {
            qFatal("more than the limit");
        }
        for (StoredTwin& twin : part.value().twins) {
            if (twin.device.identity.key <= scan.after) {
                qFatal("out of order");
            }
            scan.after = twin.device.identity.key;
            found.twins.push_back(std::move(twin));
            found.exact.push_back(part.value().exact);
        }
        if (part.value().place.atEnd) {
            return found;
        }
        if (part.value().place.next < scan.after) {
            qFatal("goes back");
        }
        scan.after = part.value().place.next;
    }
    qFatal("a scan without an end");
}

std::optional<std::uint64_t> counted(Storage& storage, TwinScan scan)
{
    std::uint64_t sum = 0;
    for (std::size_t parts = 0; parts < kMostParts; ++parts) {
        const auto part = storage.queries().count(scan);
        if (!part) {
            qFatal("count: %s", part.error().detail.c_str());
        }
        if (!part.value()) {
            return std::nullopt;
        }
        sum += part.value()->count;
        if (part.value()->place.atEnd) {
            return sum;
        }
        scan.after = part.value()->place.next;
    }
    qFatal("a count without an end");
}

/// A twin as judged in memory. Who is connected only a hub knows, not its store: both may be.
struct Judged
{
    DeviceKey key = 0;
    std::string device;
    JsonDocument connected;
    JsonDocument disconnected;

    explicit Judged(const StoredTwin& stored)
        : key(stored.device.identity.key), device(stored.device.identity.id.device),
          connected(twinOf(stored, "Connected")), disconnected(twinOf(stored, "Disconnected"))
    {
    }

    bool mayFulfil(const QueryExpressionPtr& condition) const
    {
        return isTrue(condition, connected) || isTrue(condition, disconnected);
    }
    bool fulfils(const QueryExpressionPtr& condition) const
    {
        return isTrue(condition, connected) && isTrue(condition, disconnected);
    }
};

std::vector<Judged> judgedAll(Storage& storage, QueryCollection from)
{
    std::vector<Judged> all;
    TwinScan scan{.condition = {.from = from, .where = {}}};
    for (const StoredTwin& twin : scanned(storage, scan).twins) {
        all.emplace_back(twin);
    }
    return all;
}

struct Tally
{
    int conditions = 0;
    int someFulfil = 0;
    int exact = 0; ///< and not simply everything
    int counted = 0;
    int unlike = 0;
};

QString nameOf(const Judged& twin)
{
    return QString::fromStdString(jsonText(twin.disconnected.document()));
}

/// Empty when indexes and memory agree.
QString difference(Storage& storage, const std::vector<Judged>& all, const TwinScan& scan, Tally& tally)
{
    const QueryExpressionPtr& where = scan.condition.where;
    std::map<DeviceKey, bool> exact;
    const Found found = scanned(storage, scan);
    for (std::size_t i = 0; i < found.twins.size(); ++i) {
        exact[found.twins[i].device.identity.key] = found.exact[i];
    }
    std::uint64_t certain = 0;
    std::uint64_t possible = 0;
    for (const Judged& twin : all) {
        const auto entry = exact.find(twin.key);
        certain += twin.fulfils(where) ? 1U : 0U;
        possible += twin.mayFulfil(where) ? 1U : 0U;
        if (entry == exact.end() && twin.mayFulfil(where)) {
            return "left out " + nameOf(twin);
        }
        if (entry != exact.end() && entry->second && !twin.fulfils(where)) {
            return "exact, but wrong: " + nameOf(twin);
        }
    }
    const auto count = counted(storage, scan);
    tally.someFulfil += possible > 0 && possible < all.size() ? 1 : 0;
    tally.exact += !found.exact.empty() && found.exact.front() && possible < all.size() ? 1 : 0;
    tally.counted += count ? 1 : 0;
    if (count && (*count != certain || certain != possible)) {
        return QString("counted %1, there are %2").arg(*count).arg(certain);
    }
    return {};
}

} // namespace

void QueryStoreTest::everyTwinComesOnceInOrder()
{
    Fleet fleet(1, 120);
    Storage& storage = *fleet.store.storage;
    for (const QueryCollection from : {QueryCollection::Devices, QueryCollection::Modules}) {
        std::vector<std::string> wanted;
        for (const RandomTwin& twin : randomFleet(1, 120)) {
            if (twin.moduleId.empty() == (from == QueryCollection::Devices)) {
                wanted.push_back(IdentityId{twin.deviceId, twin.moduleId}.text());
            }
        }
        for (const std::size_t limit : {std::size_t{1}, std::size_t{7}, std::size_t{1'000}}) {
            std::vector<std::string> ids;
            const TwinScan scan{.condition = {.from = from, .where = {}}, .limit = limit};
            for (const StoredTwin& twin : scanned(storage, scan).twins) {
                ids.push_back(twin.device.identity.id.text());
            }
            QVERIFY(ids == wanted);
        }
    }
}

void QueryStoreTest::twinsComeBackAsWritten()
{
    Fleet fleet(2, 60);
    std::map<std::string, RandomTwin> wanted;
    for (const RandomTwin& twin : randomFleet(2, 60)) {
        wanted[IdentityId{twin.deviceId, twin.moduleId}.text()] = twin;
    }
    for (const QueryCollection from : {QueryCollection::Devices, QueryCollection::Modules}) {
        const TwinScan scan{.condition = {.from = from, .where = {}}};
        for (const StoredTwin& stored : scanned(*fleet.store.storage, scan).twins) {
            const RandomTwin& twin = wanted.at(stored.device.identity.id.text());

            const json::object shown = twinOf(stored, "Disconnected");

            QCOMPARE(stored.written, twin.written);
            QVERIFY(shown.at("tags") == twin.tags);
            json::object desired = shown.at("properties").at("desired").as_object();
            QVERIFY(desired.at("$version") == twin.desiredVersion);
            QVERIFY(desired.at("$metadata").as_object().contains("$lastUpdated"));
            desired.erase("$version");
            desired.erase("$metadata");
            QVERIFY(desired == twin.desired);
            QCOMPARE(stored.etag, twin.etag);
            QCOMPARE(stored.version, twin.version);
            QCOMPARE(stored.modelId, twin.modelId);
            QCOMPARE(stored.device.activity.lastHeard.has_value(), twin.heardHours >= 0);
            QVERIFY(stored.device.identity.keys.empty());
        }
    }
}

void QueryStoreTest::withoutTwinsTheRestIsThere()
{
    Fleet fleet(3, 30);
    TwinScan scan{.condition = {}, .withTwins = false};
    const Found bare = scanned(*fleet.store.storage, scan);
    scan.withTwins = true;
    const Found full = scanned(*fleet.store.storage, scan);

    QCOMPARE(bare.twins.size(), full.twins.size());
    for (std::size_t i = 0; i < bare.twins.size(); ++i) {
        const DeviceIdentity& identity = bare.twins[i].device.identity;
        QVERIFY(identity.id == full.twins[i].device.identity.id);
        QVERIFY(identity.tags == full.twins[i].device.identity.tags);
        QCOMPARE(identity.enabled, full.twins[i].device.identity.enabled);
    }
}

void QueryStoreTest::randomConditionsGiveTheSameAsJudgingEach_data()
{
    QTest::addColumn<int>("seed");
    for (const int seed : {11, 22, 33, 44, 55}) {
        QTest::addRow("fleet %d", seed) << seed;
    }
}

void QueryStoreTest::randomConditionsGiveTheSameAsJudgingEach()
{
    QFETCH(const int, seed);
    constexpr int rounds = 4;
    constexpr int conditions = 500; // 5 fleets * 4 rounds * 500 = 10,000
    Fleet fleet(static_cast<std::uint32_t>(seed), 80);
    RandomConditions random(static_cast<std::uint32_t>(seed));
    Tally tally;
    for (int round = 0; round < rounds; ++round) {
        fleet.store.reopen();
        Storage& storage = *fleet.store.storage;
        const std::map<QueryCollection, std::vector<Judged>> all{
            {QueryCollection::Devices, judgedAll(storage, QueryCollection::Devices)},
            {QueryCollection::Modules, judgedAll(storage, QueryCollection::Modules)}};
        for (int i = 0; i < conditions; ++i) {
            const std::string text = random.next();
            auto condition = TwinCondition::parse(text);
            QVERIFY2(condition, (text + ": " + (condition ? "" : condition.error().detail)).c_str());
            condition.value().from =
                fleet.dice.oneIn(4) ? QueryCollection::Modules : QueryCollection::Devices;
            const TwinScan scan{.condition = condition.value(), .limit = 1 + fleet.dice.below(100)};

            const QString unlike = difference(storage, all.at(scan.condition.from), scan, tally);

            ++tally.conditions;
            if (!unlike.isEmpty() && ++tally.unlike <= 10) {
                qWarning("round %d, %d: %s: %s", round, i, text.c_str(), qPrintable(unlike));
            }
        }
        fleet.change(static_cast<std::uint32_t>(seed + round + 1));
    }

    qInfo("%d conditions: %d fulfilled by some, %d exact by indexes, %d counted, %d unlike",
          tally.conditions, tally.someFulfil, tally.exact, tally.counted, tally.unlike);
    QCOMPARE(tally.unlike, 0);
    // Else this test proves nothing.
    QVERIFY(tally.someFulfil > tally.conditions / 4);
    QVERIFY(tally.exact > tally.conditions / 50);
    QVERIFY(tally.counted > tally.conditions / 50);
}

void QueryStoreTest::scopeIsAnotherCondition()
{
    Fleet fleet(7, 120);
    Storage& storage = *fleet.store.storage;
    const TagCondition scope = TagCondition::parse("tags.site = 'berlin'").value();
    std::set<std::string> inside; // devices; their modules go with them
    for (const Judged& twin : judgedAll(storage, QueryCollection::Devices)) {
        const json::object& tags = twin.connected.document().at("tags").as_object();
        if (tags.contains("site") && tags.at("site") == "berlin") {
            inside.insert(twin.device);
        }
    }
    QVERIFY(inside.size() > 2);
    RandomConditions random(7);
    Tally tally;
    for (const QueryCollection from : {QueryCollection::Devices, QueryCollection::Modules}) {
        std::vector<Judged> all = judgedAll(storage, from);
        std::erase_if(all, [&](const Judged& twin) { return !inside.contains(twin.device); });
        for (int i = 0; i < 300; ++i) {
            const std::string text = i == 0 ? "true" : random.next();
            TwinScan scan{.condition = TwinCondition::parse(text).value(), .scope = scope, .limit = 10};
            scan.condition.from = from;

            const QString unlike = difference(storage, all, scan, tally);

            QVERIFY2(unlike.isEmpty(), qPrintable(QString::fromStdString(text) + ": " + unlike));
            for (const StoredTwin& twin : scanned(storage, scan).twins) {
                QVERIFY(inside.contains(twin.device.identity.id.device));
            }
        }
    }
}

void QueryStoreTest::largeConditionsAreAnswered_data()
{
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("more");
    QTest::addColumn<QString>("last");
    QTest::addColumn<int>("times");
    QTest::newRow("tag IN") << "tags.floor IN ['x'" << ",3,'a'" << "]" << 1'300;
    QTest::newRow("tag NOT IN") << "tags.floor NOT IN ['x'" << ",4,true" << "]" << 1'000;
    QTest::newRow("id IN") << "deviceId IN ['d1'" << ",'x'" << "]" << 1'900;
    QTest::newRow("OR") << "tags.floor=3" << " OR tags.site='x'" << "" << 450;
    QTest::newRow("OR of words") << "tags.floor=3" << " OR x" << "" << 1'600;
    QTest::newRow("AND") << "tags.floor=3" << " AND true" << "" << 880;
    for (const int depth : {10, 15, 17, 30, 62}) {
        QTest::addRow("%d levels", depth)
            << "" << "tags.floor=3 OR (tags.open AND (" << QString("true") + QString(depth, ')')
            << depth / 2;
    }
}

void QueryStoreTest::largeConditionsAreAnswered()
{
    QFETCH(const QString, first);
    QFETCH(const QString, more);
    QFETCH(const QString, last);
    QFETCH(const int, times);
    Fleet fleet(8, 40);
    Storage& storage = *fleet.store.storage;
    QString text = first + more.repeated(times) + last;
    text.chop(text.count(')') - text.count('('));
    const auto condition = TwinCondition::parse(text.toStdString());
    QVERIFY2(condition, condition.has_value() ? "" : condition.error().detail.c_str());
    Tally tally;

    const QString unlike =
        difference(storage, judgedAll(storage, QueryCollection::Devices),
                   TwinScan{.condition = condition.value()}, tally);

    QVERIFY2(unlike.isEmpty(), qPrintable(unlike));
    QCOMPARE(tally.someFulfil, 1);
}

void QueryStoreTest::emptyStoreIsAtItsEnd()
{
    StoreFixture fixture;
    for (const char* const text : {"true", "tags.a = 1", "deviceId = 'd'", "properties.desired.a = 1"}) {
        const TwinScan scan{.condition = TwinCondition::parse(text).value()};

        const auto part = fixture.storage->queries().scan(scan);

        QVERIFY(part);
        QVERIFY(part.value().twins.empty());
        QVERIFY(part.value().place.atEnd);
        QCOMPARE(counted(*fixture.storage, scan).value_or(0), std::uint64_t{0});
    }
}
