#include "base/percent.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::string_literals;

class PercentTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyUnreservedCharactersStay();
    void textIsEncodedWithUpperCaseDigits_data();
    void textIsEncodedWithUpperCaseDigits();
    void everyByteSurvivesTheRoundTrip();
    void textIsDecoded_data();
    void textIsDecoded();
    void decodingHappensOnce();
    void decodeToAppends();
};

void PercentTest::onlyUnreservedCharactersStay()
{
    const std::string unreserved =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    int kept = 0;
    for (int i = -128; i < 128; ++i) {
        kept += percentEncode(std::string(1, static_cast<char>(i))).size() == 1 ? 1 : 0;
    }

    QCOMPARE(percentEncode(unreserved), unreserved);
    QCOMPARE(kept, static_cast<int>(unreserved.size()));
}

void PercentTest::textIsEncodedWithUpperCaseDigits_data()
{
    QTest::addColumn<std::string>("plain");
    QTest::addColumn<std::string>("encoded");

    QTest::newRow("empty") << ""s
                           << ""s;
    QTest::newRow("space") << "a b"s
                           << "a%20b"s;
    QTest::newRow("plus") << "+"s
                          << "%2B"s;
    QTest::newRow("slash") << "/devices/dev1"s
                           << "%2Fdevices%2Fdev1"s;
    QTest::newRow("equals and ampersand") << "a=b&c"s
                                          << "a%3Db%26c"s;
    QTest::newRow("percent") << "100%"s
                             << "100%25"s;
    QTest::newRow("dollar") << "$.to"s
                            << "%24.to"s;
    QTest::newRow("date") << "2030-01-01T00:00:00Z"s
                          << "2030-01-01T00%3A00%3A00Z"s;
    QTest::newRow("UTF-8") << "é"s
                           << "%C3%A9"s;
    QTest::newRow("NUL") << "\0"s
                         << "%00"s;
}

void PercentTest::textIsEncodedWithUpperCaseDigits()
{
    QFETCH(const std::string, plain);
    QFETCH(const std::string, encoded);

    QCOMPARE(percentEncode(plain), encoded);
}

void PercentTest::everyByteSurvivesTheRoundTrip()
{
    std::string bytes;
    for (int i = -128; i < 128; ++i) {
        bytes += static_cast<char>(i);
    }

    QCOMPARE(percentDecode(percentEncode(bytes)), bytes);
}

void PercentTest::textIsDecoded_data()
{
    QTest::addColumn<std::string>("encoded");
    QTest::addColumn<std::string>("plain");

    QTest::newRow("empty") << ""s
                           << ""s;
    QTest::newRow("nothing to do") << "dev1"s
                                   << "dev1"s;
    QTest::newRow("upper case") << "%2F"s
                                << "/"s;
    QTest::newRow("lower case") << "%2f"s
                                << "/"s;
    QTest::newRow("mixed case") << "%aB"s
                                << "\xab"s;
    QTest::newRow("plus stays") << "a+b"s
                                << "a+b"s;
    QTest::newRow("encoded plus") << "a%2Bb"s
                                  << "a+b"s;
    QTest::newRow("UTF-8") << "v%3D%C3%A9%2F%2B%201"s
                           << "v=é/+ 1"s;
    QTest::newRow("NUL") << "a%00b"s
                         << "a\0b"s;
    QTest::newRow("not hex") << "%zz"s
                             << "%zz"s;
    QTest::newRow("second digit not hex") << "%2G"s
                                          << "%2G"s;
    QTest::newRow("first digit not hex") << "%G2"s
                                         << "%G2"s;
    QTest::newRow("percent last") << "100%"s
                                  << "100%"s;
    QTest::newRow("one digit at the end") << "100%2"s
                                          << "100%2"s;
    QTest::newRow("percent before an escape") << "%%41"s
                                              << "%A"s;
    QTest::newRow("percent and digit before an escape") << "%2%41"s
                                                        << "%2A"s;
    QTest::newRow("sign is no digit") << "%+1%-1% 1"s
                                      << "%+1%-1% 1"s;
    QTest::newRow("escape last") << "a%41"s
                                 << "aA"s;
}

void PercentTest::textIsDecoded()
{
    QFETCH(const std::string, encoded);
    QFETCH(const std::string, plain);

    QCOMPARE(percentDecode(encoded), plain);
}

void PercentTest::decodingHappensOnce()
{
    QCOMPARE(percentDecode("%252F"), "%2F"s);
    QCOMPARE(percentDecode("%25252F"), "%252F"s);
}

void PercentTest::decodeToAppends()
{
    std::string out = "kept ";

    percentDecodeTo("a%20b", out);

    QCOMPARE(out, "kept a b"s);
}

std::unique_ptr<QObject> percentTest()
{
    return std::make_unique<PercentTest>();
}

} // namespace hub::test

#include "tst_percent.moc"
