#include "base/json.h"
#include "models/live_telemetry.h"
#include "tests/models/messages.h"
#include "tests/support/fake_hub.h"

#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;

class LiveTelemetryTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void messagesBecomeRowsAndSeries();
    void deletedDeviceTakesItsMessagesWithIt();
    void messagesOfADeletedDeviceThatComeLateAreDropped();
    void deviceThatIsMadeAgainIsNew();
    void skippedMessagesAreCounted();
    void rateIsTakenWithEachHealth();
    void rateOfALostHubIsZero();
    void clearForgetsAll();
    void bytesAreListedButNoSeries();
};

namespace {

/// Live telemetry that is told what a session tells.
struct Told
{
    HubSession session{ConnectionProfile()};
    LiveTelemetry live{session};

    void send(const std::string& device, const std::string& body, std::int64_t milliseconds)
    {
        Q_EMIT session.telemetryReceived({message(device, body, milliseconds)});
    }

    void tell(const std::string& type, const std::string& device, std::int64_t milliseconds = 0)
    {
        const hub::json::value data = hub::parseJson("{}").value();
        hub::api::Event event;
        event.type = type;
        event.deviceId = device;
        event.time = hub::wallFromMicros(milliseconds * 1'000);
        event.data = &data;
        Q_EMIT session.deviceEvent(event);
    }

    QStringList devicesInLog()
    {
        QStringList devices;
        for (int row = 0; row < live.log().rowCount(); ++row) {
            devices << live.log().index(row, TelemetryLog::Device).data().toString();
        }
        return devices;
    }
};

} // namespace

void LiveTelemetryTest::messagesBecomeRowsAndSeries()
{
    Told told;

    told.send("pump", R"({"t":21.5,"h":{"in":4}})", 1'000);

    QCOMPARE(told.devicesInLog(), QStringList{u"pump"_s});
    QCOMPARE(told.live.series().paths(), (QStringList{u"t"_s, u"h.in"_s}));
}

void LiveTelemetryTest::deletedDeviceTakesItsMessagesWithIt()
{
    Told told;
    told.send("pump", R"({"t":1})", 1'000);
    told.send("valve", R"({"t":2})", 1'000);

    told.tell("device-deleted", "pump", 2'000);

    QCOMPARE(told.devicesInLog(), QStringList{u"valve"_s});
    QCOMPARE(told.live.series().all().size(), std::size_t{1});
    QCOMPARE(told.live.series().all().front()->device, u"valve"_s);
}

/// Telemetry is collected for a moment before it is sent here, other events are not.
void LiveTelemetryTest::messagesOfADeletedDeviceThatComeLateAreDropped()
{
    Told told;
    told.send("pump", R"({"t":1})", 1'000);
    told.tell("device-deleted", "pump", 2'000);

    told.send("pump", R"({"t":2})", 1'990);
    told.send("valve", R"({"t":2})", 1'990);

    QCOMPARE(told.devicesInLog(), QStringList{u"valve"_s});
    QCOMPARE(told.live.series().all().size(), std::size_t{1});
}

void LiveTelemetryTest::deviceThatIsMadeAgainIsNew()
{
    Told told;
    told.tell("device-deleted", "pump", 2'000);

    told.tell("device-created", "pump", 2'500);
    told.send("pump", R"({"t":3})", 3'000);

    QCOMPARE(told.devicesInLog(), QStringList{u"pump"_s});
    QCOMPARE(told.live.series().all().size(), std::size_t{1});
}

void LiveTelemetryTest::skippedMessagesAreCounted()
{
    Told told;

    Q_EMIT told.session.telemetrySkipped(40);
    Q_EMIT told.session.telemetrySkipped(2);

    QCOMPARE(told.live.skipped(), 42);
}

void LiveTelemetryTest::rateIsTakenWithEachHealth()
{
    FakeHub fake;
    HubSession session(fake.profile());
    LiveTelemetry live(session);
    session.start();

    QTRY_VERIFY(session.isOnline());

    QCOMPARE(live.rate().values().size(), std::size_t{1});
}

void LiveTelemetryTest::rateOfALostHubIsZero()
{
    Told told;

    Q_EMIT told.session.healthChanged();

    QCOMPARE(told.live.rate().values().back(), 0.0);
}

void LiveTelemetryTest::clearForgetsAll()
{
    Told told;
    told.send("pump", R"({"t":1})", 1'000);
    Q_EMIT told.session.telemetrySkipped(40);

    told.live.clear();

    QCOMPARE(told.live.log().rowCount(), 0);
    QVERIFY(told.live.series().all().empty());
    QCOMPARE(told.live.skipped(), 0);
}

void LiveTelemetryTest::bytesAreListedButNoSeries()
{
    Told told;
    hub::api::Message bytes = message("pump", std::string("\xff\0", 2), 1'000);
    bytes.isText = false;

    Q_EMIT told.session.telemetryReceived({bytes});

    QCOMPARE(told.live.log().rowCount(), 1);
    QVERIFY(told.live.series().all().empty());
}

std::unique_ptr<QObject> liveTelemetryTest()
{
    return std::make_unique<LiveTelemetryTest>();
}

} // namespace deck::test

#include "tst_live_telemetry.moc"
