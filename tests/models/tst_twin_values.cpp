// Values of properties beside the rows of a list, asked for in few requests.
#include "models/device_table.h"
#include "models/twin_values.h"
#include "tests/support/fake_hub.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;

class TwinValuesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void pathsAreThoseThatAQueryCanName_data();
    void pathsAreThoseThatAQueryCanName();
    void rowsThatAreSeenAreAskedForAtOnce();
    void changedTwinIsReadAgainAndKeptMeanwhile();
    void refusedQueryIsNotRepeatedAllTheTime();
    void answersAboutOtherPathsAreDropped();
    void pathsAreLearntFromTwins();
    void columnsOfPropertiesShowInTheTable();
    void tagColumnsSortAndOthersDoNot();

private:
    QStringList asked() const;

    std::unique_ptr<FakeHub> fake_;
    std::unique_ptr<HubSession> session_;
};

namespace {

constexpr auto kQuery = "/devices/query";
const QString kFirmware = u"properties.reported.firmware"_s;

} // namespace

void TwinValuesTest::init()
{
    fake_ = std::make_unique<FakeHub>();
    fake_->answer("/admin/capabilities", 200, FakeHub::capabilities({"queries", "twins"}));
    fake_->answer(kQuery, 200, R"([{"deviceId":"a","c0":"1.2"},{"deviceId":"b","c0":{"x":[1,2]}}])");
    session_ = std::make_unique<HubSession>(fake_->profile());
    session_->start();
    QTRY_VERIFY(session_->isOnline() && fake_->openStreams() == 1);
}

void TwinValuesTest::cleanup()
{
    session_.reset();
    fake_.reset();
}

QStringList TwinValuesTest::asked() const
{
    QStringList texts;
    for (const FakeHub::Request& request : fake_->requestsOf(kQuery)) {
        texts << QJsonDocument::fromJson(request.body).object()[u"query"_s].toString();
    }
    return texts;
}

void TwinValuesTest::pathsAreThoseThatAQueryCanName_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("isRight");
    QTest::newRow("reported") << kFirmware << true;
    QTest::newRow("desired, below") << u"properties.desired.limits.high"_s << true;
    QTest::newRow("brackets") << u"properties.reported.[[max temp]]"_s << true;
    QTest::newRow("a tag") << u"tags.site"_s << false;
    QTest::newRow("the whole") << u"properties.reported"_s << false;
    QTest::newRow("ends with a dot") << u"properties.reported."_s << false;
    QTest::newRow("more than a path") << u"properties.reported.a) OR (1 = 1"_s << false;
    QTest::newRow("more columns") << u"properties.reported.a, deviceId"_s << false;
}

void TwinValuesTest::pathsAreThoseThatAQueryCanName()
{
    QFETCH(QString, path);
    QFETCH(bool, isRight);

    QCOMPARE(isPropertyPath(path), isRight);
}

void TwinValuesTest::rowsThatAreSeenAreAskedForAtOnce()
{
    TwinValues values(*session_);
    values.setPaths({kFirmware, u"tags.site"_s});
    QSignalSpy arrived(&values, &TwinValues::arrived);

    for (const QString& id : {u"a"_s, u"b"_s, u"it's"_s}) {
        QCOMPARE(values.valueOf(id, kFirmware), u"…"_s);
    }

    QTRY_COMPARE(arrived.size(), 1);
    QCOMPARE(asked(), QStringList{u"SELECT deviceId, properties.reported.firmware AS c0 FROM devices "
                                  u"WHERE deviceId IN ['a', 'b', 'it\\'s']"_s});
    QCOMPARE(values.valueOf(u"a"_s, kFirmware), u"1.2"_s);
    QCOMPARE(values.valueOf(u"b"_s, kFirmware), u"{\"x\":[1,2]}"_s);
    QCOMPARE(values.valueOf(u"it's"_s, kFirmware), QString()); // it has none
    QTest::qWait(100);
    QCOMPARE(asked().size(), 1);
}

void TwinValuesTest::changedTwinIsReadAgainAndKeptMeanwhile()
{
    TwinValues values(*session_);
    values.setPaths({kFirmware});
    values.valueOf(u"a"_s, kFirmware);
    QTRY_COMPARE(values.valueOf(u"a"_s, kFirmware), u"1.2"_s);
    fake_->answer(kQuery, 200, R"([{"deviceId":"a","c0":"1.3"}])");
    QSignalSpy arrived(&values, &TwinValues::arrived);

    fake_->sendEvent("b:1", "twin", R"({"part":"reported","version":4})", "a");

    QTRY_COMPARE(arrived.size(), 1);
    QCOMPARE(values.valueOf(u"a"_s, kFirmware), u"1.2"_s);
    QTRY_COMPARE(values.valueOf(u"a"_s, kFirmware), u"1.3"_s);
    QCOMPARE(asked().size(), 2);
}

