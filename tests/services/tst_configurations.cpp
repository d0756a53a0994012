#include "tests/services/tst_configurations.h"

#include "tests/support/fake_link.h"
#include "tests/support/json_text.h"
#include "tests/support/services_fixture.h"

#include "domain/error_table.h"
#include "domain/limits.h"

#include <QTest>

using namespace hub;
using namespace hub::test;
using namespace std::string_literals;

namespace {

ConfigurationUpdate update(const std::string& id, const std::string& content,
                           const std::string& condition = "*", std::int64_t priority = 0)
{
    ConfigurationUpdate result;
    result.id = id;
    auto parsedContent = ConfigurationContent::parse(parsed(content));
    if (!parsedContent) {
        qFatal("content: %s", parsedContent.error().detail.c_str());
    }
    result.content = std::move(parsedContent.value());
    result.targetCondition = condition;
    result.priority = priority;
    return result;
}

std::string forDevices(const std::string& settings)
{
    return "{\"deviceContent\":{\"properties.desired\":" + settings + "}}";
}

/// A deployment of the whole runtime, or a layer of it.
std::string deployment(const std::string& agent, bool isBase = true)
{
    const std::string path = isBase ? "properties.desired" : "properties.desired.modules";
    return "{\"modulesContent\":{\"$edgeAgent\":{\"" + path + "\":" + agent + "}}}";
}

/// With the evaluation at work.
class ConfiguredFixture final : public ServicesFixture
{
public:
    ConfiguredFixture() : ServicesFixture(Durability::None) { configurations->start(); }

    void restartAll()
    {
        restart();
        configurations->start();
    }

    /// Until a pass has ended that began behind this call.
    void settle()
    {
        if (!runUntil([this] { return configurations->passCount() > 0; })) {
            qFatal("no pass ends");
        }
        for (int i = 0; i < 2; ++i) { // one may be under way
            const std::uint64_t before = configurations->passCount();
            configurations->wake();
            if (!runUntil([&] { return configurations->passCount() > before; })) {
                qFatal("no pass ends");
            }
        }
    }

    Result<Configuration> put(ConfigurationUpdate given, EtagCondition condition = {})
    {
        clock.advance(std::chrono::milliseconds(1));
        return await(configurations->put(std::move(given), std::move(condition)));
    }

    void add(ConfigurationUpdate given)
    {
        const auto made = put(std::move(given));
        if (!made) {
            qFatal("put: %s", made.error().detail.c_str());
        }
        settle();
    }

    void remove(const std::string& id)
    {
        if (!await(configurations->remove(id, {}))) {
            qFatal("cannot remove");
        }
        settle();
    }

    void addTagged(const std::string& id, const std::string& tags, bool edge = false)
    {
        IdentityUpdate given;
        given.tags = tags;
        given.edge = edge;
        addDevice(id, given);
    }

    void patch(const std::string& id, const std::string& desired)
    {
        if (!await(twins->patch({id, {}}, {std::nullopt, desired}, {}))) {
            qFatal("cannot patch");
        }
    }

    void setTags(const std::string& id, const std::string& tags)
    {
        if (!await(twins->replaceTags({id, {}}, tags))) {
            qFatal("cannot set tags");
        }
    }

    TwinView twin(const IdentityId& id) { return await(twins->get(id)).value(); }
    std::string desired(const IdentityId& id) { return jsonText(twin(id).twin.desired.values); }
    std::uint64_t version(const std::string& id) { return twin({id, {}}).twin.desired.version; }
    std::string shown(const IdentityId& id) { return twin(id).configurations; }
};

template <class T>
std::string errorOf(const Result<T>& result)
{
    return result ? "none" : std::string(lookOf(result.error().code).azureName);
}

std::shared_ptr<FakeLink> signIn(ServicesFixture& fixture, const IdentityId& id, DeviceKey key)
{
    auto link = std::make_shared<FakeLink>();
    auto info = std::make_shared<SessionInfo>();
    info->key = key;
    fixture.directory.admit(id, fixture.directory.enter(id, link), info);
    return link;
}

} // namespace

