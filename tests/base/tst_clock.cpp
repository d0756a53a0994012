#include "tests/support/manual_clock.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::chrono_literals;

class ClockTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void microsecondsReadBack();
    void highestWallFollowsAClockThatGoesOn();
    void highestWallStaysWhenTheClockGoesBack();
    void highestWallGoesOnBehindTheOldPeak();
    void highestWallKnowsOnlyWhatTheClockHasShown();
    void eachClockHasItsOwnHighestTime();
    void systemClockCountsFrom1970();
};

namespace {

const WallTime kStart = WallTime(1'700'000'000s);

} // namespace

void ClockTest::microsecondsReadBack()
{
    QCOMPARE(toMicros(wallFromMicros(0)), std::int64_t{0});
    QCOMPARE(toMicros(wallFromMicros(1'700'000'000'123'456)), std::int64_t{1'700'000'000'123'456});
    QCOMPARE(toMicros(wallFromMicros(-1)), std::int64_t{-1});
}

void ClockTest::highestWallFollowsAClockThatGoesOn()
{
    ManualClock clock(kStart);

    QVERIFY(clock.highestWall() == kStart);

    clock.advance(1us);

    QVERIFY(clock.highestWall() == kStart + 1us);
}

void ClockTest::highestWallStaysWhenTheClockGoesBack()
{
    ManualClock clock(kStart);
    clock.highestWall();

    clock.setWall(kStart - 24h);

    QVERIFY(clock.wall() == kStart - 24h);
    QVERIFY(clock.highestWall() == kStart);
    QVERIFY(clock.highestWall() == kStart);
}

void ClockTest::highestWallGoesOnBehindTheOldPeak()
{
    ManualClock clock(kStart);
    clock.highestWall();
    clock.setWall(kStart - 10s);

    clock.advance(9s);
    QVERIFY(clock.highestWall() == kStart);

    clock.advance(3s);
    QVERIFY(clock.highestWall() == kStart + 2s);
}

void ClockTest::highestWallKnowsOnlyWhatTheClockHasShown()
{
    ManualClock clock(kStart);
    clock.setWall(kStart + 1h); // nobody asks
    clock.setWall(kStart);

    QVERIFY(clock.highestWall() == kStart);
}

void ClockTest::eachClockHasItsOwnHighestTime()
{
    ManualClock ahead(kStart + 1h);
    ManualClock clock(kStart);

    ahead.highestWall();

    QVERIFY(clock.highestWall() == kStart);
}

void ClockTest::systemClockCountsFrom1970()
{
    const SystemClock clock;

    const MonoTime earlier = clock.mono();
    const MonoTime later = clock.mono();

    QVERIFY(clock.wall() > kStart); // it was written after that day
    QVERIFY(clock.highestWall() > kStart);
    QVERIFY(earlier <= later);
}

std::unique_ptr<QObject> clockTest()
{
    return std::make_unique<ClockTest>();
}

} // namespace hub::test

#include "tst_clock.moc"
