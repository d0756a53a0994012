#include "base/json.h"
#include "models/hub_event_log.h"
#include "models/texts.h"
#include "tests/support/fake_hub.h"

#include <QAbstractItemModelTester>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;
using Kind = HubEventLog::Kind;

class HubEventLogTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eventsReadAsWords_data();
    void eventsReadAsWords();
    void newestIsFirst();
    void onlyTheNewestAreKept();
    void textsAreOneHarmlessLine();
    void timeIsWholeInTheToolTip();
    void columnsHaveHeadings();
    void eventsOfAHubArrive();
};

namespace {

/// A log that is told events as a session tells them, watched by Qt's own tester.
struct Told
{
    HubSession session{ConnectionProfile()};
    HubEventLog log{session};
    QAbstractItemModelTester tester{&log, QAbstractItemModelTester::FailureReportingMode::QtTest};

    void tell(const std::string& type, const std::string& id, const std::string& json = "{}")
    {
        const hub::json::value data = hub::parseJson(json).value();
        hub::api::Event event;
        event.type = type;
        event.deviceId = id;
        event.time = hub::wallFromMicros(1'700'000'000'123'000);
        event.data = &data;
        Q_EMIT session.deviceEvent(event);
    }

    QString at(int row, int column, int role = Qt::DisplayRole) const
    {
        return log.index(row, column).data(role).toString();
    }
};

} // namespace

void HubEventLogTest::eventsReadAsWords_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("data");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("detail");
    const auto row = [](const char* type, const char* data, Kind kind, const QString& what,
                        const QString& detail) {
        QTest::newRow(type) << QString::fromLatin1(type) << QString::fromLatin1(data) << int(kind)
                            << what << detail;
    };
    row("device-connected", R"({"address":"10.0.0.7","clientType":"paho"})", Kind::Connected,
        u"Connected"_s, u"10.0.0.7 · paho"_s);
    row("device-disconnected", R"({"reason":"client"})", Kind::Disconnected, u"Disconnected"_s,
        u"client"_s);
    row("denied", R"({"detail":"the key is wrong","remedy":"Copy it again."})", Kind::Refused,
        u"Refused"_s, u"The key is wrong. Copy it again."_s);
    row("device-created", "{}", Kind::Changed, u"Created"_s, {});
    row("device-updated", "{}", Kind::Changed, u"Changed"_s, {});
    row("device-deleted", "{}", Kind::Changed, u"Deleted"_s, {});
    row("twin", R"({"part":"reported","version":"7"})", Kind::Twin, u"Reported changed"_s,
        u"Version 7"_s);
    row("command", R"({"id":"12","what":"dead","state":"dead"})", Kind::Command,
        u"Command dead-lettered"_s, u"Command 12"_s);
    row("queue", R"({"what":"held"})", Kind::Command, u"Delivery held"_s, {});
    row("method", R"({"name":"reboot","status":200})", Kind::Method, u"Method called"_s,
        u"reboot · answered 200"_s);
    row("something-new", "[1]", Kind::Changed, u"something-new"_s, {});
}

void HubEventLogTest::eventsReadAsWords()
{
    QFETCH(const QString, type);
    QFETCH(const QString, data);
    Told told;

    told.tell(type.toStdString(), "pump", data.toStdString());

    QTEST(told.log.index(0, 0).data(HubEventLog::KindRole).toInt(), "kind");
    QTEST(told.at(0, HubEventLog::What), "what");
    QTEST(told.at(0, HubEventLog::Detail), "detail");
    QCOMPARE(told.at(0, HubEventLog::Device), u"pump"_s);
}

void HubEventLogTest::newestIsFirst()
{
    Told told;

    told.tell("device-created", "first");
    told.tell("device-created", "second");

    QCOMPARE(told.log.rowCount(), 2);
    QCOMPARE(told.at(0, HubEventLog::Device), u"second"_s);
    QCOMPARE(told.at(1, HubEventLog::Device), u"first"_s);
}

void HubEventLogTest::onlyTheNewestAreKept()
{
    Told told;

    for (int i = 0; i < HubEventLog::kKept + 3; ++i) {
        told.tell("device-created", std::to_string(i));
    }

    QCOMPARE(told.log.rowCount(), HubEventLog::kKept);
    QCOMPARE(told.at(0, HubEventLog::Device), QString::number(HubEventLog::kKept + 2));
    QCOMPARE(told.at(HubEventLog::kKept - 1, HubEventLog::Device), u"3"_s);
}

/// Who is refused may send anything as its name.
void HubEventLogTest::textsAreOneHarmlessLine()
{
    Told told;

    told.tell("denied", "<b>x</b>\n\u202e",
              R"({"detail":"a\nb\u0007","remedy":")" + std::string(5'000, 'x') + "\"}");

    const QString device = told.at(0, HubEventLog::Device);
    QVERIFY(device.startsWith(u"<b>x</b> "_s)); // labels read no markup; here it is text
    QVERIFY(!device.contains(QChar(0x202E)));
    const QString detail = told.at(0, HubEventLog::Detail);
    QVERIFY(detail.startsWith(u"A b"_s));
    QVERIFY(!detail.contains(u'\n') && !detail.contains(QChar(7)));
    QVERIFY(detail.size() < 700);
}

void HubEventLogTest::timeIsWholeInTheToolTip()
{
    Told told;

    told.tell("device-created", "pump");

    const auto time = hub::wallFromMicros(1'700'000'000'123'000);
    QCOMPARE(told.at(0, HubEventLog::Time), clockTime(time));
    QCOMPARE(told.at(0, HubEventLog::Time, Qt::ToolTipRole), absoluteTime(time));
}

void HubEventLogTest::columnsHaveHeadings()
{
    Told told;

    QStringList headings;
    for (int column = 0; column < told.log.columnCount(); ++column) {
        headings << told.log.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    }

    QCOMPARE(headings, (QStringList{u"Event"_s, u"Device"_s, u"Detail"_s, u"Time"_s}));
}

void HubEventLogTest::eventsOfAHubArrive()
{
    FakeHub fake;
    HubSession session(fake.profile());
    HubEventLog log(session);
    session.start();
    QTRY_COMPARE(fake.openStreams(), 1);

    fake.sendEvent("b:1", "device-connected");
    fake.sendEvent("b:2", "telemetry", "[]");
    fake.sendEvent("b:3", "device-disconnected");

    QTRY_COMPARE(log.rowCount(), 2);
    QCOMPARE(log.index(0, HubEventLog::What).data().toString(), u"Disconnected"_s);
}

std::unique_ptr<QObject> hubEventLogTest()
{
    return std::make_unique<HubEventLogTest>();
}

} // namespace deck::test

#include "tst_hub_event_log.moc"
