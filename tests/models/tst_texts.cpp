#include "models/texts.h"

#include <QLocale>
#include <QTest>

#include <cmath>
#include <ctime>
#include <limits>
#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TextsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void relativeTimeCountsUpToTwoDays_data();
    void relativeTimeCountsUpToTwoDays();
    void relativeTimeBeyondTwoDaysIsTheDate();
    void sinceSaysHowLong();
    void reasonOfAnEndIsInWords();
    void timeThatNeverCameIsNever();
    void absoluteTimeNamesTheOffset_data();
    void absoluteTimeNamesTheOffset();
    void clockTimeIsLocalWithMilliseconds();
    void countsAndBytesAreGrouped();
    void rateHasOneDecimalBelowAHundred_data();
    void rateHasOneDecimalBelowAHundred();
    void valueHasFewFigures_data();
    void valueHasFewFigures();
    void valueUsesTheDecimalPointOfTheLocale();
    void wordsOfAHubBecomeASentence_data();
    void wordsOfAHubBecomeASentence();
    void plainLineIsOneHarmlessLine_data();
    void plainLineIsOneHarmlessLine();
    void cutNeverSplitsACharacter();
};

namespace {

/// 2026-11-22 13:32:06.412345 UTC
const hub::WallTime kNoon = hub::wallFromMicros(1'795'354'326'412'345);

/// POSIX form, so that no time zone database is needed.
void setTimeZone(const QByteArray& zone)
{
    qputenv("TZ", zone);
    tzset();
}

} // namespace

void TextsTest::init()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    setTimeZone("CET-1CEST,M3.5.0,M10.5.0/3");
}

