#include "tests/services/tst_twins.h"

#include "tests/support/fake_link.h"
#include "tests/support/json_text.h"
#include "tests/support/printing.h"
#include "tests/support/services_fixture.h"

#include "domain/error_table.h"

#include <boost/asio/detached.hpp>

#include <QTest>

#include <thread>

using namespace hub;
using namespace hub::test;
using namespace std::string_literals;

namespace {

/// A session of the identity, as if it had signed in.
std::shared_ptr<FakeLink> signIn(ServicesFixture& fixture,
                                 const IdentityId& id,
                                 DeviceKey key,
                                 const std::string& modelId = {})
{
    auto link = std::make_shared<FakeLink>();
    auto info = std::make_shared<SessionInfo>();
    info->key = key;
    info->modelId = modelId;
    fixture.directory.admit(id, fixture.directory.enter(id, link), info);
    return link;
}

TwinUpdate desired(std::string text)
{
    return {std::nullopt, std::move(text)};
}

TwinUpdate tags(std::string text)
{
    return {std::move(text), std::nullopt};
}

Result<TwinView> patch(ServicesFixture& fixture, TwinUpdate update, EtagCondition condition = {})
{
    return fixture.await(fixture.twins->patch({"dev1", {}}, std::move(update), condition));
}

Result<TwinView> replace(ServicesFixture& fixture, TwinUpdate update)
{
    return fixture.await(fixture.twins->replace({"dev1", {}}, std::move(update), {}));
}

Result<std::uint64_t> report(ServicesFixture& fixture, DeviceKey device, const std::string& patch)
{
    return fixture.await(fixture.twins->patchReported(device, patch, std::nullopt));
}

Twin twinOf(ServicesFixture& fixture, const IdentityId& id = {"dev1", {}})
{
    return fixture.await(fixture.twins->get(id)).value().twin;
}

/// "type device data" of each event behind a number.
QStringList eventsAfter(const ServicesFixture& fixture, std::uint64_t after)
{
    QStringList lines;
    for (const EventPointer& event : fixture.events.readAfter(after, 10'000).events) {
        lines << QString::fromStdString(event->type + " " + event->deviceId + " " + event->data);
    }
    return lines;
}

/// "none", or the error's name in the service API.
template <class T>
std::string errorOf(const Result<T>& result)
{
    return result ? "none" : std::string(lookOf(result.error().code).azureName);
}

/// A back end with a thread of its own that patches again and again.
class BackEnd final
{
public:
    BackEnd(Twins& twins, int patches) : twins_(twins), patches_(patches) {}

    void run()
    {
        boost::asio::io_context io;
        boost::asio::co_spawn(io, patchAll(), boost::asio::detached);
        io.run();
    }

    int done() const { return done_; }

private:
    boost::asio::awaitable<void> patchAll()
    {
        for (int i = 0; i < patches_; ++i) {
            const IdentityId id{"dev1", {}};
            const TwinUpdate update = desired(R"({"n":)" + std::to_string(i) + "}");
            const EtagCondition condition;
            const auto view = co_await twins_.patch(id, update, condition);
            done_ += view ? 1 : 0;
        }
    }

    Twins& twins_;
    int patches_;
    int done_ = 0;
};

} // namespace

void TwinsTest::newDeviceHasAnEmptyTwin()
{
    ServicesFixture fixture;
    fixture.clock.setWall(WallTime(std::chrono::seconds(1'735'787'045)));
    const DeviceIdentity device = fixture.addDevice("dev1");

    const TwinView view = fixture.await(fixture.twins->get({"dev1", {}})).value();

    QCOMPARE(view.device.row.identity.key, device.key);
    QVERIFY(view.device.session == nullptr);
    QCOMPARE(view.twin.etag, std::uint64_t{1});
    QCOMPARE(view.twin.version, std::uint64_t{2});
    QVERIFY(view.twin.tags.empty());
    QCOMPARE(withVersion(view.twin.desired.values, view.twin.desired.version), R"({"$version":1})"s);
    QCOMPARE(jsonText(view.twin.reported.metadata),
             R"({"$lastUpdated":"2025-01-02T03:04:05.0000000Z"})"s);
}

void TwinsTest::missingIdentitiesAreNamed_data()
{
    QTest::addColumn<QString>("device");
    QTest::addColumn<QString>("module");
    QTest::addColumn<std::string>("error");
    QTest::newRow("device") << "none" << "" << "DeviceNotFound"s;
    QTest::newRow("module") << "dev1" << "none" << "ModuleNotFound"s;
    QTest::newRow("module of a missing device") << "none" << "m" << "DeviceNotFound"s;
}

void TwinsTest::missingIdentitiesAreNamed()
{
    QFETCH(QString, device);
    QFETCH(QString, module);
    QFETCH(std::string, error);
    ServicesFixture fixture;
    fixture.addDevice("dev1");
    const IdentityId id{device.toStdString(), module.toStdString()};

    QCOMPARE(errorOf(fixture.await(fixture.twins->get(id))), error);
    QCOMPARE(errorOf(fixture.await(fixture.twins->patch(id, desired("{}"), {}))), error);
    QCOMPARE(errorOf(fixture.await(fixture.twins->replace(id, {}, {}))), error);
    QCOMPARE(errorOf(fixture.await(fixture.twins->replaceTags(id, "{}"))), error);
}

void TwinsTest::patchFollowsTheEtagTable_data()
{
    QTest::addColumn<QString>("ifMatch");
    QTest::addColumn<std::string>("error");
    QTest::newRow("no header") << "" << "none"s;
    QTest::newRow("star") << "*" << "none"s;
    QTest::newRow("quoted star") << "\"*\"" << "none"s;
    QTest::newRow("stored") << "\"AAAAAAAAAAI=\"" << "none"s;
    QTest::newRow("stored, without quotes") << "AAAAAAAAAAI=" << "none"s;
    QTest::newRow("older") << "\"AAAAAAAAAAE=\"" << "PreconditionFailed"s;
    QTest::newRow("the device's form of it") << "\"Mg==\"" << "PreconditionFailed"s;
}

void TwinsTest::patchFollowsTheEtagTable()
{
    QFETCH(QString, ifMatch);
    QFETCH(std::string, error);
    ServicesFixture fixture;
    fixture.addDevice("dev1");
    QVERIFY(patch(fixture, desired("{}")));
    const std::string header = ifMatch.toStdString();
    const EtagCondition condition = ifMatch.isEmpty() ? EtagCondition()
                                                      : EtagCondition::fromHeader(header);

    QCOMPARE(errorOf(patch(fixture, desired(R"({"a":1})"), condition)), error);
    QCOMPARE(twinOf(fixture).etag, std::uint64_t{error == "none" ? 3U : 2U});
    QCOMPARE(errorOf(fixture.await(fixture.twins->replace({"dev1", {}}, {}, condition))),
             error == "none" && ifMatch.contains("AAAI=") ? "PreconditionFailed"s : error);
}

void TwinsTest::everyChangeOfABackEndCounts()
{
    ServicesFixture fixture;
    fixture.addDevice("dev1");

    QVERIFY(patch(fixture, desired(R"({"a":1})")));
    QVERIFY(patch(fixture, tags(R"({"site":"berlin"})")));
    QVERIFY(patch(fixture, {R"({"floor":3})", R"({"a":1})"}));
    const Twin twin = replace(fixture, {R"({"x":1})", R"({"b":2})"}).value().twin;

    QCOMPARE(twin.etag, std::uint64_t{5});
    QCOMPARE(twin.version, std::uint64_t{6});
    QCOMPARE(twin.desired.version, std::uint64_t{4});
    QCOMPARE(twin.reported.version, std::uint64_t{1});
    QCOMPARE(jsonText(twin.tags), R"({"x":1})"s);
    QCOMPARE(jsonText(twin.desired.values), R"({"b":2})"s);
    QCOMPARE(twinOf(fixture).etag, std::uint64_t{5});
}

void TwinsTest::patchOfNothingChangesNothing()
{
    ServicesFixture fixture;
    fixture.addDevice("dev1");
    const std::uint64_t before = fixture.events.lastNumber();

    const auto view = patch(fixture, {});

    QCOMPARE(view.value().twin.etag, std::uint64_t{1});
    QCOMPARE(fixture.events.lastNumber(), before);
}

void TwinsTest::nullEmptiesAPart()
{
    ServicesFixture fixture;
    const DeviceIdentity device = fixture.addDevice("dev1");
    QVERIFY(patch(fixture, {R"({"site":"berlin"})", R"({"a":{"b":1}})"}));
    const auto link = signIn(fixture, {"dev1", {}}, device.key);

    QVERIFY(patch(fixture, {"null", "null"}));

    const Twin twin = twinOf(fixture);
    QVERIFY(twin.tags.empty());
    QVERIFY(twin.desired.values.empty());
    QCOMPARE(twin.desired.version, std::uint64_t{3});
    QCOMPARE(link->desired.at(0).second, R"({"a":null,"$version":3})"s);
}

void TwinsTest::replacingWithoutAPartEmptiesIt()
{
    ServicesFixture fixture;
    fixture.addDevice("dev1");
    QVERIFY(patch(fixture, {R"({"site":"berlin"})", R"({"a":1})"}));

    const Twin twin = replace(fixture, tags(R"({"floor":3})")).value().twin;

    QCOMPARE(jsonText(twin.tags), R"({"floor":3})"s);
    QVERIFY(twin.desired.values.empty());
    QCOMPARE(twin.desired.version, std::uint64_t{3});
}

void TwinsTest::refusedPartUndoesTheOther()
{
    ServicesFixture fixture;
    const DeviceIdentity device = fixture.addDevice("dev1");
    const auto link = signIn(fixture, {"dev1", {}}, device.key);
    const std::uint64_t before = fixture.events.lastNumber();

    const auto refused = patch(fixture, {R"({"site":"berlin"})", R"({"a.b":1})"});

    QCOMPARE(errorOf(refused), "ArgumentInvalid"s);
    QCOMPARE(refused.error().detail,
             "Property name 'a.b' in 'properties.desired' contains invalid character '.'"s);
    QVERIFY(twinOf(fixture).tags.empty());
    QCOMPARE(twinOf(fixture).etag, std::uint64_t{1});
    QVERIFY(link->desired.empty());
    QCOMPARE(fixture.events.lastNumber(), before);
}

void TwinsTest::brokenUpdatesAreRefused_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("error");
    QTest::newRow("array") << "[1]"s << "ArgumentInvalid"s;
    QTest::newRow("text") << "\"a\""s << "ArgumentInvalid"s;
    QTest::newRow("not JSON") << "{"s << "IotHubFormatError"s;
    QTest::newRow("a key twice") << R"({"a":1,"a":2})"s << "IotHubFormatError"s;
    std::string large = "{";
    for (int i = 10; i < 20; ++i) {
        large += (i > 10 ? ",\"" : "\"") + std::to_string(i) + "\":\"" + std::string(4'000, 'x') +
                 "\"";
    }
    QTest::newRow("40 KB") << large + "}" << "MessageTooLarge"s;
}

void TwinsTest::brokenUpdatesAreRefused()
{
    QFETCH(std::string, text);
    QFETCH(std::string, error);
    ServicesFixture fixture;
    const DeviceIdentity device = fixture.addDevice("dev1");

    QCOMPARE(errorOf(patch(fixture, desired(text))), error);
    QCOMPARE(errorOf(patch(fixture, tags(text))), error);
    QCOMPARE(errorOf(replace(fixture, desired(text))), error);
    QCOMPARE(errorOf(fixture.await(fixture.twins->replaceTags({"dev1", {}}, text))), error);
    QCOMPARE(errorOf(report(fixture, device.key, text)), error);
    QCOMPARE(twinOf(fixture).etag, std::uint64_t{1});
}

void TwinsTest::connectedDeviceIsToldThePatch()
{
    ServicesFixture fixture;
    const DeviceIdentity device = fixture.addDevice("dev1");
    const DeviceIdentity other = fixture.addDevice("dev2");
    QVERIFY(patch(fixture, desired(R"({"kept":1,"gone":2})")));
    const auto link = signIn(fixture, {"dev1", {}}, device.key);
    const auto others = signIn(fixture, {"dev2", {}}, other.key);

    QVERIFY(patch(fixture, desired(R"({"gone":null,"o":{"x":null,"y":1.0},"$version":9})")));
    QVERIFY(patch(fixture, desired("{}")));

    QCOMPARE(link->desired.size(), std::size_t{2});
    QCOMPARE(link->desired[0].first, std::uint64_t{3});
    QCOMPARE(link->desired[0].second,
             R"({"gone":null,"o":{"x":null,"y":1.0},"$version":3})"s);
    QCOMPARE(link->desired[1].second, R"({"$version":4})"s);
    QVERIFY(others->desired.empty());
}

void TwinsTest::connectedDeviceIsToldWhatHasVanished()
{
    ServicesFixture fixture;
    const DeviceIdentity device = fixture.addDevice("dev1");
    QVERIFY(patch(fixture, desired(R"({"a":1,"o":{"x":1,"y":2}})")));
    const auto link = signIn(fixture, {"dev1", {}}, device.key);

    QVERIFY(replace(fixture, desired(R"({"o":{"y":3},"b":4})")));

    QCOMPARE(link->desired.size(), std::size_t{1});
    QCOMPARE(link->desired[0].second,
             R"({"o":{"y":3,"x":null},"b":4,"a":null,"$version":3})"s);
}

void TwinsTest::tagsAreNotTold()
{
    ServicesFixture fixture;
    const DeviceIdentity device = fixture.addDevice("dev1");
    const auto link = signIn(fixture, {"dev1", {}}, device.key);

    QVERIFY(patch(fixture, tags(R"({"site":"berlin"})")));
    QVERIFY(fixture.await(fixture.twins->replaceTags({"dev1", {}}, R"({"site":"rome"})")));

    QVERIFY(link->desired.empty());
}

void TwinsTest::sessionOfAnEarlierGenerationIsNotTold()
{
    ServicesFixture fixture;
    const DeviceIdentity first = fixture.addDevice("dev1");
    QVERIFY(fixture.await(fixture.registry->remove({"dev1", {}}, {})));
    fixture.addDevice("dev1");
    const auto link = signIn(fixture, {"dev1", {}}, first.key);

    QVERIFY(patch(fixture, desired(R"({"a":1})")));

    QVERIFY(link->desired.empty());
}

void TwinsTest::whatIsNotCommittedIsNotTold()
{
    ServicesFixture fixture;
    const DeviceIdentity device = fixture.addDevice("dev1");
    const auto link = signIn(fixture, {"dev1", {}}, device.key);
    const std::uint64_t before = fixture.events.lastNumber();
    fixture.faults.broken = true;

    QCOMPARE(errorOf(patch(fixture, {R"({"b":1})", R"({"a":1})"})), "ServiceUnavailable"s);
    QCOMPARE(errorOf(report(fixture, device.key, R"({"a":1})")), "ServiceUnavailable"s);

    QVERIFY(link->desired.empty());
    QCOMPARE(fixture.events.lastNumber(), before);
}

void TwinsTest::twoBackEndsAreToldInTheOrderOfTheVersions()
{
    constexpr int kPatches = 200;
    ServicesFixture fixture;
    const DeviceIdentity device = fixture.addDevice("dev1");
    const auto link = signIn(fixture, {"dev1", {}}, device.key);
    const std::uint64_t before = fixture.events.lastNumber();
    BackEnd first(*fixture.twins, kPatches);
    BackEnd second(*fixture.twins, kPatches);

    std::thread one([&first] { first.run(); });
    std::thread two([&second] { second.run(); });
    one.join();
    two.join();

    QCOMPARE(first.done() + second.done(), 2 * kPatches);
    QCOMPARE(link->desired.size(), std::size_t{2 * kPatches});
    const QStringList events = eventsAfter(fixture, before);
    for (int i = 0; i < 2 * kPatches; ++i) {
        const auto version = static_cast<std::uint64_t>(i + 2);
        QCOMPARE(link->desired[static_cast<std::size_t>(i)].first, version);
        QCOMPARE(events.at(i), QString(R"(twin dev1 {"part":"desired","version":"%1"})").arg(version));
    }
    QCOMPARE(twinOf(fixture).desired.version, std::uint64_t{2 * kPatches + 1});
}

void TwinsTest::deviceReadsValuesAndVersions()
{
    ServicesFixture fixture;
    const DeviceIdentity device = fixture.addDevice("dev1");
    const auto view = [&] { return fixture.await(fixture.twins->deviceView(device.key)).value(); };
    QCOMPARE(view(), R"({"desired":{"$version":1},"reported":{"$version":1}})"s);

    QVERIFY(patch(fixture, {R"({"site":"berlin"})", R"({"a":{"b":1.5}})"}));
    QVERIFY(report(fixture, device.key, R"({"fw":"1.2"})"));

    QCOMPARE(view(),
             R"({"desired":{"a":{"b":1.5},"$version":2},"reported":{"fw":"1.2","$version":2}})"s);
}

void TwinsTest::reportedPatchesCount()
{
    ServicesFixture fixture;
    const DeviceIdentity device = fixture.addDevice("dev1");

    QCOMPARE(report(fixture, device.key, R"({"a":1,"b":2})").value(), std::uint64_t{2});
    QCOMPARE(report(fixture, device.key, R"({"a":null,"$version":77})").value(), std::uint64_t{3});
    QCOMPARE(report(fixture, device.key, "{}").value(), std::uint64_t{4});

    const Twin twin = twinOf(fixture);
    QCOMPARE(jsonText(twin.reported.values), R"({"b":2})"s);
    QCOMPARE(twin.reported.version, std::uint64_t{4});
    QCOMPARE(twin.etag, std::uint64_t{1}); // back ends have changed nothing
    QCOMPARE(twin.version, std::uint64_t{2});
}

void TwinsTest::reportedPatchMayDemandAVersion()
{
    ServicesFixture fixture;
    const DeviceIdentity device = fixture.addDevice("dev1");
    const auto reportFrom = [&](std::uint64_t base) {
        return fixture.await(fixture.twins->patchReported(device.key, R"({"a":1})", base));
    };

    QCOMPARE(reportFrom(1).value(), std::uint64_t{2});
    QCOMPARE(errorOf(reportFrom(1)), "PreconditionFailed"s);
    QCOMPARE(errorOf(reportFrom(3)), "PreconditionFailed"s);
    QCOMPARE(reportFrom(2).value(), std::uint64_t{3});
}

void TwinsTest::refusedReportedPatchChangesNothing()
{
    ServicesFixture fixture;
    const DeviceIdentity device = fixture.addDevice("dev1");

    const auto refused = report(fixture, device.key, R"({"a":1,"b":{"$c":1}})");

    QCOMPARE(errorOf(refused), "ArgumentInvalid"s);
    QCOMPARE(refused.error().detail,
             "Property name '$c' in 'properties.reported.b' contains invalid character '$'"s);
    QCOMPARE(twinOf(fixture).reported.version, std::uint64_t{1});
    QVERIFY(twinOf(fixture).reported.values.empty());
}

void TwinsTest::deletedDeviceHasNoTwin()
{
    ServicesFixture fixture;
    const DeviceIdentity device = fixture.addDevice("dev1");
    QVERIFY(patch(fixture, {R"({"site":"berlin"})", R"({"a":1})"}));
    QVERIFY(fixture.await(fixture.registry->remove({"dev1", {}}, {})));

    const auto view = fixture.await(fixture.twins->deviceView(device.key));
    const auto reported = report(fixture, device.key, R"({"a":1})");
    fixture.addDevice("dev1");

    QCOMPARE(view.error().code, Errc::DeviceNotFound);
    QCOMPARE(reported.error().code, Errc::DeviceNotFound);
    QCOMPARE(twinOf(fixture).etag, std::uint64_t{1});
    QVERIFY(twinOf(fixture).tags.empty());
    QVERIFY(twinOf(fixture).desired.values.empty());
}

void TwinsTest::changesAreAnnounced()
{
    ServicesFixture fixture;
    const DeviceIdentity device = fixture.addDevice("dev1");
    const std::uint64_t before = fixture.events.lastNumber();

    QVERIFY(patch(fixture, {R"({"site":"berlin"})", R"({"a":1})"}));
    QVERIFY(report(fixture, device.key, R"({"a":1})"));
    QVERIFY(fixture.await(fixture.twins->replaceTags({"dev1", {}}, "{}")));

    QCOMPARE(eventsAfter(fixture, before),
             QStringList({R"(twin dev1 {"part":"desired","version":"2"})",
                          R"(twin dev1 {"part":"tags","version":"3"})",
                          "device-updated dev1 {}",
                          R"(twin dev1 {"part":"reported","version":"2"})",
                          R"(twin dev1 {"part":"tags","version":"4"})",
                          "device-updated dev1 {}"}));
}

void TwinsTest::tagsAreReplacedWhateverTheEtag()
{
    ServicesFixture fixture;
    const DeviceIdentity device = fixture.addDevice("dev1");
    QVERIFY(patch(fixture, {R"({"site":"berlin"})", R"({"a":1})"}));

    const auto view =
        fixture.await(fixture.twins->replaceTags({"dev1", {}}, R"({"floor":3})")).value();

    QCOMPARE(view.device.row.identity.tags, R"({"floor":3})"s);
    QCOMPARE(view.device.row.identity.etag, device.etag);
    QCOMPARE(view.twin.etag, std::uint64_t{3});
    QCOMPARE(view.twin.version, std::uint64_t{4});
    QCOMPARE(view.twin.desired.version, std::uint64_t{2});
    QCOMPARE(jsonText(twinOf(fixture).tags), R"({"floor":3})"s);
}

void TwinsTest::replacedTagsFindTheDevice()
{
    ServicesFixture fixture;
    fixture.addDevice("dev1");
    QVERIFY(patch(fixture, tags(R"({"site":"berlin","level":1.5})")));
    QVERIFY(patch(fixture, tags(R"({"site":"rome"})")));
    const auto count = [&](const char* name, const char* value) {
        DeviceQuery query;
        query.tagName = name;
        query.tagValue = value;
        return fixture.await(fixture.registry->search(query)).value().total;
    };

    QCOMPARE(count("site", "berlin"), std::uint64_t{0});
    QCOMPARE(count("site", "rome"), std::uint64_t{1});
    QCOMPARE(count("level", "1.5"), std::uint64_t{1});
}

void TwinsTest::modelOfTheSessionIsShown()
{
    ServicesFixture fixture;
    const DeviceIdentity device = fixture.addDevice("dev1");
    const auto link = signIn(fixture, {"dev1", {}}, device.key, "dtmi:a;1");

    const TwinView view = fixture.await(fixture.twins->get({"dev1", {}})).value();

    QCOMPARE(view.modelId, "dtmi:a;1"s);
    QVERIFY(view.device.session != nullptr);
}

void TwinsTest::modelIsKept()
{
    ServicesFixture fixture;
    const DeviceIdentity device = fixture.addDevice("dev1");
    QVERIFY(patch(fixture, desired(R"({"a":1})")));

    fixture.twins->noteModelId(device.key, "dtmi:a;1");

    const auto model = [&] { return fixture.await(fixture.twins->get({"dev1", {}})).value().modelId; };
    QVERIFY(fixture.runUntil([&] { return model() == "dtmi:a;1"; }));
    const Twin twin = twinOf(fixture);
    QCOMPARE(twin.etag, std::uint64_t{2}); // no change of a back end
    QCOMPARE(jsonText(twin.desired.values), R"({"a":1})"s);
    QVERIFY(patch(fixture, desired(R"({"a":2})")));
    QCOMPARE(model(), "dtmi:a;1"s);
}

void TwinsTest::sameModelIsNotWrittenAgain()
{
    ServicesFixture fixture;
    const DeviceIdentity device = fixture.addDevice("dev1");
    fixture.twins->noteModelId(device.key, "dtmi:a;1");
    const auto model = [&] { return fixture.await(fixture.twins->get({"dev1", {}})).value().modelId; };
    QVERIFY(fixture.runUntil([&] { return model() == "dtmi:a;1"; }));
    const std::uint64_t commits = fixture.writer->commits();

    fixture.twins->noteModelId(device.key, "dtmi:a;1");
    fixture.twins->noteModelId(99, "dtmi:a;1");
    QCOMPARE(model(), "dtmi:a;1"s); // the one reader has done all that was asked before

    fixture.writer->stop(); // and the writer all that it was given
    QCOMPARE(fixture.writer->commits(), commits);
}

void TwinsTest::modulesHaveTheirOwnTwins()
{
    ServicesFixture fixture;
    const DeviceIdentity device = fixture.addDevice("dev1");
    const IdentityId id{"dev1", "mod1"};
    const auto module = fixture.await(fixture.registry->put(id, {}, {})).value().row.identity;
    const auto link = signIn(fixture, id, module.key);
    const auto devices = signIn(fixture, {"dev1", {}}, device.key);
    const std::uint64_t before = fixture.events.lastNumber();

    const auto view =
        fixture.await(fixture.twins->patch(id, {R"({"t":1})", R"({"a":1})"}, {})).value();
    QVERIFY(report(fixture, module.key, R"({"b":1})"));

    QVERIFY(view.device.row.identity.id == id);
    QCOMPARE(view.twin.etag, std::uint64_t{2});
    QCOMPARE(link->desired.size(), std::size_t{1});
    QVERIFY(devices->desired.empty());
    QCOMPARE(twinOf(fixture).etag, std::uint64_t{1});
    QVERIFY(twinOf(fixture).reported.values.empty());
    QCOMPARE(twinOf(fixture, id).reported.version, std::uint64_t{2});
    QCOMPARE(eventsAfter(fixture, before).first(),
             QString(R"(twin dev1/mod1 {"part":"desired","version":"2"})"));
}