void ConfigurationsTest::targetsGetTheSettings()
{
    ConfiguredFixture fixture;
    fixture.addTagged("in", R"({"site":"berlin"})");
    fixture.addTagged("out", R"({"site":"rome"})");

    fixture.add(update("c1", forDevices(R"({"a":{"b":1}})"), "tags.site='berlin'"));

    QCOMPARE(fixture.desired({"in", {}}), R"({"a":{"b":1}})"s);
    QCOMPARE(fixture.shown({"in", {}}), R"({"c1":{"status":"Applied"}})"s);
    QCOMPARE(fixture.desired({"out", {}}), "{}"s);
    QCOMPARE(fixture.shown({"out", {}}), "{}"s);
}

void ConfigurationsTest::connectedDeviceIsToldOnce()
{
    ConfiguredFixture fixture;
    const DeviceIdentity device = fixture.addDevice("d1");
    const auto link = signIn(fixture, device.id, device.key);

    fixture.add(update("c1", forDevices(R"({"a":1})")));
    fixture.settle();

    QCOMPARE(link->desired.size(), std::size_t{1});
    QCOMPARE(link->desired[0].first, std::uint64_t{2});
    QCOMPARE(link->desired[0].second, R"({"a":1,"$version":2})"s);
}

void ConfigurationsTest::versionGrowsOnlyWithAChange()
{
    ConfiguredFixture fixture;
    fixture.addDevice("d1");
    fixture.add(update("low", forDevices(R"({"a":1,"b":1})")));
    const TwinView before = fixture.twin({"d1", {}});

    fixture.settle();
    fixture.add(update("lower", forDevices(R"({"a":2,"b":2})"), "tags.x='y'"));
    fixture.settle();

    const TwinView after = fixture.twin({"d1", {}});
    QCOMPARE(before.twin.desired.version, std::uint64_t{2});
    QCOMPARE(after.twin.desired.version, before.twin.desired.version);
    QCOMPARE(after.twin.etag, before.twin.etag);
    QCOMPARE(after.twin.version, before.twin.version);
}

void ConfigurationsTest::higherPriorityWins()
{
    ConfiguredFixture fixture;
    fixture.addDevice("d1");
    fixture.add(update("high", forDevices(R"({"a":{"x":1}})"), "*", 10));
    fixture.add(update("low", forDevices(R"({"a":{"x":2,"y":2}})"), "*", 5));
    fixture.add(update("lowest", forDevices(R"({"a":{"x":3}})"), "*", 1));

    QCOMPARE(fixture.desired({"d1", {}}), R"({"a":{"x":1,"y":2}})"s);
    const json::value shown = parsed(fixture.shown({"d1", {}}));
    QVERIFY(shown.at("high").at("status") == "Applied");
    QVERIFY(shown.at("low").at("status") == "Applied"); // one of its settings counts
    QVERIFY(shown.at("lowest").at("status") == "Targeted");
}

void ConfigurationsTest::newerConfigurationWinsATie()
{
    ConfiguredFixture fixture;
    fixture.addDevice("d1");
    fixture.add(update("b", forDevices(R"({"a":"older"})"), "*", 5));
    fixture.add(update("a", forDevices(R"({"a":"newer"})"), "*", 5));

    QCOMPARE(fixture.desired({"d1", {}}), R"({"a":"newer"})"s);
    QVERIFY(parsed(fixture.shown({"d1", {}})).at("b").at("status") == "Targeted");
}

void ConfigurationsTest::overruledOneComesInWhenTheOtherGoes()
{
    ConfiguredFixture fixture;
    fixture.addDevice("d1");
    fixture.add(update("low", forDevices(R"({"a":1})"), "*", 1));
    fixture.add(update("high", forDevices(R"({"a":2,"b":2})"), "*", 2));
    QCOMPARE(fixture.desired({"d1", {}}), R"({"a":2,"b":2})"s);
    const std::uint64_t before = fixture.version("d1");

    fixture.remove("high");

    QCOMPARE(fixture.desired({"d1", {}}), R"({"a":1})"s);
    QCOMPARE(fixture.version("d1"), before + 1);
    QCOMPARE(fixture.shown({"d1", {}}), R"({"low":{"status":"Applied"}})"s);
}

