#include "base/json_writer.h"
#include "models/device_pace.h"
#include "models/device_record.h"
#include "tests/models/messages.h"
#include "tests/support/fake_hub.h"

#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;
using State = DeviceRecord::State;

class DeviceRecordTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void deviceIsRead();
    void eventsOfThisDeviceReadAgain();
    void reasonOfTheLastEndIsKept();
    void deletedDeviceIsSaidAndComesBack();
    void deviceThatNeverWasIsAnotherMatter();
    void failedReadingIsSaidAndTriedAgain();
    void telemetryIsHeard();
    void queueIsCountedWhereThereIsOne();
    void queueIsNotAskedForWhereThereIsNone();
    void answerAboutAnotherDeviceIsDropped();
    void paceCountsMessagesOfOneDevice();
    void paceRecallsWhatTheLogHas();
};

namespace {

QByteArray device(const std::string& id, bool connected, const std::string& reason = {})
{
    hub::api::Device device;
    device.deviceId = id;
    device.authType = "sas";
    if (connected) {
        device.connection = hub::api::Connection{.address = "10.0.0.7",
                                                 .protocol = "mqtt",
                                                 .tlsVersion = "TLSv1.3",
                                                 .clientType = "paho",
                                                 .modelId = {},
                                                 .signedInWith = "primaryKey",
                                                 .since = {}};
    }
    device.lastDisconnectReason = reason;
    std::string out;
    hub::JsonWriter writer(out);
    write(writer, device);
    return QByteArray::fromStdString(out);
}

struct Looking
{
    FakeHub fake;
    HubSession session{fake.profile()};
    DeviceRecord record{session};

    explicit Looking(const std::vector<std::string>& features = {})
    {
        fake.answer("/admin/capabilities", 200, FakeHub::capabilities(features));
        fake.answer("/admin/devices/pump", 200, device("pump", true));
    }
    bool online()
    {
        session.start();
        return QTest::qWaitFor([this] { return session.isOnline() && fake.openStreams() == 1; }, 20'000);
    }
    bool reaches(State state)
    {
        return QTest::qWaitFor([this, state] { return record.state() == state; });
    }
    bool opened()
    {
        record.setDevice(u"pump"_s);
        return reaches(State::Ready);
    }
};

} // namespace

void DeviceRecordTest::deviceIsRead()
{
    Looking l;
    l.fake.answer("/admin/devices/pump", 200, device("pump", true, "tokenExpired"));
    QVERIFY(l.online());

    l.record.setDevice(u"pump"_s);
    QCOMPARE(l.record.state(), State::Loading);
    QVERIFY(l.reaches(State::Ready));

    QCOMPARE(l.record.device()->deviceId, std::string("pump"));
    QCOMPARE(l.record.device()->connection->address, std::string("10.0.0.7"));
    QCOMPARE(l.record.lastDisconnectReason(), u"tokenExpired"_s);
    QVERIFY(l.record.asOf());
}

void DeviceRecordTest::eventsOfThisDeviceReadAgain()
{
    Looking l;
    QVERIFY(l.online());
    QVERIFY(l.opened());
    l.fake.answer("/admin/devices/pump", 200, device("pump", false));

    l.fake.sendEvent("b:1", "device-disconnected", R"({"reason":"connectionLost"})");

    QTRY_VERIFY(!l.record.device()->connection);
}

void DeviceRecordTest::reasonOfTheLastEndIsKept()
{
    Looking l;
    QVERIFY(l.online());
    QVERIFY(l.opened());
    QCOMPARE(l.record.lastDisconnectReason(), QString());

    l.fake.sendEvent("b:1", "device-disconnected", R"({"reason":"tokenExpired"})", "other");
    l.fake.sendEvent("b:2", "device-disconnected", R"({"reason":"keepAliveExpired"})");

    QTRY_COMPARE(l.record.lastDisconnectReason(), u"keepAliveExpired"_s);
    l.record.refresh(); // an answer that does not say keeps it
    QTRY_VERIFY(l.fake.requestsOf("/admin/devices/pump").size() >= 3);
    QCOMPARE(l.record.lastDisconnectReason(), u"keepAliveExpired"_s);
}

void DeviceRecordTest::deletedDeviceIsSaidAndComesBack()
{
    Looking l;
    QVERIFY(l.online());
    QVERIFY(l.opened());

    l.fake.answer("/admin/devices/pump", 404, R"({"code":"DeviceNotFound","message":"pump"})");
    l.fake.sendEvent("b:1", "device-deleted");
    QVERIFY(l.reaches(State::Missing));
    QVERIFY(l.record.wasDeleted());
    QVERIFY(!l.record.device());
    l.fake.answer("/admin/devices/pump", 200, device("pump", false));
    l.fake.sendEvent("b:2", "device-created");

    QVERIFY(l.reaches(State::Ready));
    QVERIFY(!l.record.wasDeleted());
}

void DeviceRecordTest::deviceThatNeverWasIsAnotherMatter()
{
    Looking l;
    l.fake.answer("/admin/devices/pump", 404, R"({"code":"DeviceNotFound","message":"pump"})");
    QVERIFY(l.online());

    l.record.setDevice(u"pump"_s);

    QVERIFY(l.reaches(State::Missing));
    QVERIFY(!l.record.wasDeleted());
}

void DeviceRecordTest::failedReadingIsSaidAndTriedAgain()
{
    Looking l;
    l.fake.answer("/admin/devices/pump", 503, R"({"code":"ServiceUnavailable","message":"busy"})");
    QVERIFY(l.online());

    l.record.setDevice(u"pump"_s);
    QVERIFY(l.reaches(State::Failed));
    QCOMPARE(l.record.error().message, u"Busy."_s);
    l.fake.answer("/admin/devices/pump", 200, device("pump", true));
    l.record.refresh();

    QVERIFY(l.reaches(State::Ready));
}

void DeviceRecordTest::telemetryIsHeard()
{
    Looking l;
    QVERIFY(l.online());
    QVERIFY(l.opened());

    Q_EMIT l.session.telemetryReceived({message("valve", "1", 9'000), message("pump", "1", 5'000)});

    QCOMPARE(l.record.device()->lastHeard, hub::wallFromMicros(5'000'000));
}

void DeviceRecordTest::queueIsCountedWhereThereIsOne()
{
    Looking l({"queues"});
    l.fake.answer("/admin/queues/pump/commands", 200,
                  R"({"deviceId":"pump","counts":{"waiting":2,"inFlight":1,"completed":9,"dead":3},
                      "limit":50,"commands":[]})");
    QVERIFY(l.online());

