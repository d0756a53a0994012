#include "models/telemetry_series.h"
#include "tests/models/messages.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;
using namespace std::string_literals;

class TelemetrySeriesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyNumberOfADeviceIsASeries();
    void pointsOfLaterMessagesJoinTheirSeries();
    void oneSignalABatch();
    void nothingIsSignalledForBodiesWithoutNumbers();
    void valueBeyondAChartIsLeftOut();
    void newestIsTheLatestMessage();
    void seriesBeyondTheLimitAreCountedOnce();
    void removedDeviceMakesRoomAndTakesItsCountAlong();
    void removedDeviceTakesOnlyItsOwn();
    void deviceMayBeNamedByItsOwnSeries();
    void clearForgetsAll();
    void pathsAreListedOnceInOrder();
};

namespace {

/// Messages of one field each, so many devices.
std::vector<hub::api::Message> devices(const std::string& prefix, int count)
{
    std::vector<hub::api::Message> batch;
    for (int i = 0; i < count; ++i) {
        batch.push_back(message(prefix + std::to_string(i), R"({"t":1})"));
    }
    return batch;
}

} // namespace

void TelemetrySeriesTest::everyNumberOfADeviceIsASeries()
{
    TelemetrySeries series;

    series.add({message("pump", R"({"t":21.5,"s":"ok","motor":{"rpm":1200}})", 5'000)});

    QCOMPARE(series.all().size(), std::size_t{2});
    QCOMPARE(series.all()[0]->device, u"pump"_s);
    QCOMPARE(series.all()[0]->path, u"t"_s);
    QCOMPARE(series.all()[0]->points.lastTime(), std::int64_t{5'000});
    QCOMPARE(series.all()[0]->points.lastValue(), 21.5F);
    QCOMPARE(series.all()[1]->path, u"motor.rpm"_s);
}

void TelemetrySeriesTest::pointsOfLaterMessagesJoinTheirSeries()
{
    TelemetrySeries series;
    series.add({message("a", R"({"t":1})", 1), message("b", R"({"t":2})", 2)});

    series.add({message("a", R"({"t":3})", 3)});

    QCOMPARE(series.all().size(), std::size_t{2});
    QCOMPARE(series.all()[0]->points.count(), std::uint64_t{2});
    QCOMPARE(series.all()[1]->points.count(), std::uint64_t{1});
}

void TelemetrySeriesTest::oneSignalABatch()
{
    TelemetrySeries series;
    QSignalSpy added(&series, &TelemetrySeries::seriesAdded);
    QSignalSpy points(&series, &TelemetrySeries::pointsAdded);

    series.add(devices("d", 50));
    series.add(devices("d", 50));

    QCOMPARE(added.count(), 1);
    QCOMPARE(points.count(), 2);
}

void TelemetrySeriesTest::nothingIsSignalledForBodiesWithoutNumbers()
{
    TelemetrySeries series;
    QSignalSpy points(&series, &TelemetrySeries::pointsAdded);
    hub::api::Message binary = message("a", "1");
    binary.isText = false;

    series.add({message("a", "on"), message("a", R"({"s":"x"})"), binary});

    QCOMPARE(points.count(), 0);
    QVERIFY(series.all().empty());
}

void TelemetrySeriesTest::valueBeyondAChartIsLeftOut()
{
    TelemetrySeries series;

    series.add({message("a", R"({"t":1})", 1), message("a", R"({"t":1e300})", 2),
                message("a", R"({"t":-1e39})", 3)});

    QCOMPARE(series.all()[0]->points.count(), std::uint64_t{1});
    QCOMPARE(series.all()[0]->points.lastValue(), 1.0F);
}

void TelemetrySeriesTest::newestIsTheLatestMessage()
{
    TelemetrySeries series;

    series.add({message("a", "1", 7'000), message("a", "1", 3'000)});

    QVERIFY(series.newest() == hub::wallFromMicros(7'000'000));
}

void TelemetrySeriesTest::seriesBeyondTheLimitAreCountedOnce()
{
    TelemetrySeries series;

    series.add(devices("d", TelemetrySeries::kMaxSeries + 3));
    series.add(devices("d", TelemetrySeries::kMaxSeries + 3));

    QCOMPARE(int(series.all().size()), TelemetrySeries::kMaxSeries);
    QCOMPARE(series.leftOut(), 3);
}

void TelemetrySeriesTest::removedDeviceMakesRoomAndTakesItsCountAlong()
{
    TelemetrySeries series;
    series.add(devices("d", TelemetrySeries::kMaxSeries));
    series.add({message("late", R"({"t":1,"u":2})"), message("later", R"({"t":1})")});
    QCOMPARE(series.leftOut(), 3);

    series.removeDevice(u"late"_s);
    QCOMPARE(series.leftOut(), 1);

    series.removeDevice(u"d0"_s);
    series.add({message("later", R"({"t":1})")});
    QCOMPARE(series.leftOut(), 0);
    QCOMPARE(series.all().back()->device, u"later"_s);
}

void TelemetrySeriesTest::removedDeviceTakesOnlyItsOwn()
{
    TelemetrySeries series;
    series.add({message("a", R"({"t":1,"u":2})"), message("ab", R"({"t":1})")});
    QSignalSpy changed(&series, &TelemetrySeries::seriesAdded);

    series.removeDevice(u"nobody"_s);
    series.removeDevice(u"a"_s);
    series.add({message("a", R"({"t":5})")});

    QCOMPARE(series.all().size(), std::size_t{2});
    QCOMPARE(series.all()[0]->device, u"ab"_s);
    QCOMPARE(series.all()[1]->points.count(), std::uint64_t{1});
    QCOMPARE(changed.count(), 2);
}

void TelemetrySeriesTest::deviceMayBeNamedByItsOwnSeries()
{
    TelemetrySeries series;
    series.add({message("a", R"({"t":1,"u":2})"), message("b", R"({"t":1})")});

    series.removeDevice(series.all()[0]->device);

    QCOMPARE(series.all().size(), std::size_t{1});
    QCOMPARE(series.all()[0]->device, u"b"_s);
}

void TelemetrySeriesTest::clearForgetsAll()
{
    TelemetrySeries series;
    series.add(devices("d", TelemetrySeries::kMaxSeries + 3));

    series.clear();

    QVERIFY(series.all().empty());
    QVERIFY(series.paths().isEmpty());
    QCOMPARE(series.leftOut(), 0);
    series.add({message("d1", R"({"t":1})")});
    QCOMPARE(series.all()[0]->points.count(), std::uint64_t{1});
}

void TelemetrySeriesTest::pathsAreListedOnceInOrder()
{
    TelemetrySeries series;

    series.add({message("a", R"({"t":1,"rpm":2})"), message("b", R"({"rpm":1,"t":3})")});

    QCOMPARE(series.paths(), (QStringList{u"t"_s, u"rpm"_s}));
    QCOMPARE(series.ofPath(u"rpm"_s).size(), std::size_t{2});
    QVERIFY(series.ofPath(u"none"_s).empty());
}

std::unique_ptr<QObject> telemetrySeriesTest()
{
    return std::make_unique<TelemetrySeriesTest>();
}

} // namespace deck::test

#include "tst_telemetry_series.moc"
