#include "models/device_table.h"
#include "tests/support/fake_hub.h"
#include "tests/support/test_hub.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class DeviceTableTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void stateIsDecidedInOnePlace_data();
    void stateIsDecidedInOnePlace();
    void pagesComeAsTheyAreLookedAt();
    void searchAsksTheHub_data();
    void searchAsksTheHub();
    void sortTurnsTheOrder();
    void deviceThatConnectsIsLive();
    void deviceThatTakesOverItsSessionStaysOnline();
    void telemetryIsAnAnswerToLastHeard();
    void newDeviceAppearsByItself();
    void hubThatIsGoneAndBackFillsTheTableAnew();
    void errorIsKeptForTheBanner();
    void lateErrorOfAnEarlierSearchIsForgotten();
    void tagsReadAsText();
    void queryGoesToTheHub();
    void stoppedQueryLeavesTheRowsBefore();
    void rowsThatAreNotCountedAreNotClaimed();
    void pageThatComesInPartsIsOnePage();
    void tagsBecomeColumns();
    void changedTagsAreReadAgain();

private:
    std::unique_ptr<hub::test::TestHub> hub_;
    quint16 port_ = 0;
};

namespace {

constexpr int kDevices = 600;

QString idOf(int number)
{
    return u"device-%1"_s.arg(number, 4, 10, QLatin1Char('0'));
}

void addDevices(const hub::test::TestHub& hub)
{
    hub::test::HttpPeer http = hub.http();
    for (int i = 0; i < kDevices; ++i) {
        const std::string id = idOf(i).toStdString();
        const auto answer = http.request("PUT", "/devices/" + id + "?api-version=2021-04-12",
                                         R"({"deviceId":")" + id + R"("})");
        if (answer.status != 200) {
            qFatal("cannot add %s: %s", id.c_str(), answer.body.c_str());
        }
    }
}

/// As the console knows the hub.
ConnectionProfile profileOf(hub::test::TestHub& hub)
{
    auto profile = profileFrom(QString::fromStdString(hub.server().ownerConnectionString()));
    profile.value().authority =
        QSslCertificate::fromPath(QString::fromStdString(hub.caFile())).value(0);
    return profile.value();
}

/// A table of a hub, its first page here.
struct Shown
{
    HubSession session;
    DeviceTable table{session};

    explicit Shown(const ConnectionProfile& profile) : session(profile) { session.start(); }