void ConfigurationsTest::lostTargetLosesTheSettings()
{
    ConfiguredFixture fixture;
    fixture.addTagged("d1", R"({"site":"berlin"})");
    fixture.add(update("c1", forDevices(R"({"a":{"b":1}})"), "tags.site='berlin'"));

    fixture.setTags("d1", R"({"site":"rome"})");
    fixture.settle();

    QCOMPARE(fixture.desired({"d1", {}}), "{}"s);
    QCOMPARE(fixture.shown({"d1", {}}), "{}"s);
}

void ConfigurationsTest::deletedConfigurationIsTakenOut()
{
    ConfiguredFixture fixture;
    const DeviceIdentity device = fixture.addDevice("d1");
    fixture.add(update("c1", forDevices(R"({"a":{"b":1}})")));
    const auto link = signIn(fixture, device.id, device.key);

    fixture.remove("c1");

    QCOMPARE(fixture.desired({"d1", {}}), "{}"s);
    QCOMPARE(link->desired.size(), std::size_t{1});
    QCOMPARE(link->desired[0].second, R"({"a":null,"$version":3})"s);
    QVERIFY(fixture.await(fixture.configurations->list(10)).value().empty());
}

void ConfigurationsTest::whatOthersWroteStays()
{
    ConfiguredFixture fixture;
    fixture.addDevice("d1");
    fixture.patch("d1", R"({"a":{"mine":1},"other":2})");

    fixture.add(update("c1", forDevices(R"({"a":{"b":1}})")));
    QCOMPARE(fixture.desired({"d1", {}}), R"({"a":{"mine":1,"b":1},"other":2})"s);
    fixture.remove("c1");

    QCOMPARE(fixture.desired({"d1", {}}), R"({"a":{"mine":1},"other":2})"s);
}

void ConfigurationsTest::manualChangeIsPutRight()
{
    ConfiguredFixture fixture;
    fixture.addDevice("d1");
    fixture.add(update("c1", forDevices(R"({"a":1})")));

    fixture.patch("d1", R"({"a":7})");
    fixture.settle();

    QCOMPARE(fixture.desired({"d1", {}}), R"({"a":1})"s);
}