void TwinValuesTest::refusedQueryIsNotRepeatedAllTheTime()
{
    fake_->answer(kQuery, 429, R"({"Message":"ErrorCode:ThrottlingException;busy"})");
    TwinValues values(*session_);
    values.setPaths({kFirmware});
    values.valueOf(u"a"_s, kFirmware);
    QTRY_VERIFY(values.error().isError());

    for (int i = 0; i < 20; ++i) {
        values.valueOf(u"a"_s, kFirmware);
        QTest::qWait(20);
    }

    QCOMPARE(asked().size(), 1);
}

void TwinValuesTest::answersAboutOtherPathsAreDropped()
{
    fake_->hang(kQuery);
    TwinValues values(*session_);
    values.setPaths({kFirmware});
    values.valueOf(u"a"_s, kFirmware);
    QTRY_COMPARE(asked().size(), 1);

    values.setPaths({u"properties.desired.interval"_s});
    fake_->answerHanging(kQuery, 200, R"([{"deviceId":"a","c0":"1.2"}])");
    QTest::qWait(50);

    QCOMPARE(values.valueOf(u"a"_s, u"properties.desired.interval"_s), u"…"_s);
}

void TwinValuesTest::pathsAreLearntFromTwins()
{
    fake_->answer(kQuery, 200,
                  R"([{"deviceId":"a","properties":{"desired":{"interval":2,"$version":3,"$metadata":{}},)"
                  R"("reported":{"firmware":"1.2","net":{"rssi":-60},"$metadata":{"x":1}}}}])");
    TwinValues values(*session_);
    QStringList paths;

    values.learnPaths({u"a"_s}, [&](const KnownValues& known) { paths = known.keys(); });

    QTRY_COMPARE(paths, (QStringList{u"properties.desired.interval"_s, kFirmware,
                                     u"properties.reported.net.rssi"_s}));
}

void TwinValuesTest::columnsOfPropertiesShowInTheTable()
{
    fake_->answer("/admin/devices", 200,
                  R"({"devices":[{"deviceId":"a","status":"enabled"}],"total":1,"asOf":"2026-11-22T14:32:06Z"})");
    DeviceTable table(*session_);
    table.setPathColumns({u"tags.site"_s, kFirmware});
    table.reload();
    QTRY_COMPARE(table.rowCount(), 1);
    const int column = DeviceTable::ColumnCount + 1;

    QTRY_COMPARE(table.index(0, column).data().toString(), u"1.2"_s);

    QCOMPARE(table.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(),
             u"reported.firmware"_s);
}

void TwinValuesTest::tagColumnsSortAndOthersDoNot()
{
    fake_->answer("/admin/devices", 200,
                  R"({"devices":[{"deviceId":"a","status":"enabled"}],"total":1,"asOf":"2026-11-22T14:32:06Z"})");
    DeviceTable table(*session_);
    table.setPathColumns({kFirmware, u"tags.place.room"_s});
    QVERIFY(!table.isSortable(DeviceTable::ColumnCount));
    QVERIFY(table.isSortable(DeviceTable::ColumnCount + 1));
    const auto lastQuery = [this] {
        const auto requests = fake_->requestsOf("/admin/devices");
        return requests.isEmpty() ? QByteArray() : requests.last().query;
    };

    table.setSort(DeviceTable::ColumnCount, Qt::DescendingOrder);
    QTest::qWait(30);
    QCOMPARE(lastQuery(), QByteArray());
    table.setSort(DeviceTable::ColumnCount + 1, Qt::DescendingOrder);

    QTRY_VERIFY2(lastQuery().contains("sort=tags.place.room&order=desc"), lastQuery().constData());
    QCOMPARE(table.sortColumn(), DeviceTable::ColumnCount + 1);
    table.setPathColumns({kFirmware});
    QCOMPARE(table.sortColumn(), -1);
}

std::unique_ptr<QObject> twinValuesTest()
{
    return std::make_unique<TwinValuesTest>();
}

} // namespace deck::test

#include "tst_twin_values.moc"