    l.record.setDevice(u"pump"_s);
    QTRY_VERIFY(l.record.queue());

    QCOMPARE(l.record.queue()->waiting, 2);
    QCOMPARE(l.record.queue()->inFlight, 1);
    QCOMPARE(l.record.queue()->dead, 3);
    QCOMPARE(l.record.queue()->limit, 50);
    l.fake.answer("/admin/queues/pump/commands", 200,
                  R"({"deviceId":"pump","counts":{"waiting":0,"inFlight":0},"limit":50})");
    l.fake.sendEvent("b:1", "command", R"({"id":"12","what":"completed"})");
    QTRY_COMPARE(l.record.queue()->waiting, 0);
}

void DeviceRecordTest::queueIsNotAskedForWhereThereIsNone()
{
    Looking l;
    QVERIFY(l.online());
    QVERIFY(l.opened());

    QVERIFY(!l.record.queue());
    QCOMPARE(l.fake.requestsOf("/admin/queues/pump/commands").size(), 0);
}

void DeviceRecordTest::answerAboutAnotherDeviceIsDropped()
{
    Looking l;
    l.fake.hang("/admin/devices/pump");
    l.fake.answer("/admin/devices/valve", 200, device("valve", false));
    QVERIFY(l.online());
    l.record.setDevice(u"pump"_s);
    QTRY_COMPARE(l.fake.requestsOf("/admin/devices/pump").size(), 1);

    l.record.setDevice(u"valve"_s);
    QVERIFY(l.reaches(State::Ready));
    l.fake.answerHanging("/admin/devices/pump", 200, device("pump", true));
    l.record.refresh();

    QTRY_COMPARE(l.fake.requestsOf("/admin/devices/valve").size(), 2);
    QCOMPARE(l.record.device()->deviceId, std::string("valve"));
}

void DeviceRecordTest::paceCountsMessagesOfOneDevice()
{
    HubSession session{ConnectionProfile()};
    DevicePace pace(session);
    pace.setDevice(u"pump"_s, TelemetryLog(), {});
    QVERIFY(!pace.perMinute());

    Q_EMIT session.telemetryReceived(messages("pump", 4));
    Q_EMIT session.telemetryReceived(messages("valve", 9));
    pace.step();
    pace.step();

    const double aMinute = 60'000.0 / DevicePace::kStepMs;
    QCOMPARE(pace.values(), (std::deque<double>{4 * aMinute, 0}));
    QCOMPARE(pace.perMinute(), 2 * aMinute);
    for (int i = 0; i < 2 * DevicePace::kKept; ++i) {
        pace.step();
    }
    QCOMPARE(pace.values().size(), std::size_t(DevicePace::kKept));
    QCOMPARE(pace.perMinute(), 0.0);
}

void DeviceRecordTest::paceRecallsWhatTheLogHas()
{
    HubSession session{ConnectionProfile()};
    DevicePace pace(session);
    TelemetryLog log;
    log.add({message("valve", "1", 1'000), message("pump", "1", 4'500), message("pump", "2", 4'600),
             message("pump", "3", 8'500)});
    const hub::WallTime now = hub::wallFromMicros(9'000'000);

    pace.setDevice(u"pump"_s, log, now);

    const double one = 60'000.0 / DevicePace::kStepMs;
    QCOMPARE(pace.values(), (std::deque<double>{0, 2 * one, 0, one}));
    log.setDeviceFilter(u"valve"_s);
    pace.setDevice(u"tank"_s, log, now); // the log keeps nothing of it
    QVERIFY(pace.values().empty());
}

std::unique_ptr<QObject> deviceRecordTest()
{
    return std::make_unique<DeviceRecordTest>();
}

} // namespace deck::test

#include "tst_device_record.moc"
