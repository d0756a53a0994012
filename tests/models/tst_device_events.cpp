#include "base/json.h"
#include "models/device_events.h"

#include <QAbstractItemModelTester>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;
using Show = DeviceEvents::Show;

class DeviceEventsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyEventsOfTheDeviceNewestFirst();
    void kindsNarrowDown_data();
    void kindsNarrowDown();
    void textNarrowsDown();
    void idsAreNeverMixedUp();
};

namespace {

struct Told
{
    HubSession session{ConnectionProfile()};
    HubEventLog log{session};
    DeviceEvents events{log};
    QAbstractItemModelTester tester{&events,
                                    QAbstractItemModelTester::FailureReportingMode::QtTest};

    Told() { events.setDevice(u"pump"_s); }

    void tell(const std::string& type, const std::string& id, const std::string& json = "{}")
    {
        const hub::json::value data = hub::parseJson(json).value();
        hub::api::Event event;
        event.type = type;
        event.deviceId = id;
        event.data = &data;
        Q_EMIT session.deviceEvent(event);
    }
    void tellAll()
    {
        tell("device-connected", "pump", R"({"address":"10.0.0.7"})");
        tell("device-connected", "valve");
        tell("denied", "pump", R"({"detail":"the key is wrong"})");
        tell("command", "pump", R"({"id":"12","what":"completed","state":"completed"})");
        tell("queue", "pump", R"({"what":"held"})");
        tell("twin", "pump", R"({"part":"reported","version":"7"})");
        tell("device-updated", "pump");
        tell("method", "pump", R"({"name":"reboot","status":200})");
        tell("method", "pump", R"({"name":"reboot","error":"DeviceNotOnline"})");
        tell("device-disconnected", "pump", R"({"reason":"tokenExpired"})");
    }
    QStringList what() const
    {
        QStringList texts;
        for (int row = 0; row < events.rowCount(); ++row) {
            texts << events.index(row, HubEventLog::What).data().toString();
        }
        return texts;
    }
};

} // namespace

void DeviceEventsTest::onlyEventsOfTheDeviceNewestFirst()
{
    Told told;

    told.tellAll();

    QCOMPARE(told.what(), (QStringList{u"Disconnected"_s, u"Method called"_s, u"Method called"_s,
                                       u"Changed"_s, u"Reported changed"_s,
                                       u"Delivery held"_s, u"Command completed"_s, u"Refused"_s,
                                       u"Connected"_s}));
    QCOMPARE(told.events.index(0, HubEventLog::Detail).data().toString(), u"Its token expired"_s);
    QCOMPARE(told.events.index(4, HubEventLog::Detail).data().toString(), u"Version 7"_s);
    QCOMPARE(told.events.index(6, HubEventLog::Detail).data().toString(), u"Command 12"_s);
    QCOMPARE(told.events.index(1, HubEventLog::Detail).data().toString(),
             u"reboot · not connected"_s);
    QCOMPARE(told.events.index(2, HubEventLog::Detail).data().toString(),
             u"reboot · answered 200"_s);
    told.events.setDevice(u"valve"_s);
    QCOMPARE(told.what(), QStringList{u"Connected"_s});
}

void DeviceEventsTest::kindsNarrowDown_data()
{
    QTest::addColumn<int>("show");
    QTest::addColumn<int>("count");
    QTest::newRow("all") << int(Show::All) << 9;
    QTest::newRow("connections") << int(Show::Connections) << 2;
    QTest::newRow("refusals") << int(Show::Refusals) << 1;
    QTest::newRow("commands") << int(Show::Commands) << 2;
    QTest::newRow("methods") << int(Show::Methods) << 2;
    QTest::newRow("twin") << int(Show::Twin) << 1;
    QTest::newRow("registry") << int(Show::Registry) << 1;
}

void DeviceEventsTest::kindsNarrowDown()
{
    QFETCH(const int, show);
    Told told;
    told.tellAll();

    told.events.setShow(Show(show));

    QTEST(told.events.rowCount(), "count");
    QCOMPARE(told.events.isNarrowed(), Show(show) != Show::All);
}

void DeviceEventsTest::textNarrowsDown()
{
    Told told;
    told.tellAll();

    told.events.setSearch(u"TOKEN"_s);

    QCOMPARE(told.what(), QStringList{u"Disconnected"_s});
    told.tell("device-disconnected", "pump", R"({"reason":"connectionLost"})");
    QCOMPARE(told.events.rowCount(), 1);
    told.events.setSearch({});
    QCOMPARE(told.events.rowCount(), 10);
}

/// Shown ids are cut and cleaned; belonging goes by the id as it is.
void DeviceEventsTest::idsAreNeverMixedUp()
{
    Told told;
    const std::string longId(600, 'x');

    told.tell("denied", longId);
    told.tell("denied", longId + "y");
    told.events.setDevice(QString::fromStdString(longId));

    QCOMPARE(told.events.rowCount(), 1);
}

std::unique_ptr<QObject> deviceEventsTest()
{
    return std::make_unique<DeviceEventsTest>();
}

} // namespace deck::test

#include "tst_device_events.moc"
