#include "tests/services/tst_events.h"

#include "tests/support/services_fixture.h"

#include <QTest>

using namespace hub;
using namespace hub::test;

namespace {

std::unique_ptr<EventSubscription> subscribe(ServicesFixture& fixture,
                                             EventFilter filter = {},
                                             std::optional<std::uint64_t> after = {})
{
    return std::move(EventSubscription::open(fixture.events, fixture.io.get_executor(),
                                             std::move(filter), after)
                         .value());
}

std::shared_ptr<TelemetryTap> makeTap(ServicesFixture& fixture)
{
    return std::make_shared<TelemetryTap>(
        fixture.io.get_executor(), *fixture.workers, fixture.events,
        [](const TelemetryRecord& record) {
            return "\"" + record.sender.device + "#" + std::to_string(record.sequence) + "\"";
        });
}

/// A batch as the writer gives it away.
std::shared_ptr<const IngestBatch> committedBatch(DeviceKey device, std::size_t count)
{
    auto batch = std::make_shared<IngestBatch>();
    for (std::size_t i = 0; i < count; ++i) {
        TelemetryMessage message;
        message.device = device;
        message.body = "x";
        batch->events.append(message);
    }
    batch->events.firstSequence = 1;
    return batch;
}

} // namespace

void EventsTest::eventsAreNumberedWithoutGaps()
{
    ServicesFixture fixture;
    for (int i = 0; i < 5; ++i) {
        fixture.events.publish("test", "dev", "{}");
    }

    const auto read = fixture.events.readAfter(2, 100);

    QVERIFY(!read.gap);
    QCOMPARE(read.events.size(), std::size_t{3});
    QCOMPARE(read.events.front()->number, std::uint64_t{3});
    QCOMPARE(read.events.back()->number, std::uint64_t{5});
    QVERIFY(fixture.events.readAfter(5, 100).events.empty());
    QVERIFY(fixture.events.readAfter(6, 100).gap); // a number that was never given
}

void EventsTest::oldEventsMakeRoomAndTheGapIsTold()
{
    ServicesFixture fixture;
    for (std::size_t i = 0; i < limits::kEventsKept + 10; ++i) {
        fixture.events.publish("test", {}, "{}");
    }

    const auto fromStart = fixture.events.readAfter(0, 1);
    const auto fromOldest = fixture.events.readAfter(10, 1);

    QVERIFY(fromStart.gap);
    QCOMPARE(fromStart.events.at(0)->number, std::uint64_t{11});
    QVERIFY(!fromOldest.gap);
}

void EventsTest::hugeEventsMakeRoomToo()
{
    ServicesFixture fixture;
    const std::string large(limits::kEventBytesKept / 2, 'x');
    for (int i = 0; i < 5; ++i) {
        fixture.events.publish("test", {}, "\"" + large + "\"");
    }

    const auto read = fixture.events.readAfter(0, 100);

    QVERIFY(read.gap);
    QVERIFY(read.events.size() <= 2);
}

void EventsTest::subscriberGetsWhatComes()
{
    ServicesFixture fixture;
    fixture.events.publish("before", {}, "1");
    const auto subscription = subscribe(fixture);
    std::vector<std::string> types;
    boost::asio::co_spawn(
        fixture.io,
        [&]() -> boost::asio::awaitable<void> {
            while (types.size() < 2) {
                const auto batch = co_await subscription->next(std::chrono::seconds(5));
                for (const EventPointer& event : batch.events) {
                    types.push_back(event->type);
                }
            }
        },
        [](const std::exception_ptr&) {});
    fixture.io.run_for(std::chrono::milliseconds(5)); // now it waits

    fixture.events.publish("first", {}, "1");
    fixture.events.publish("second", {}, "1");

    QVERIFY(fixture.runUntil([&types] { return types.size() == 2; }));
    QCOMPARE(types[0], std::string("first"));
    QCOMPARE(types[1], std::string("second"));
}