    bool wait()
    {
        return QTest::qWaitFor([this] { return table.hasRows() && !table.isLoading(); }, 20'000);
    }

    QString at(int row, int column = DeviceTable::Id) const
    {
        return table.index(row, column).data().toString();
    }

    int stateAt(int row) const { return table.index(row, 0).data(DeviceTable::StateRole).toInt(); }
};

QByteArray listOf(const QByteArray& id, const QByteArray& more = {})
{
    return R"({"devices":[{"deviceId":")" + id + R"(","status":"enabled")" + more +
           R"(}],"total":1,"asOf":"2026-11-22T14:32:06Z"})";
}

} // namespace

void DeviceTableTest::initTestCase()
{
    hub_ = std::make_unique<hub::test::TestHub>([this](hub::Config& config) {
        if (port_ != 0) {
            config.httpsPorts = {port_};
        }
    });
    port_ = hub_->server().endpoints().https.front();
    addDevices(*hub_);
    hub_->addDevice("live");
}

void DeviceTableTest::cleanupTestCase()
{
    hub_.reset();
}

void DeviceTableTest::stateIsDecidedInOnePlace_data()
{
    QTest::addColumn<bool>("enabled");
    QTest::addColumn<int>("connectedMinutesAgo");
    QTest::addColumn<int>("heardMinutesAgo");
    QTest::addColumn<int>("state");

    QTest::newRow("never connected") << true << -1 << -1 << int(DeviceState::Offline);
    QTest::newRow("gone") << true << -1 << 1 << int(DeviceState::Offline);
    QTest::newRow("just connected") << true << 1 << -1 << int(DeviceState::Online);
    QTest::newRow("heard") << true << 600 << 14 << int(DeviceState::Online);
    QTest::newRow("silent") << true << 600 << 16 << int(DeviceState::Stale);
    QTest::newRow("silent from the start") << true << 16 << -1 << int(DeviceState::Stale);
    QTest::newRow("heard before, connected again") << true << 1 << 600 << int(DeviceState::Online);
    QTest::newRow("disabled") << false << 1 << 1 << int(DeviceState::Disabled);
}

void DeviceTableTest::stateIsDecidedInOnePlace()
{
    QFETCH(const bool, enabled);
    QFETCH(const int, connectedMinutesAgo);
    QFETCH(const int, heardMinutesAgo);
    QFETCH(const int, state);
    const hub::WallTime now = hub::wallFromMicros(1'795'354'326'000'000);
    hub::api::Device device;
    device.enabled = enabled;
    if (connectedMinutesAgo >= 0) {
        device.connection.emplace().since = now - std::chrono::minutes(connectedMinutesAgo);
    }
    if (heardMinutesAgo >= 0) {
        device.lastHeard = now - std::chrono::minutes(heardMinutesAgo);
    }

    QCOMPARE(int(stateOf(device, now)), state);
}

void DeviceTableTest::pagesComeAsTheyAreLookedAt()
{
    Shown shown(profileOf(*hub_));
    const QAbstractItemModelTester tester(&shown.table,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(shown.wait());

    QCOMPARE(shown.table.rowCount(), kDevices + 1);
    QCOMPARE(shown.at(0), idOf(0));
    QTRY_COMPARE(shown.at(500), idOf(500));
    QTRY_COMPARE(shown.at(kDevices), u"live"_s);
    QCOMPARE(shown.table.rowOf(idOf(500)), 500);
    QVERIFY(shown.table.asOf().has_value());
    QVERIFY(!shown.table.error().isError());
}

void DeviceTableTest::searchAsksTheHub_data()
{
    QTest::addColumn<QString>("search");
    QTest::addColumn<int>("rows");

    QTest::newRow("part of an id") << u"ice-012"_s << 10;
    QTest::newRow("one") << idOf(7) << 1;
    QTest::newRow("nothing") << u"nobody"_s << 0;
    QTest::newRow("characters of addresses") << u"a+b&c=d#e%20/?"_s << 0;
    QTest::newRow("beyond ASCII") << u"größe"_s << 0;
}

void DeviceTableTest::searchAsksTheHub()
{
    QFETCH(const QString, search);
    QFETCH(const int, rows);
    Shown shown(profileOf(*hub_));
    QVERIFY(shown.wait());

    shown.table.setSearch(search);
    QVERIFY(shown.wait());

    QVERIFY2(!shown.table.error().isError(), qPrintable(shown.table.error().message));
    QCOMPARE(shown.table.rowCount(), rows);
    shown.table.setSearch({});
    QVERIFY(shown.wait());
    QCOMPARE(shown.table.rowCount(), kDevices + 1);
}

void DeviceTableTest::sortTurnsTheOrder()
{
    Shown shown(profileOf(*hub_));
    QVERIFY(shown.wait());

    shown.table.setSort(DeviceTable::Id, Qt::DescendingOrder);
    QVERIFY(shown.wait());

    QCOMPARE(shown.at(0), u"live"_s);
    QCOMPARE(shown.at(1), idOf(kDevices - 1));
    QTRY_COMPARE(shown.at(kDevices), idOf(0));
}

void DeviceTableTest::deviceThatConnectsIsLive()
{
    Shown shown(profileOf(*hub_));
    shown.table.setSearch(u"live"_s);
    QVERIFY(shown.wait());
    QCOMPARE(shown.stateAt(0), int(DeviceState::Offline));
    QSignalSpy changed(&shown.table, &QAbstractItemModel::dataChanged);

    auto device = hub_->device("live");
    QTRY_COMPARE(shown.stateAt(0), int(DeviceState::Online));
    QTRY_VERIFY(changed.count() > 0);
    QCOMPARE(shown.at(0, DeviceTable::SignIn), u"Primary key"_s);
    QCOMPARE(shown.at(0, DeviceTable::Client), u"test peer"_s);

    device->disconnect();
    QTRY_COMPARE(shown.stateAt(0), int(DeviceState::Offline));
}

/// The end of the session before may be told after the new one.
void DeviceTableTest::deviceThatTakesOverItsSessionStaysOnline()
{
    FakeHub fake;
    fake.answer("/admin/devices", 200, listOf("pump"));
    Shown shown(fake.profile());
    QVERIFY(shown.wait());
    QTRY_COMPARE(fake.openStreams(), 1);
    QSignalSpy events(&shown.session, &HubSession::deviceEvent);

    fake.sendEvent("b:1", "device-connected", R"({"clientType":"one"})");
    fake.sendEvent("b:2", "device-connected", R"({"clientType":"two"})");
    fake.sendEvent("b:3", "device-disconnected", R"({"reason":"takenOver"})");
    QTRY_COMPARE(events.count(), 3);
    QCOMPARE(shown.at(0, DeviceTable::Client), u"two"_s);

    fake.sendEvent("b:4", "device-disconnected", R"({"reason":"connectionLost"})");
    QTRY_COMPARE(shown.stateAt(0), int(DeviceState::Offline));
}

void DeviceTableTest::telemetryIsAnAnswerToLastHeard()
{
    Shown shown(profileOf(*hub_));
    shown.table.setSearch(u"live"_s);
    QVERIFY(shown.wait());
    const auto device = hub_->device("live");
    QTRY_COMPARE(shown.stateAt(0), int(DeviceState::Online));
    const auto before = shown.table.deviceAt(0)->lastHeard;

    device->publish("devices/live/messages/events/", "{}", 1);

    QTRY_VERIFY(shown.table.deviceAt(0)->lastHeard > before);
}

void DeviceTableTest::newDeviceAppearsByItself()
{
    Shown shown(profileOf(*hub_));
    shown.table.setSearch(u"added"_s);
    QVERIFY(shown.wait());
    QCOMPARE(shown.table.rowCount(), 0);

    hub_->addDevice("added");

    QTRY_COMPARE(shown.table.rowCount(), 1);
    QTRY_COMPARE(shown.at(0), u"added"_s);
    hub_->http().request("DELETE", "/devices/added?api-version=2021-04-12", {},
                         {{"If-Match", "*"}});
    QTRY_COMPARE(shown.table.rowCount(), 0);
}

void DeviceTableTest::hubThatIsGoneAndBackFillsTheTableAnew()
{
    Shown shown(profileOf(*hub_));
    QVERIFY(shown.wait());
    QSignalSpy reset(&shown.table, &QAbstractItemModel::modelReset);

    hub_->stop();
    QTRY_COMPARE(shown.session.state(), HubSession::State::Connecting);
    QCOMPARE(shown.at(0), idOf(0)); // what is known stays
    hub_->start();

    QTRY_COMPARE_WITH_TIMEOUT(shown.session.state(), HubSession::State::Online, 10'000);
    QTRY_COMPARE(reset.count(), 1);
    QCOMPARE(shown.table.rowCount(), kDevices + 1);
}

void DeviceTableTest::errorIsKeptForTheBanner()
{
    FakeHub fake;
    fake.answer("/admin/devices", 503, R"({"message":"The store is busy."})");
    Shown shown(fake.profile());
    QSignalSpy answered(&shown.table, &DeviceTable::answered);

    QTRY_COMPARE(answered.count(), 1);
    QCOMPARE(shown.table.error().message, u"The store is busy."_s);
    fake.answer("/admin/devices", 200, "[]");
    shown.table.reload();
    QTRY_COMPARE(int(shown.table.error().kind), int(HubError::Kind::Malformed));
    fake.answer("/admin/devices", 200, listOf("pump"));
    shown.table.reload();

    QTRY_COMPARE(shown.at(0), u"pump"_s);
    QVERIFY(!shown.table.error().isError());
}

void DeviceTableTest::lateErrorOfAnEarlierSearchIsForgotten()
{
    FakeHub fake;
    fake.hang("/admin/devices");
    Shown shown(fake.profile());
    QTRY_COMPARE(fake.requestsOf("/admin/devices").size(), 1);
    fake.answer("/admin/devices", 200, listOf("pump"));
    shown.table.setSearch(u"pump"_s);
    QTRY_COMPARE(shown.table.rowCount(), 1);
    int errors = 0;
    connect(&shown.table, &DeviceTable::answered, this,
            [&] { errors += shown.table.error().isError() ? 1 : 0; });

    fake.answerHanging("/admin/devices", 500, "{}");
    QTRY_VERIFY(fake.requestsOf("/admin/health").size() >= 2);

    QCOMPARE(errors, 0);
    QVERIFY(!shown.table.error().isError());
}

void DeviceTableTest::tagsReadAsText()
{
    FakeHub fake;
    fake.answer("/admin/devices", 200,
                listOf("pump", R"(,"tags":{"site":"ber\nlin","sample":true,"floor":3,"no":false,)"
                               R"("deep":{"a":1}})"));
    Shown shown(fake.profile());

    QTRY_COMPARE(shown.table.rowCount(), 1);

    QCOMPARE(shown.at(0, DeviceTable::Tags), u"floor: 3, no: false, sample, site: ber lin"_s);
}

void DeviceTableTest::queryGoesToTheHub()
{
    FakeHub fake;
    fake.answer("/admin/devices", 200, listOf("pump"));
    Shown shown(fake.profile());
    QVERIFY(shown.wait());

    shown.table.setQuery(u"tags.site = 'a&b+c'"_s);
    QVERIFY(shown.wait());

    const QByteArray query = fake.requestsOf("/admin/devices").last().query;
    QVERIFY2(query.contains("query=tags.site%20%3D%20%27a%26b%2Bc%27"), query.constData());
    QVERIFY(!fake.requestsOf("/admin/devices").first().query.contains("query="));
}

void DeviceTableTest::stoppedQueryLeavesTheRowsBefore()
{
    FakeHub fake;
    fake.answer("/admin/devices", 200, listOf("pump"));
    Shown shown(fake.profile());
    const QAbstractItemModelTester tester(&shown.table);
    QVERIFY(shown.wait());
    fake.hang("/admin/devices");
    shown.table.setQuery(u"status = 'disabled'"_s);
    QTRY_COMPARE(fake.requestsOf("/admin/devices").size(), 2);
    QVERIFY(shown.table.isLoading() && !shown.table.hasRows());

    shown.table.cancel();

    QVERIFY(!shown.table.isLoading() && shown.table.hasRows());
    QCOMPARE(shown.table.query(), QString());
    QCOMPARE(shown.at(0), u"pump"_s);
    QVERIFY(!shown.table.error().isError());
    fake.answerHanging("/admin/devices", 200, listOf("late"));
    QTest::qWait(100);
    QCOMPARE(shown.at(0), u"pump"_s);
}

namespace {

/// Rows of one part; total null: not counted.
QByteArray partOf(int first, int count, const QByteArray& next, const QByteArray& total = "null")
{
    QByteArrayList rows;
    for (int i = first; i < first + count; ++i) {
        rows << "{\"deviceId\":\"" + idOf(i).toLatin1() + "\",\"status\":\"enabled\"}";
    }
    return "{\"devices\":[" + rows.join(',') + "],\"next\":\"" + next + "\",\"total\":" + total +
           ",\"asOf\":\"2026-11-22T14:32:06Z\"}";
}

} // namespace

void DeviceTableTest::rowsThatAreNotCountedAreNotClaimed()
{
    FakeHub fake;
    fake.answer("/admin/devices", 200, partOf(0, 256, "behind-255"));
    Shown shown(fake.profile());
    const QAbstractItemModelTester tester(&shown.table);
    QVERIFY(shown.wait());

    QVERIFY(!shown.table.isTotalKnown());
    QCOMPARE(shown.table.rowCount(), 257); // one stands for the rest
    QVERIFY(shown.table.index(256, 0).data(kPlaceholderRole).toBool());

    fake.answer("/admin/devices", 200, partOf(256, 10, {}));
    QTRY_COMPARE(shown.table.rowCount(), 266);

    QVERIFY(shown.table.isTotalKnown());
    QCOMPARE(shown.at(265), idOf(265));
    QVERIFY(fake.requestsOf("/admin/devices").last().query.contains("after=behind-255"));
}

void DeviceTableTest::pageThatComesInPartsIsOnePage()
{
    FakeHub fake;
    fake.hang("/admin/devices");
    Shown shown(fake.profile());
    QTRY_COMPARE(fake.requestsOf("/admin/devices").size(), 1);

    fake.answerHanging("/admin/devices", 200, partOf(0, 0, "looked-at-1000"));
    QTRY_COMPARE(fake.requestsOf("/admin/devices").size(), 2);
    QVERIFY(!shown.table.hasRows());
    fake.answerHanging("/admin/devices", 200, partOf(0, 3, "looked-at-2000"));
    QTRY_COMPARE(fake.requestsOf("/admin/devices").size(), 3);
    fake.answerHanging("/admin/devices", 200, partOf(3, 2, {}));

    QTRY_COMPARE(shown.table.rowCount(), 5);
    QCOMPARE(shown.at(4), idOf(4));
    const QByteArray last = fake.requestsOf("/admin/devices").last().query;
    QVERIFY2(last.contains("limit=253") && last.contains("after=looked-at-2000"), last.constData());
}

void DeviceTableTest::tagsBecomeColumns()
{
    FakeHub fake;
    fake.answer("/admin/devices", 200, listOf("pump", R"(,"tags":{"site":"berlin","floor":3})"));
    Shown shown(fake.profile());
    const QAbstractItemModelTester tester(&shown.table);
    QVERIFY(shown.wait());

    shown.table.setPathColumns({u"tags.floor"_s, u"tags.none"_s});

    const int first = DeviceTable::ColumnCount;
    QCOMPARE(shown.table.columnCount(), first + 2);
    QCOMPARE(shown.table.headerData(first, Qt::Horizontal, Qt::DisplayRole).toString(), u"floor"_s);
    QCOMPARE(shown.at(0, first), u"3"_s);
    QCOMPARE(shown.at(0, first + 1), QString());
    QCOMPARE(shown.table.knownTags().keys(), (QStringList{u"tags.floor"_s, u"tags.site"_s}));
    shown.table.setPathColumns({});
    QCOMPARE(shown.table.columnCount(), first);
}

void DeviceTableTest::changedTagsAreReadAgain()
{
    FakeHub fake;
    fake.answer("/admin/devices", 200, listOf("pump"));
    Shown shown(fake.profile());
    QVERIFY(shown.wait());
    QTRY_COMPARE(fake.openStreams(), 1);

    fake.sendEvent("b:1", "twin", R"({"part":"reported","version":"5"})");
    fake.answer("/admin/devices", 200, listOf("pump", R"(,"tags":{"site":"rom"})"));
    fake.sendEvent("b:2", "twin", R"({"part":"tags","version":"6"})");

    QTRY_COMPARE(shown.at(0, DeviceTable::Tags), u"site: rom"_s);
}

std::unique_ptr<QObject> deviceTableTest()
{
    return std::make_unique<DeviceTableTest>();
}

} // namespace deck::test

#include "tst_device_table.moc"
