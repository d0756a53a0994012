#include "base/time_text.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::string_literals;

class TimeTextTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void timeIsWrittenWithItsDigits_data();
    void timeIsWrittenWithItsDigits();
    void neverIsTheYearOne();
    void writtenTimeReadsBack_data();
    void writtenTimeReadsBack();
    void textIsRead_data();
    void textIsRead();
    void anythingElseIsRefused_data();
    void anythingElseIsRefused();
    void yearsBeyondTheRangeAreRefused_data();
    void yearsBeyondTheRangeAreRefused();
};

namespace {

constexpr qint64 kSecond = 1'000'000;

} // namespace

void TimeTextTest::timeIsWrittenWithItsDigits_data()
{
    QTest::addColumn<qint64>("micros");
    QTest::addColumn<std::string>("azure");
    QTest::addColumn<std::string>("admin");

    QTest::newRow("1970") << qint64{0} << "1970-01-01T00:00:00.0000000Z"s
                          << "1970-01-01T00:00:00.000000Z"s;
    QTest::newRow("one microsecond") << qint64{1} << "1970-01-01T00:00:00.0000010Z"s
                                     << "1970-01-01T00:00:00.000001Z"s;
    QTest::newRow("microseconds") << 1'735'787'045 * kSecond + 123'456
                                  << "2025-01-02T03:04:05.1234560Z"s
                                  << "2025-01-02T03:04:05.123456Z"s;
    QTest::newRow("leap day") << 1'709'251'199 * kSecond + 999'999
                              << "2024-02-29T23:59:59.9999990Z"s
                              << "2024-02-29T23:59:59.999999Z"s;
    QTest::newRow("2038") << 2'147'483'648 * kSecond << "2038-01-19T03:14:08.0000000Z"s
                          << "2038-01-19T03:14:08.000000Z"s;
    QTest::newRow("last of all") << 253'402'300'799 * kSecond + 999'999
                                 << "9999-12-31T23:59:59.9999990Z"s
                                 << "9999-12-31T23:59:59.999999Z"s;
}

void TimeTextTest::timeIsWrittenWithItsDigits()
{
    QFETCH(const qint64, micros);
    QFETCH(const std::string, azure);
    QFETCH(const std::string, admin);

    QCOMPARE(toAzureTime(wallFromMicros(micros)), azure);
    QCOMPARE(toAzureTime(std::optional(wallFromMicros(micros))), azure);
    QCOMPARE(toAdminTime(wallFromMicros(micros)), admin);
}

void TimeTextTest::neverIsTheYearOne()
{
    QCOMPARE(toAzureTime(std::nullopt), "0001-01-01T00:00:00Z"s);
}

void TimeTextTest::writtenTimeReadsBack_data()
{
    timeIsWrittenWithItsDigits_data();
}

void TimeTextTest::writtenTimeReadsBack()
{
    QFETCH(const qint64, micros);
    QFETCH(const std::string, azure);
    QFETCH(const std::string, admin);

    QVERIFY(parseTime(azure) == wallFromMicros(micros));
    QVERIFY(parseTime(admin) == wallFromMicros(micros));
}

void TimeTextTest::textIsRead_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<qint64>("micros");

    const qint64 time = 1'735'787'045 * kSecond; // 2025-01-02T03:04:05Z
    QTest::newRow("no fraction") << "2025-01-02T03:04:05Z"s << time;
    QTest::newRow("small letters") << "2025-01-02t03:04:05z"s << time;
    QTest::newRow("one digit") << "2025-01-02T03:04:05.1Z"s << time + 100'000;
    QTest::newRow("three digits") << "2025-01-02T03:04:05.001Z"s << time + 1'000;
    QTest::newRow("six digits") << "2025-01-02T03:04:05.000001Z"s << time + 1;
    QTest::newRow("seven digits") << "2025-01-02T03:04:05.1234567Z"s << time + 123'456;
    QTest::newRow("nine digits") << "2025-01-02T03:04:05.999999999Z"s << time + 999'999;
    QTest::newRow("offset zero") << "2025-01-02T03:04:05+00:00"s << time;
    QTest::newRow("offset minus zero") << "2025-01-02T03:04:05-00:00"s << time;
    QTest::newRow("east") << "2025-01-02T03:04:05+01:00"s << time - 3'600 * kSecond;
    QTest::newRow("west") << "2025-01-02T03:04:05-01:00"s << time + 3'600 * kSecond;
    QTest::newRow("half an hour") << "2025-01-02T03:04:05+05:30"s << time - 19'800 * kSecond;
    QTest::newRow("west by minutes") << "2025-01-02T03:04:05-00:30"s << time + 1'800 * kSecond;
    QTest::newRow("fraction and offset")
        << "2025-01-02T03:04:05.5+01:00"s << time - 3'600 * kSecond + 500'000;
    QTest::newRow("offset over midnight")
        << "2025-01-02T04:04:05+23:59"s << time + (3'600 - 86'340) * kSecond;
    QTest::newRow("leap day") << "2024-02-29T00:00:00Z"s << 1'709'164'800 * kSecond;
    QTest::newRow("leap day of a century") << "2000-02-29T00:00:00Z"s << 951'782'400 * kSecond;
    QTest::newRow("first") << "1970-01-01T00:00:00Z"s << qint64{0};
    QTest::newRow("last") << "9999-12-31T23:59:59Z"s << 253'402'300'799 * kSecond;
}