void ConfigurationsTest::twinThatCannotTakeItStaysAsItIs()
{
    ConfiguredFixture fixture;
    fixture.addDevice("full");
    fixture.addDevice("empty");
    std::string much = "{";
    for (int i = 0; i < 8; ++i) {
        much += (i > 0 ? ",\"k" : "\"k") + std::to_string(i) + "\":\"" + std::string(4'000, 'x') + '"';
    }
    fixture.patch("full", much + "}");
    const std::uint64_t before = fixture.version("full");

    fixture.add(update("c1", forDevices("{\"a\":\"" + std::string(4'000, 'y') + "\"}")));

    QCOMPARE(fixture.version("full"), before);
    QCOMPARE(fixture.shown({"full", {}}), R"({"c1":{"status":"Targeted"}})"s);
    QCOMPARE(fixture.shown({"empty", {}}), R"({"c1":{"status":"Applied"}})"s);
    fixture.patch("full", R"({"k0":null,"k1":null})");
    fixture.settle();
    QCOMPARE(fixture.shown({"full", {}}), R"({"c1":{"status":"Applied"}})"s);
}

void ConfigurationsTest::modulesAreTargets()
{
    ConfiguredFixture fixture;
    fixture.addDevice("d1");
    QVERIFY(fixture.await(fixture.registry->put({"d1", "m1"}, {}, {})));
    QVERIFY(fixture.await(fixture.registry->put({"d1", "m2"}, {}, {})));

    fixture.add(update("c1", R"({"moduleContent":{"properties.desired.a":1}})",
                       "from devices.modules where moduleId='m1'"));

    QCOMPARE(fixture.desired({"d1", "m1"}), R"({"a":1})"s);
    QCOMPARE(fixture.shown({"d1", "m1"}), R"({"c1":{"status":"Applied"}})"s);
    QCOMPARE(fixture.desired({"d1", "m2"}), "{}"s);
    QCOMPARE(fixture.desired({"d1", {}}), "{}"s);
    fixture.remove("c1");
    QCOMPARE(fixture.desired({"d1", "m1"}), "{}"s);
}

void ConfigurationsTest::deploymentMakesItsModules()
{
    ConfiguredFixture fixture;
    fixture.addTagged("e1", "{}", true);
    fixture.addDevice("plain");

    fixture.add(update("e", R"({"modulesContent":{"$edgeAgent":{"properties.desired":{"v":1}},)"
                            R"("sensor":{"properties.desired.rate":5}}})"));

    QCOMPARE(fixture.desired({"e1", "$edgeAgent"}), R"({"v":1})"s);
    QCOMPARE(fixture.desired({"e1", "sensor"}), R"({"rate":5})"s);
    QCOMPARE(fixture.twin({"e1", "sensor"}).device.row.identity.managedBy, "iotEdge"s);
    QCOMPARE(fixture.shown({"e1", "$edgeAgent"}), R"({"e":{"status":"Applied"}})"s);
    QCOMPARE(fixture.shown({"e1", {}}), R"({"e":{"status":"Applied"}})"s);
    QCOMPARE(fixture.shown({"plain", {}}), "{}"s); // it is no edge device
    const auto counts = fixture.await(fixture.configurations->get("e")).value().results.system;
    QCOMPARE(counts.at("targetedCount"), std::uint64_t{1});
    QCOMPARE(counts.at("appliedCount"), std::uint64_t{1});
    QCOMPARE(counts.at("reportedSuccessfulCount"), std::uint64_t{0});
}

void ConfigurationsTest::baseDeploymentOverrulesWhatIsBelow()
{
    ConfiguredFixture fixture;
    fixture.addTagged("e1", "{}", true);
    fixture.add(update("lower", deployment(R"({"v":1,"modules":{"old":{"x":1}}})"), "*", 1));
    fixture.add(update("base", deployment(R"({"v":2,"modules":{"m":{"x":1}}})"), "*", 5));
    fixture.add(update("layer", deployment(R"({"extra":{"x":1}})", false), "*", 9));
    fixture.add(update("late", deployment(R"({"late":{"x":1}})", false), "*", 2));

    QVERIFY(parsed(fixture.desired({"e1", "$edgeAgent"})) ==
            parsed(R"({"v":2,"modules":{"m":{"x":1},"extra":{"x":1}}})"));
    QVERIFY(parsed(fixture.shown({"e1", "$edgeAgent"})) ==
            parsed(R"({"lower":{"status":"Targeted"},"base":{"status":"Applied"},)"
                   R"("layer":{"status":"Applied"},"late":{"status":"Targeted"}})"));
    const std::uint64_t before = fixture.twin({"e1", "$edgeAgent"}).twin.desired.version;
    fixture.settle();
    QCOMPARE(fixture.twin({"e1", "$edgeAgent"}).twin.desired.version, before);
}

void ConfigurationsTest::lostDeploymentLeavesTheModules()
{
    ConfiguredFixture fixture;
    fixture.addTagged("e1", R"({"a":1})", true);
    fixture.add(update("e", deployment(R"({"v":1})"), "tags.a=1"));
    QCOMPARE(fixture.desired({"e1", "$edgeAgent"}), R"({"v":1})"s);

    fixture.setTags("e1", "{}");
    fixture.settle();

    QCOMPARE(fixture.desired({"e1", "$edgeAgent"}), "{}"s);
    QCOMPARE(fixture.shown({"e1", {}}), "{}"s);
    QCOMPARE(fixture.shown({"e1", "$edgeAgent"}), "{}"s);
}

void ConfigurationsTest::statusCanBeQueried()
{
    ConfiguredFixture fixture;
    fixture.addDevice("d1");
    fixture.addTagged("d2", R"({"a":1})");
    fixture.add(update("my-cfg", forDevices(R"({"a":1})"), "tags.a=1"));
    QueryRequest request;
    request.text = "select deviceId from devices where configurations.[[my-cfg]].status='Applied'";

    const auto answer = fixture.await(fixture.queries->run(request));

    QCOMPARE(answer.value().rows.size(), std::size_t{1});
    QVERIFY(answer.value().rows[0].at("deviceId") == "d2");
    request.text = "select configurations from devices where deviceId='d2'";
    const auto whole = fixture.await(fixture.queries->run(request));
    QCOMPARE(jsonText(whole.value().rows.at(0)),
             R"({"configurations":{"my-cfg":{"status":"Applied"}}})"s);
}

void ConfigurationsTest::metricsAreCounted()
{
    ConfiguredFixture fixture;
    for (int i = 0; i < 5; ++i) {
        fixture.addTagged("d" + std::to_string(i), i < 3 ? R"({"a":1})" : "{}");
    }
    ConfigurationUpdate given = update("c1", forDevices(R"({"s":1})"), "tags.a=1");
    given.metricQueries = {{"mine", "select deviceId from devices where deviceId > 'd2'"}};
    fixture.add(given);

    Configuration found = fixture.await(fixture.configurations->get("c1")).value();
    QVERIFY((found.results.system ==
             std::map<std::string, std::uint64_t>{{"appliedCount", 3}, {"targetedCount", 3}}));
    QVERIFY((found.results.custom == std::map<std::string, std::uint64_t>{{"mine", 2}}));

    fixture.addTagged("d5", R"({"a":1})");
    fixture.settle();
    found = fixture.await(fixture.configurations->get("c1")).value();
    QCOMPARE(found.results.system.at("targetedCount"), std::uint64_t{4});
    QCOMPARE(found.results.custom.at("mine"), std::uint64_t{3});
}

void ConfigurationsTest::effectsAreRecorded()
{
    ConfiguredFixture fixture;
    fixture.addDevice("d1");
    fixture.add(update("c1", forDevices(R"({"a":1})")));

    AuditQuery query;
    query.target = "d1";
    query.action = "configuration.twin";
    const auto page = fixture.await(fixture.audit->find(query)).value();

    QCOMPARE(page.records.size(), std::size_t{1});
    const AuditRecord& record = page.records[0];
    QCOMPARE(record.actorKind, std::string(kActorHub));
    QCOMPARE(record.requestId, "configurations/1"s);
    const json::value after = parsed(record.after);
    QVERIFY(after.at("desired") == parsed(R"({"a":1})"));
    QVERIFY(after.at("configurations") == parsed(R"(["c1"])"));
}

void ConfigurationsTest::passGoesOnAfterARestart()
{
    ServicesFixture fixture(ServicesFixture::Durability::None); // nothing is evaluated yet
    const int count = 30;
    for (int i = 0; i < count; ++i) {
        fixture.addDevice("d" + std::to_string(i));
    }
    QVERIFY(fixture.await(
        fixture.configurations->put(update("c1", forDevices(R"({"a":1})")), {})));

    fixture.restart();
    fixture.configurations->start();
    QVERIFY(fixture.runUntil([&] { return fixture.configurations->passCount() > 0; }));

    for (int i = 0; i < count; ++i) {
        const TwinView view =
            fixture.await(fixture.twins->get({"d" + std::to_string(i), {}})).value();
        QCOMPARE(jsonText(view.twin.desired.values), R"({"a":1})"s);
        QCOMPARE(view.twin.desired.version, std::uint64_t{2});
    }
}

void ConfigurationsTest::deletionIsNotLostInARestart()
{
    ConfiguredFixture fixture;
    fixture.addDevice("d1");
    fixture.add(update("c1", forDevices(R"({"a":1})")));
    fixture.configurations->stop();
    QVERIFY(fixture.runUntil([&] { return fixture.configurations->isIdle(); }));
    QVERIFY(fixture.await(fixture.configurations->remove("c1", {})));
    QCOMPARE(fixture.desired({"d1", {}}), R"({"a":1})"s);

    fixture.restartAll();
    fixture.settle();

    QCOMPARE(fixture.desired({"d1", {}}), "{}"s);
}

void ConfigurationsTest::putFollowsTheEtagRules()
{
    ConfiguredFixture fixture;
    const ConfigurationUpdate given = update("c1", forDevices(R"({"a":1})"));
    const auto any = EtagCondition::any();

    QCOMPARE(errorOf(fixture.put(given, any)), "ConfigurationNotFound"s);
    QCOMPARE(errorOf(fixture.put(given)), "none"s);
    QCOMPARE(errorOf(fixture.put(given)), "ConfigurationAlreadyExists"s);
    QCOMPARE(errorOf(fixture.put(given, EtagCondition::fromHeader("\"OTk=\""))),
             "PreconditionFailed"s);
    ConfigurationUpdate other = given;
    other.priority = 7;
    other.content.reset();
    const auto changed = fixture.put(other, EtagCondition::fromHeader("\"MQ==\""));
    QCOMPARE(errorOf(changed), "none"s);
    QCOMPARE(changed.value().priority, std::int64_t{7});
    QCOMPARE(etagText(changed.value().etag), "Mg=="s);
    QCOMPARE(errorOf(fixture.await(fixture.configurations->remove(
                 "c1", EtagCondition::fromHeader("\"MQ==\"")))),
             "PreconditionFailed"s);
    QCOMPARE(errorOf(fixture.await(fixture.configurations->remove("c1", {}))), "none"s);
    QCOMPARE(errorOf(fixture.await(fixture.configurations->remove("c1", {}))),
             "ConfigurationNotFound"s);
    const auto again = fixture.put(given);
    QCOMPARE(errorOf(again), "none"s);
    QVERIFY(etagText(again.value().etag) != "MQ=="); // it is another one
}

void ConfigurationsTest::numbersAreComparedByTheirValue()
{
    ConfiguredFixture fixture;
    fixture.add(update("c1", forDevices(R"({"a":[66.0,{"b":1}]})")));

    QCOMPARE(errorOf(fixture.put(update("c1", forDevices(R"({"a":[66,{"b":1.0}]})")),
                                 EtagCondition::any())),
             "none"s);
    QCOMPARE(errorOf(fixture.put(update("c1", forDevices(R"({"a":[66,{"b":1.5}]})")),
                                 EtagCondition::any())),
             "CannotModifyImmutableConfigurationContent"s);
}

void ConfigurationsTest::contentCannotChange()
{
    ConfiguredFixture fixture;
    fixture.add(update("c1", R"({"deviceContent":{"properties.desired":{"a":1,"b":2}}})"));
    const auto any = EtagCondition::any();

    QCOMPARE(errorOf(fixture.put(update("c1", forDevices(R"({"a":2})")), any)),
             "CannotModifyImmutableConfigurationContent"s);
    QCOMPARE(errorOf(fixture.put(update("c1", R"({"moduleContent":{}})", ""), any)),
             "CannotModifyImmutableConfigurationContent"s);
    QCOMPARE(errorOf(fixture.put(update("c1", forDevices(R"({"b":2,"a":1})")), any)), "none"s);
    ConfigurationUpdate wrong = update("c1", forDevices(R"({"a":1,"b":2})"), "tags.a=");
    QCOMPARE(errorOf(fixture.put(wrong, any)), "InvalidConfigurationTargetCondition"s);
}

void ConfigurationsTest::oneHundredAreTheMost()
{
    ConfiguredFixture fixture;
    for (std::size_t i = 0; i < limits::kMaxConfigurations; ++i) {
        QVERIFY(fixture.put(update("c" + std::to_string(i), forDevices("{}"), "")));
    }
    QCOMPARE(errorOf(fixture.put(update("more", forDevices("{}"), ""))),
             "ConfigurationCountLimitExceeded"s);
    QCOMPARE(fixture.await(fixture.configurations->list(1'000)).value().size(),
             limits::kMaxConfigurations);
}

void ConfigurationsTest::allTogetherAreBounded()
{
    ConfiguredFixture fixture;
    std::string settings = "{";
    for (int i = 0; i < 7; ++i) {
        settings += (i == 0 ? "\"t" : ",\"t") + std::to_string(i) + "\":\"" +
                    std::string(4'000, 'x') + "\"";
    }
    settings += "}";
    std::string content = "{\"modulesContent\":{";
    for (int i = 0; i < 16; ++i) {
        content += (i == 0 ? "\"m" : ",\"m") + std::to_string(i) + "\":{\"properties.desired\":" +
                   settings + "}";
    }
    content += "}}";
    const std::size_t fit = limits::kMaxConfigurationsBytes / content.size();
    for (std::size_t i = 0; i < fit; ++i) {
        QVERIFY(fixture.put(update("c" + std::to_string(i), content, "")));
    }

    QCOMPARE(errorOf(fixture.put(update("more", content, ""))), "ConfigurationCountLimitExceeded"s);
    QCOMPARE(fixture.await(fixture.configurations->list(1'000)).value().size(), fit);
}

void ConfigurationsTest::contentForOneDeviceReplaces()
{
    ConfiguredFixture fixture;
    fixture.addTagged("e1", "{}", true);
    fixture.addDevice("plain");
    const auto apply = [&fixture](const std::string& device, const std::string& text) {
        return fixture.await(fixture.configurations->apply(
            device, ConfigurationContent::parse(parsed(text)).value()));
    };

    QVERIFY(apply("e1", deployment(R"({"v":1,"old":1})")));
    QVERIFY(apply("e1", R"({"modulesContent":{"$edgeAgent":{"properties.desired":{"v":2}},)"
                        R"("m":{"properties.desired":{"x":1}}}})"));

    QCOMPARE(fixture.desired({"e1", "$edgeAgent"}), R"({"v":2})"s);
    QCOMPARE(fixture.desired({"e1", "m"}), R"({"x":1})"s);
    QCOMPARE(errorOf(apply("none", deployment("{}"))), "DeviceNotFound"s);
    QCOMPARE(errorOf(apply("plain", deployment("{}"))), "InvalidOperation"s);
    QCOMPARE(errorOf(apply("e1", R"({"moduleContent":{}})")), "InvalidConfigurationContent"s);
}

void ConfigurationsTest::contentForOneDeviceIsRecorded()
{
    ConfiguredFixture fixture;
    fixture.addTagged("e1", "{}", true);
    AuditRecord asked;
    asked.actorKind = kActorPerson;
    asked.actor = "ada";
    asked.requestId = "r1";
    const auto note = std::make_shared<AuditNote>(*fixture.trail, asked);
    const auto content = ConfigurationContent::parse(parsed(
        R"({"modulesContent":{"m":{"properties.desired":{"x":1}}}})"));

    QVERIFY(fixture.await(fixture.configurations->apply("e1", content.value(), note)));

    AuditQuery query;
    query.target = "e1/m";
    const auto page = fixture.await(fixture.audit->find(query)).value();
    QCOMPARE(page.records.size(), std::size_t{2}); // newest first
    QCOMPARE(page.records[1].action, "module.create"s);
    QCOMPARE(page.records[0].action, "twin.patch"s);
    QVERIFY(parsed(page.records[0].after).at("desired") == parsed(R"({"x":1})"));
    for (const AuditRecord& record : page.records) {
        QCOMPARE(record.actor, "ada"s);
        QCOMPARE(record.requestId, "r1"s);
    }
}

void ConfigurationsTest::manyModulesAreMadeInParts()
{
    ConfiguredFixture fixture;
    const int devices = 4;
    const int modules = 20; // in all more than one transaction takes
    std::string content = "{\"modulesContent\":{";
    for (int i = 0; i < modules; ++i) {
        content += (i == 0 ? "\"m" : ",\"m") + std::to_string(i) +
                   "\":{\"properties.desired\":{\"x\":" + std::to_string(i) + "}}";
    }
    for (int i = 0; i < devices; ++i) {
        fixture.addTagged("e" + std::to_string(i), "{}", true);
    }

    fixture.add(update("c1", content + "}}"));

    for (int i = 0; i < devices; ++i) {
        for (int k = 0; k < modules; ++k) {
            QCOMPARE(fixture.desired({"e" + std::to_string(i), "m" + std::to_string(k)}),
                     "{\"x\":" + std::to_string(k) + "}");
        }
    }
}

void ConfigurationsTest::manyDevicesAreSettledInParts()
{
    ConfiguredFixture fixture;
    const int count = static_cast<int>(limits::kConfigurationScan * 2) + 7;
    for (int i = 0; i < count; ++i) {
        fixture.addTagged("d" + std::to_string(i), i % 2 == 0 ? R"({"a":1})" : R"({"b":1})");
    }
    QVERIFY(fixture.put(update("even", forDevices(R"({"e":1})"), "tags.a=1")));
    QVERIFY(fixture.put(update("odd", forDevices(R"({"o":1})"), "tags.b=1")));
    QVERIFY(fixture.put(update("all", forDevices(R"({"x":1})"), "*")));
    fixture.settle();

    for (int i = 0; i < count; ++i) {
        const json::value desired = parsed(fixture.desired({"d" + std::to_string(i), {}}));
        QVERIFY(desired == parsed(i % 2 == 0 ? R"({"e":1,"x":1})" : R"({"o":1,"x":1})"));
    }
    QCOMPARE(fixture.await(fixture.configurations->get("all")).value().results.system.at(
                 "appliedCount"),
             static_cast<std::uint64_t>(count));
}
