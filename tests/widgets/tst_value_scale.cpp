#include "widgets/plot/value_scale.h"

#include <QTest>

#include <cmath>
#include <memory>

namespace deck::test {

class ValueScaleTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stepsAreRoundAndFew_data();
    void stepsAreRoundAndFew();
    void flatLineStandsInTheMiddle_data();
    void flatLineStandsInTheMiddle();
    void labelsAreShortAndDiffer_data() { stepsAreRoundAndFew_data(); }
    void labelsAreShortAndDiffer();
    void firstValuesSetTheRange();
    void growsAtOnceButNotTwiceInARow();
    void shrinksWhenThereWasRoomForAWhile();
    void peakBetweenKeepsTheRoom();
    void resetForgets();
};

void ValueScaleTest::stepsAreRoundAndFew_data()
{
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::newRow("percent") << 0.0 << 100.0;
    QTest::newRow("just above a step") << 0.0 << 8.04;
    QTest::newRow("temperatures") << 19.3 << 24.1;
    QTest::newRow("around zero") << -3.2 << 7.9;
    QTest::newRow("below zero") << -101.5 << -99.25;
    QTest::newRow("tenths") << 0.3 << 0.6;
    QTest::newRow("tiny") << 1e-6 << 9e-6;
    QTest::newRow("pascals") << 101'234.0 << 101'980.0;
    QTest::newRow("large") << -3e38 << 3e38;
}

void ValueScaleTest::stepsAreRoundAndFew()
{
    QFETCH(const double, low);
    QFETCH(const double, high);

    const ScaleRange range = ValueScale::around(low, high);

    QVERIFY(range.low <= low && range.high >= high);
    const double steps = (range.high - range.low) / range.step;
    QVERIFY2(steps > 2.99 && steps < 6.01, qPrintable(QString::number(steps)));
    QVERIFY(std::abs(steps - std::round(steps)) < 1e-6);
    const double lead = range.step / std::pow(10.0, std::floor(std::log10(range.step) + 1e-9));
    QVERIFY2(std::abs(lead - 1) < 1e-9 || std::abs(lead - 2) < 1e-9 || std::abs(lead - 5) < 1e-9,
             qPrintable(QString::number(lead)));
}

void ValueScaleTest::flatLineStandsInTheMiddle_data()
{
    QTest::addColumn<double>("value");
    QTest::newRow("zero") << 0.0;
    QTest::newRow("one") << 1.0;
    QTest::newRow("negative") << -273.15;
    QTest::newRow("large") << 1.7e12;
}

void ValueScaleTest::flatLineStandsInTheMiddle()
{
    QFETCH(const double, value);

    const ScaleRange range = ValueScale::around(value, value);

    QVERIFY(range.low < range.high);
    QVERIFY(range.part(value) > 0.2 && range.part(value) < 0.8);
}

void ValueScaleTest::labelsAreShortAndDiffer()
{
    QFETCH(const double, low);
    QFETCH(const double, high);

    const ScaleRange range = ValueScale::around(low, high);

    const ScaleRange::Format format = range.format();
    const QString one = QString::number(range.low, format.letter, format.precision);
    const QString next = QString::number(range.low + range.step, format.letter, format.precision);
    QVERIFY2(one != next, qPrintable(one));
    QVERIFY2(one.size() < 12, qPrintable(one));
}

void ValueScaleTest::firstValuesSetTheRange()
{
    ValueScale scale;

    QVERIFY(scale.update(0, 100, 1'000));

    QCOMPARE(scale.range(), ValueScale::around(0, 100));
    QVERIFY(!scale.update(0, 100, 9'000));
}

void ValueScaleTest::growsAtOnceButNotTwiceInARow()
{
    ValueScale scale;
    scale.update(0, 100, 1'000);

    QVERIFY(!scale.update(0, 150, 1'499));
    QVERIFY(scale.update(0, 150, 1'500));
    QVERIFY(scale.range().high >= 150);
    QVERIFY(!scale.update(0, 900, 1'999));
    QVERIFY(scale.update(0, 900, 2'000));
    QVERIFY(scale.update(-50, 900, 60'000)); // after a quiet time at the first look

    QVERIFY(scale.range().low <= -50 && scale.range().high >= 900);
}

void ValueScaleTest::shrinksWhenThereWasRoomForAWhile()
{
    ValueScale scale;
    scale.update(0, 1'000, 0);

    QVERIFY(!scale.update(0, 10, 1'000));
    QVERIFY(!scale.update(0, 10, 5'999));
    QVERIFY(scale.update(0, 10, 6'000));

    QCOMPARE(scale.range(), ValueScale::around(0, 10));
}

void ValueScaleTest::peakBetweenKeepsTheRoom()
{
    ValueScale scale;
    scale.update(0, 1'000, 0);
    scale.update(0, 10, 1'000);

    scale.update(0, 990, 3'000);

    QVERIFY(!scale.update(0, 10, 6'500));
    QVERIFY(!scale.update(0, 10, 11'499));
    QVERIFY(scale.update(0, 10, 11'500));
}

void ValueScaleTest::resetForgets()
{
    ValueScale scale;
    scale.update(0, 1'000, 5'000);

    scale.reset();

    QVERIFY(scale.update(0, 10, 5'001));
    QCOMPARE(scale.range(), ValueScale::around(0, 10));
}

std::unique_ptr<QObject> valueScaleTest()
{
    return std::make_unique<ValueScaleTest>();
}

} // namespace deck::test

#include "tst_value_scale.moc"