void TextsTest::relativeTimeCountsUpToTwoDays_data()
{
    QTest::addColumn<qint64>("milliseconds");
    QTest::addColumn<QString>("text");

    QTest::newRow("the same moment") << qint64(0) << u"now"_s;
    QTest::newRow("clock of the hub ahead") << qint64(-90'000) << u"now"_s;
    QTest::newRow("just now") << qint64(1'999) << u"now"_s;
    QTest::newRow("two seconds") << qint64(2'000) << u"2 s"_s;
    QTest::newRow("last second of the minute") << qint64(59'999) << u"59 s"_s;
    QTest::newRow("a minute") << qint64(60'000) << u"1 min"_s;
    QTest::newRow("last minute of the hour") << qint64(3'599'999) << u"59 min"_s;
    QTest::newRow("an hour") << qint64(3'600'000) << u"1 h"_s;
    QTest::newRow("last hour") << qint64(48 * 3'600'000 - 1) << u"47 h"_s;
}

void TextsTest::relativeTimeCountsUpToTwoDays()
{
    QFETCH(const qint64, milliseconds);
    QFETCH(const QString, text);

    QCOMPARE(relativeTime(kNoon, kNoon + std::chrono::milliseconds(milliseconds)), text);
}

void TextsTest::relativeTimeBeyondTwoDaysIsTheDate()
{
    QCOMPARE(relativeTime(kNoon, kNoon + 48h), u"11/22/26"_s);
}

void TextsTest::sinceSaysHowLong()
{
    const hub::WallTime now = hub::wallFromMicros(1'700'000'000'000'000);

    QCOMPARE(sinceText(now - std::chrono::seconds(4), now), u"since just now"_s);
    QCOMPARE(sinceText(now - std::chrono::seconds(5), now), u"for 5 s"_s);
    QCOMPARE(sinceText(now - std::chrono::minutes(7), now), u"for 7 min"_s);
    QVERIFY(sinceText(now - std::chrono::hours(49), now).startsWith(u"since "_s));
}

void TextsTest::reasonOfAnEndIsInWords()
{
    QCOMPARE(disconnectText(u"tokenExpired"_s), u"Its token expired"_s);
    QCOMPARE(disconnectText(u"somethingNew"_s), u"somethingNew"_s);
    QCOMPARE(disconnectText({}), QString());
}

void TextsTest::timeThatNeverCameIsNever()
{
    QCOMPARE(relativeTime(std::nullopt, kNoon), u"never"_s);
    QCOMPARE(absoluteTime(std::nullopt), u"never"_s);
}

void TextsTest::absoluteTimeNamesTheOffset_data()
{
    QTest::addColumn<QByteArray>("zone");
    QTest::addColumn<QString>("text");

    QTest::newRow("east") << QByteArray("CET-1CEST,M3.5.0,M10.5.0/3")
                          << u"2026-11-22 14:32:06.412 +01:00"_s;
    QTest::newRow("west, half an hour")
        << QByteArray("NST3:30") << u"2026-11-22 10:02:06.412 -03:30"_s;
    QTest::newRow("UTC") << QByteArray("UTC0") << u"2026-11-22 13:32:06.412 +00:00"_s;
}

void TextsTest::absoluteTimeNamesTheOffset()
{
    QFETCH(const QByteArray, zone);
    QFETCH(const QString, text);
    setTimeZone(zone);

    QCOMPARE(absoluteTime(kNoon), text);
}

void TextsTest::clockTimeIsLocalWithMilliseconds()
{
    QCOMPARE(clockTime(kNoon), u"14:32:06.412"_s);
}

void TextsTest::countsAndBytesAreGrouped()
{
    QCOMPARE(countText(412'806), u"412,806"_s);
    QCOMPARE(bytesText(999), u"999 bytes"_s);
    QCOMPARE(bytesText(1'234'567), u"1.2 MB"_s);
}

void TextsTest::rateHasOneDecimalBelowAHundred_data()
{
    QTest::addColumn<double>("rate");
    QTest::addColumn<QString>("text");

    QTest::newRow("nothing") << 0.0 << u"0"_s;
    QTest::newRow("slow") << 18.44 << u"18.4"_s;
    QTest::newRow("rounds up to a hundred") << 99.97 << u"100"_s;
    QTest::newRow("fast") << 412.4 << u"412"_s;
    QTest::newRow("grouped") << 12'345.6 << u"12,346"_s;
}

void TextsTest::rateHasOneDecimalBelowAHundred()
{
    QFETCH(const double, rate);
    QFETCH(const QString, text);

    QCOMPARE(rateText(rate), text);
}

void TextsTest::valueHasFewFigures_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");

    QTest::newRow("zero") << 0.0 << u"0"_s;
    QTest::newRow("negative zero") << -0.0 << u"0"_s;
    QTest::newRow("whole") << 21.0 << u"21"_s;
    QTest::newRow("tens keep their zeros") << 1'200.0 << u"1200"_s;
    QTest::newRow("no trailing zeros") << 21.50 << u"21.5"_s;
    QTest::newRow("three behind the point") << 1.23456 << u"1.235"_s;
    QTest::newRow("negative") << -21.456 << u"-21.46"_s;
    QTest::newRow("rounds up a figure") << 9.99999 << u"10"_s;
    QTest::newRow("below one") << 0.12345 << u"0.1235"_s;
    QTest::newRow("small") << 0.00012 << u"0.0001"_s;
    QTest::newRow("tiny") << 0.000012345 << u"1.234E-05"_s;
    QTest::newRow("large") << 12'345.678 << u"12346"_s;
    QTest::newRow("huge") << 1.5e12 << u"1.5E+12"_s;
    QTest::newRow("endless") << std::numeric_limits<double>::infinity() << u"inf"_s;
    QTest::newRow("no number") << std::nan("") << u"nan"_s;
}

void TextsTest::valueHasFewFigures()
{
    QFETCH(const double, value);
    QFETCH(const QString, text);

    QCOMPARE(valueText(value), text);
}

void TextsTest::valueUsesTheDecimalPointOfTheLocale()
{
    QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));

    QCOMPARE(valueText(21.5), u"21,5"_s);
    QCOMPARE(rateText(18.4), u"18,4"_s);
}

void TextsTest::wordsOfAHubBecomeASentence_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("expected");
    QTest::newRow("words") << u"the disk is full"_s << u"The disk is full."_s;
    QTest::newRow("sentence") << u"The disk is full."_s << u"The disk is full."_s;
    QTest::newRow("other end") << u"is it on?"_s << u"Is it on?"_s;
    QTest::newRow("name of a field") << u"deviceId is missing"_s << u"deviceId is missing."_s;
    QTest::newRow("id") << u"pump-7 is there already"_s << u"pump-7 is there already."_s;
    QTest::newRow("path") << u"/var is not a folder"_s << u"/var is not a folder."_s;
    QTest::newRow("nothing") << u" "_s << QString();
}

void TextsTest::wordsOfAHubBecomeASentence()
{
    QFETCH(const QString, words);
    QFETCH(const QString, expected);

    QCOMPARE(sentence(words), expected);
}

void TextsTest::plainLineIsOneHarmlessLine_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("maxChars");
    QTest::addColumn<QString>("line");

    QTest::newRow("plain") << u"pump-7"_s << 10 << u"pump-7"_s;
    QTest::newRow("exactly as long as allowed") << u"0123456789"_s << 10 << u"0123456789"_s;
    QTest::newRow("cut") << u"0123456789a"_s << 10 << u"012345678…"_s;
    QTest::newRow("line breaks and tabs") << u"a\r\nb\tc"_s << 10 << u"a  b c"_s;
    QTest::newRow("unicode line breaks") << u"a\u2028b\u2029c\u0085d"_s << 10 << u"a b c d"_s;
    QTest::newRow("null and escape")
        << u"a"_s + QChar(0) + u"\u001bb"_s << 10 << u"a\ufffd\ufffdb"_s;
    QTest::newRow("right-to-left override") << u"exe\u202Egpj"_s << 10 << u"exe\ufffdgpj"_s;
    QTest::newRow("isolates and marks")
        << u"\u2066a\u2069\u200E\u200F\u061C"_s << 10 << u"\ufffda\ufffd\ufffd\ufffd\ufffd"_s;
    QTest::newRow("zero width") << u"a\u200Bb\uFEFFc"_s << 10 << u"a\ufffdb\ufffdc"_s;
    QTest::newRow("invisible beyond the first plane") << u"a\U000E0041b"_s << 10 << u"a\ufffdb"_s;
    QTest::newRow("pictures stay") << u"a\U0001F600b"_s << 10 << u"a\U0001F600b"_s;
    QTest::newRow("markup is text") << u"<b>x</b>"_s << 10 << u"<b>x</b>"_s;
}

void TextsTest::plainLineIsOneHarmlessLine()
{
    QFETCH(const QString, text);
    QFETCH(const int, maxChars);
    QFETCH(const QString, line);

    QCOMPARE(plainLine(text, maxChars), line);
}

void TextsTest::cutNeverSplitsACharacter()
{
    const QString line = plainLine(u"abc\U0001F600\U0001F600"_s, 5);

    QCOMPARE(line, u"abc…"_s);
}

std::unique_ptr<QObject> textsTest()
{
    return std::make_unique<TextsTest>();
}

} // namespace deck::test

#include "tst_texts.moc"
