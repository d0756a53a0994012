#include "tests/storage/tst_configuration_store.h"

#include "tests/storage/store_fixture.h"
#include "tests/support/printing.h"

#include <QTest>

using namespace hub;
using namespace hub::test;

namespace {

Configuration sample(const std::string& id, ConfigurationKind kind = ConfigurationKind::Device)
{
    Configuration configuration;
    configuration.id = id;
    configuration.etag = 3;
    configuration.schemaVersion = "2.0";
    configuration.labels = R"({"l":"v"})";
    configuration.kind = kind;
    configuration.content = R"({"deviceContent":{}})";
    configuration.targetCondition = "tags.a='b'";
    configuration.priority = 10;
    configuration.created = wallFromMicros(5'000'000);
    configuration.updated = wallFromMicros(6'000'000);
    configuration.metricQueries = {{"q", "select deviceId from devices"}};
    return configuration;
}

ConfigurationKey add(const StoreFixture& fixture, const Configuration& configuration)
{
    const auto key = fixture.storage->configurations().add(configuration);
    if (!key) {
        qFatal("add: %s", key.error().detail.c_str());
    }
    return key.value();
}

DeviceKey device(const StoreFixture& fixture, const IdentityId& id)
{
    DeviceIdentity made = identity(id.device);
    made.id = id;
    return fixture.storage->identities().create(made, fixture.clock.wall()).value().key;
}

std::string shown(const StoreFixture& fixture, DeviceKey key)
{
    const std::string byQuery = fixture.storage->queries().find(key).value()->configurations;
    const std::string byTwin = fixture.storage->twins().find(key).value()->configurations;
    return byQuery == byTwin ? byQuery : byQuery + " but " + byTwin;
}

} // namespace

void ConfigurationStoreTest::configurationComesBackWhole()
{
    StoreFixture fixture;
    const Configuration given = sample("c1");
    const ConfigurationKey key = add(fixture, given);
    fixture.reopen();

    const Configuration found = *fixture.storage->configurations().find("c1").value();

    QCOMPARE(found.key, key);
    QCOMPARE(found.etag, given.etag);
    QCOMPARE(found.schemaVersion, given.schemaVersion);
    QCOMPARE(found.labels, given.labels);
    QVERIFY(found.kind == given.kind);
    QCOMPARE(found.content, given.content);
    QCOMPARE(found.targetCondition, given.targetCondition);
    QCOMPARE(found.priority, given.priority);
    QVERIFY(found.created == given.created);
    QVERIFY(found.updated == given.updated);
    QVERIFY(found.metricQueries == given.metricQueries);
    QVERIFY(found.results.system.empty() && found.results.custom.empty());
    QVERIFY(!fixture.storage->configurations().find("C1").value());
}

void ConfigurationStoreTest::idIsTakenOnce()
{
    StoreFixture fixture;
    const ConfigurationKey first = add(fixture, sample("c1"));

    QVERIFY(fixture.storage->configurations().add(sample("c1")).error().code ==
            Errc::ConfigurationAlreadyExists);
    QVERIFY(fixture.storage->configurations().remove(first));
    QVERIFY(add(fixture, sample("c1")) > first); // what the first did is not taken for its work
}

void ConfigurationStoreTest::eachChangeIsNumbered()
{
    StoreFixture fixture;
    ConfigurationStore& store = fixture.storage->configurations();
    const std::int64_t before = store.changeNumber().value();

    Configuration configuration = sample("c1");
    configuration.key = add(fixture, configuration);
    configuration.priority = 11;
    QVERIFY(store.replace(configuration));
    QCOMPARE(store.find("c1").value()->priority, std::int64_t{11});
    QVERIFY(store.setResults(configuration.key, {}));
    QVERIFY(store.remove(configuration.key));

    QCOMPARE(store.changeNumber().value(), before + 3);
}

void ConfigurationStoreTest::resultsStandApart()
{
    StoreFixture fixture;
    Configuration configuration = sample("c1");
    configuration.key = add(fixture, configuration);
    const ConfigurationResults results{{{"targetedCount", 2}}, {{"q", 7}}};

    QVERIFY(fixture.storage->configurations().setResults(configuration.key, results));
    QVERIFY(fixture.storage->configurations().replace(configuration));

    const Configuration found = *fixture.storage->configurations().find("c1").value();
    QVERIFY(found.results.system == results.system);
    QVERIFY(found.results.custom == results.custom);
}

