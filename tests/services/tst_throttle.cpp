#include "tests/services/tst_throttle.h"

#include "services/throttle.h"
#include "tests/support/manual_clock.h"

#include <QTest>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

/// How many single calls are let through at once.
int burst(Throttle& throttle, Metered kind)
{
    int count = 0;
    while (throttle.take(kind)) {
        ++count;
    }
    return count;
}

} // namespace

void ThrottleTest::bucketEmptiesAndFillsSteadily()
{
    ManualClock clock;
    Throttle throttle(ThrottleTier::S1, clock);

    QCOMPARE(burst(throttle, Metered::Registry), 100);
    const auto refused = throttle.take(Metered::Registry);
    QVERIFY(!refused && refused.error().code == Errc::Throttled);
    clock.advance(500ms);
    QVERIFY(!throttle.take(Metered::Registry)); // 100 a minute: one in 600 ms
    clock.advance(200ms);
    QCOMPARE(burst(throttle, Metered::Registry), 1);
    clock.advance(std::chrono::hours(1));
    QCOMPARE(burst(throttle, Metered::Registry), 100); // never more than it holds
}

void ThrottleTest::kindsAreCountedApart()
{
    ManualClock clock;
    Throttle throttle(ThrottleTier::S1, clock);

    QVERIFY(throttle.take(Metered::TwinUpdate, 50));
    QVERIFY(!throttle.take(Metered::TwinUpdate));
    QVERIFY(throttle.take(Metered::TwinRead));
}

void ThrottleTest::tiersHaveTheirNumbers_data()
{
    QTest::addColumn<ThrottleTier>("tier");
    QTest::addColumn<Metered>("kind");
    QTest::addColumn<int>("atOnce");

    QTest::newRow("F1 queries") << ThrottleTier::F1 << Metered::Query << 20;
    QTest::newRow("S1 reads") << ThrottleTier::S1 << Metered::TwinRead << 100;
    QTest::newRow("S1 updates") << ThrottleTier::S1 << Metered::TwinUpdate << 50;
    QTest::newRow("S1 methods") << ThrottleTier::S1 << Metered::Method << 40;
    QTest::newRow("S1 commands") << ThrottleTier::S1 << Metered::Command << 100;
    QTest::newRow("S1 jobs") << ThrottleTier::S1 << Metered::Job << 100;
    QTest::newRow("S2 methods") << ThrottleTier::S2 << Metered::Method << 120;
    QTest::newRow("S2 queries") << ThrottleTier::S2 << Metered::Query << 20;
    QTest::newRow("S3 registry") << ThrottleTier::S3 << Metered::Registry << 5'000;
    QTest::newRow("S3 queries") << ThrottleTier::S3 << Metered::Query << 1'000;
    QTest::newRow("S3 methods") << ThrottleTier::S3 << Metered::Method << 6'000;
    QTest::newRow("S3 configurations") << ThrottleTier::S3 << Metered::Configuration << 20;
}

void ThrottleTest::tiersHaveTheirNumbers()
{
    QFETCH(const ThrottleTier, tier);
    QFETCH(const Metered, kind);
    QFETCH(const int, atOnce);
    ManualClock clock;
    Throttle throttle(tier, clock);

    QCOMPARE(burst(throttle, kind), atOnce);
}

void ThrottleTest::largeCallLeavesADebt()
{
    ManualClock clock;
    Throttle throttle(ThrottleTier::S1, clock);

    QVERIFY(throttle.take(Metered::Query, 40)); // twice what it holds
    clock.advance(60s);
    QVERIFY(!throttle.take(Metered::Query));
    clock.advance(4s);
    QVERIFY(throttle.take(Metered::Query));
}

void ThrottleTest::offByDefault()
{
    ManualClock clock;
    Throttle throttle(ThrottleTier::None, clock);

    QVERIFY(throttle.take(Metered::Query, 1'000'000));
    QVERIFY(throttle.take(Metered::Query, 1'000'000));
}