void TimeTextTest::textIsRead()
{
    QFETCH(const std::string, text);
    QFETCH(const qint64, micros);

    const auto time = parseTime(text);

    QVERIFY(time.has_value());
    QCOMPARE(qint64{toMicros(*time)}, micros);
}

void TimeTextTest::anythingElseIsRefused_data()
{
    QTest::addColumn<std::string>("text");

    QTest::newRow("empty") << ""s;
    QTest::newRow("word") << "today"s;
    QTest::newRow("number") << "1735787045"s;
    QTest::newRow("date only") << "2025-01-02"s;
    QTest::newRow("clock only") << "03:04:05Z"s;
    QTest::newRow("no seconds") << "2025-01-02T03:04Z"s;
    QTest::newRow("no zone") << "2025-01-02T03:04:05"s;
    QTest::newRow("no zone behind a fraction") << "2025-01-02T03:04:05.123"s;
    QTest::newRow("fraction without digits") << "2025-01-02T03:04:05.Z"s;
    QTest::newRow("ten fraction digits") << "2025-01-02T03:04:05.1234567890Z"s;
    QTest::newRow("comma for a point") << "2025-01-02T03:04:05,5Z"s;
    QTest::newRow("month 0") << "2025-00-02T03:04:05Z"s;
    QTest::newRow("month 13") << "2025-13-02T03:04:05Z"s;
    QTest::newRow("day 0") << "2025-01-00T03:04:05Z"s;
    QTest::newRow("day 32") << "2025-01-32T03:04:05Z"s;
    QTest::newRow("31 April") << "2025-04-31T03:04:05Z"s;
    QTest::newRow("29 February") << "2025-02-29T03:04:05Z"s;
    QTest::newRow("29 February of a century") << "2100-02-29T03:04:05Z"s;
    QTest::newRow("hour 24") << "2025-01-02T24:00:00Z"s;
    QTest::newRow("minute 60") << "2025-01-02T03:60:05Z"s;
    QTest::newRow("second 61") << "2025-01-02T03:04:61Z"s;
    QTest::newRow("negative hour") << "2025-01-02T-3:04:05Z"s;
    QTest::newRow("one-digit month") << "2025-1-02T03:04:05Z"s;
    QTest::newRow("two-digit year") << "25-01-02T03:04:05Z"s;
    QTest::newRow("five-digit year") << "12025-01-02T03:04:05Z"s;
    QTest::newRow("signed year") << "+2025-01-02T03:04:05Z"s;
    QTest::newRow("negative year") << "-025-01-02T03:04:05Z"s;
    QTest::newRow("slashes") << "2025/01/02T03:04:05Z"s;
    QTest::newRow("offset without colon") << "2025-01-02T03:04:05+0100"s;
    QTest::newRow("offset of hours") << "2025-01-02T03:04:05+01"s;
    QTest::newRow("offset of 24 hours") << "2025-01-02T03:04:05+24:00"s;
    QTest::newRow("offset of 60 minutes") << "2025-01-02T03:04:05+01:60"s;
    QTest::newRow("offset with two signs") << "2025-01-02T03:04:05+-1:00"s;
    QTest::newRow("Z and offset") << "2025-01-02T03:04:05Z+01:00"s;
    QTest::newRow("space before") << " 2025-01-02T03:04:05Z"s;
    QTest::newRow("space behind") << "2025-01-02T03:04:05Z "s;
    QTest::newRow("newline behind") << "2025-01-02T03:04:05Z\n"s;
    QTest::newRow("NUL behind") << "2025-01-02T03:04:05Z\0"s;
    QTest::newRow("word behind") << "2025-01-02T03:04:05 UTC"s;
}

void TimeTextTest::anythingElseIsRefused()
{
    QFETCH(const std::string, text);

    QVERIFY(!parseTime(text));
}

void TimeTextTest::yearsBeyondTheRangeAreRefused_data()
{
    QTest::addColumn<std::string>("text");

    QTest::newRow("never") << std::string(kNeverText);
    QTest::newRow("year 0") << "0000-01-01T00:00:00Z"s;
    QTest::newRow("1969") << "1969-12-31T23:59:59Z"s;
    QTest::newRow("1969 by its offset") << "1970-01-01T00:00:00+00:01"s;
    QTest::newRow("10000") << "10000-01-01T00:00:00Z"s;
    QTest::newRow("10000 by its offset") << "9999-12-31T23:59:59-00:01"s;
}

void TimeTextTest::yearsBeyondTheRangeAreRefused()
{
    QFETCH(const std::string, text);

    QVERIFY(!parseTime(text));
}

std::unique_ptr<QObject> timeTextTest()
{
    return std::make_unique<TimeTextTest>();
}

} // namespace hub::test

#include "tst_time_text.moc"