void EventsTest::subscriberFiltersTypesAndDevices()
{
    ServicesFixture fixture;
    EventFilter filter;
    filter.types = {"telemetry", "device-connected"};
    filter.devices = {"a"};
    const auto subscription = subscribe(fixture, filter, 0);
    fixture.events.publish("device-connected", "a", "1");
    fixture.events.publish("device-connected", "b", "2");
    fixture.events.publish("denied", "a", "3");
    fixture.events.publishParts("telemetry", {{"a", "4"}, {"b", "5"}, {"a", "6"}});
    fixture.events.publishParts("telemetry", {{"b", "7"}});

    const auto batch = fixture.await(subscription->next(std::chrono::seconds(1)));

    QStringList data;
    for (const EventPointer& event : batch.events) {
        if (const auto text = subscription->dataFor(*event)) {
            data << QString::fromStdString(*text);
        }
    }
    QCOMPARE(data, QStringList({"1", "[4,6]"}));
}

void EventsTest::subscriberTimesOutWithoutEvents()
{
    ServicesFixture fixture;
    const auto subscription = subscribe(fixture);

    const auto batch = fixture.await(subscription->next(std::chrono::milliseconds(20)));

    QVERIFY(batch.events.empty());
    QVERIFY(!batch.gap);
}

void EventsTest::slowSubscriberIsToldOfTheGap()
{
    ServicesFixture fixture;
    const auto subscription = subscribe(fixture);
    for (std::size_t i = 0; i < limits::kEventsKept + 1; ++i) {
        fixture.events.publish("test", {}, "1");
    }

    const auto batch = fixture.await(subscription->next(std::chrono::seconds(1)));

    QVERIFY(batch.gap);
    QVERIFY(!batch.events.empty());
}

void EventsTest::watchersAreLimited()
{
    ServicesFixture fixture;
    std::vector<std::unique_ptr<EventSubscription>> all;
    for (std::size_t i = 0; i < limits::kMaxSubscribers; ++i) {
        all.push_back(subscribe(fixture));
    }

    const auto refused =
        EventSubscription::open(fixture.events, fixture.io.get_executor(), {}, {});
    all.pop_back();

    QVERIFY(!refused);
    QCOMPARE(refused.error().code, Errc::Throttled);
    QVERIFY(subscribe(fixture) != nullptr); // room again
}

void EventsTest::tapShowsCommittedMessages()
{
    ServicesFixture fixture;
    const DeviceIdentity device = fixture.addDevice("pump-7");
    const auto tap = makeTap(fixture);
    const auto subscription = subscribe(fixture, {{"telemetry"}, {}});

    tap->committed(committedBatch(device.key, 3));

    const auto batch = fixture.await(subscription->next(std::chrono::seconds(2)));
    QCOMPARE(batch.events.size(), std::size_t{1});
    QCOMPARE(subscription->dataFor(*batch.events[0]).value_or(""),
             std::string(R"(["pump-7#1","pump-7#2","pump-7#3"])"));
}

void EventsTest::tapCountsWhatIsTooMuch()
{
    ServicesFixture fixture;
    const DeviceIdentity device = fixture.addDevice("pump-7");
    const auto tap = makeTap(fixture);
    const auto subscription = subscribe(fixture, {{"telemetry", "telemetry-skipped"}, {}});

    tap->committed(committedBatch(device.key, limits::kTelemetryPerTick + 25));

    EventPointer last;
    while (!last || last->type == "telemetry") {
        last = fixture.await(subscription->next(std::chrono::seconds(2))).events.back();
    }
    QCOMPARE(last->data, std::string(R"({"count":25})"));
}

void EventsTest::tapIsIdleWithoutWatchers()
{
    ServicesFixture fixture;
    const DeviceIdentity device = fixture.addDevice("pump-7");
    const auto tap = makeTap(fixture);
    const std::uint64_t before = fixture.events.lastNumber();

    tap->committed(committedBatch(device.key, 1));
    fixture.io.restart();
    fixture.io.run_for(std::chrono::milliseconds(80)); // two ticks

    QCOMPARE(fixture.events.lastNumber(), before);
}