void ConfigurationStoreTest::twinsShowWhatIsForThem()
{
    StoreFixture fixture;
    const DeviceKey twin = device(fixture, {"d1", {}});
    const DeviceKey other = device(fixture, {"d2", {}});
    const ConfigurationKey first = add(fixture, sample("c1"));
    const ConfigurationKey second = add(fixture, sample("c-2"));
    const ConfiguredTwin configured{{{first, true}, {second, false}}, R"({"a":1})"};

    QCOMPARE(shown(fixture, twin), std::string("{}"));
    QVERIFY(fixture.storage->configurations().setConfigured(twin, configured));

    QVERIFY(fixture.storage->configurations().configured(twin).value() == configured);
    QCOMPARE(shown(fixture, twin),
             std::string(R"({"c1":{"status":"Applied"},"c-2":{"status":"Targeted"}})"));
    QCOMPARE(shown(fixture, other), std::string("{}"));
    const ConfigurationCounts counts = fixture.storage->configurations().count(first).value();
    QCOMPARE(counts.targeted, std::uint64_t{1});
    QCOMPARE(counts.applied, std::uint64_t{1});
    QCOMPARE(fixture.storage->configurations().count(second).value().applied, std::uint64_t{0});
}

void ConfigurationStoreTest::agentOfAnEdgeDeviceShowsDeployments()
{
    StoreFixture fixture;
    const DeviceKey edge = device(fixture, {"e1", {}});
    const DeviceKey agent = device(fixture, {"e1", "$edgeAgent"});
    const DeviceKey hub = device(fixture, {"e1", "$edgeHub"});
    const ConfigurationKey plain = add(fixture, sample("c1"));
    const ConfigurationKey deployment = add(fixture, sample("e", ConfigurationKind::Edge));

    QVERIFY(fixture.storage->configurations().setConfigured(
        edge, {{{plain, true}, {deployment, true}}, "{}"}));

    QCOMPARE(shown(fixture, agent), std::string(R"({"e":{"status":"Applied"}})"));
    QCOMPARE(shown(fixture, hub), std::string("{}"));
    QCOMPARE(shown(fixture, edge),
             std::string(R"({"c1":{"status":"Applied"},"e":{"status":"Applied"}})"));
}

void ConfigurationStoreTest::removedConfigurationIsNotShownButRemembered()
{
    StoreFixture fixture;
    const DeviceKey twin = device(fixture, {"d1", {}});
    const ConfigurationKey key = add(fixture, sample("c1"));
    const ConfiguredTwin configured{{{key, true}}, R"({"a":1})"};
    QVERIFY(fixture.storage->configurations().setConfigured(twin, configured));

    QVERIFY(fixture.storage->configurations().remove(key));

    QCOMPARE(shown(fixture, twin), std::string("{}"));
    QVERIFY(fixture.storage->configurations().configured(twin).value() == configured);
    QVERIFY((fixture.storage->configurations().targets(0, 10).value() ==
             std::vector<DeviceKey>{twin}));
    QVERIFY(fixture.storage->configurations().setConfigured(twin, {}));
    QVERIFY(fixture.storage->configurations().targets(0, 10).value().empty());
}

void ConfigurationStoreTest::targetsComeInOrder()
{
    StoreFixture fixture;
    std::vector<DeviceKey> keys;
    const ConfigurationKey key = add(fixture, sample("c1"));
    for (int i = 0; i < 5; ++i) {
        keys.push_back(device(fixture, {"d" + std::to_string(i), {}}));
        const bool isTarget = i != 3; // that one only has settings left
        const ConfiguredTwin configured{
            isTarget ? std::vector<ConfigurationTarget>{{key, true}}
                     : std::vector<ConfigurationTarget>(),
            i % 2 == 0 ? "{}" : R"({"a":1})"};
        QVERIFY(fixture.storage->configurations().setConfigured(keys.back(), configured));
    }

    QVERIFY(fixture.storage->configurations().targets(0, 10).value() == keys);
    QVERIFY((fixture.storage->configurations().targets(keys[1], 2).value() ==
             std::vector<DeviceKey>{keys[2], keys[3]}));
}

void ConfigurationStoreTest::deletedDeviceIsForgotten()
{
    StoreFixture fixture;
    const DeviceKey twin = device(fixture, {"d1", {}});
    const ConfigurationKey key = add(fixture, sample("c1"));
    QVERIFY(fixture.storage->configurations().setConfigured(twin, {{{key, true}}, R"({"a":1})"}));

    QVERIFY(fixture.storage->identities().remove({"d1", {}}, fixture.clock.wall()));

    QVERIFY(fixture.storage->configurations().targets(0, 10).value().empty());
    QCOMPARE(fixture.storage->configurations().count(key).value().targeted, std::uint64_t{0});
}
