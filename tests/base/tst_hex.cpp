#include "base/hex.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::string_literals;

class HexTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void digitHasItsValueInEitherCase();
    void everyOtherCharacterIsNoDigit();
    void bytesBecomeLowerCaseDigits();
    void hexIsDigitsOnlyAndNotEmpty_data();
    void hexIsDigitsOnlyAndNotEmpty();
};

void HexTest::digitHasItsValueInEitherCase()
{
    const std::string lower = "0123456789abcdef";
    const std::string upper = "0123456789ABCDEF";

    for (std::size_t i = 0; i < 16; ++i) {
        QCOMPARE(hexDigit(lower[i]), static_cast<int>(i));
        QCOMPARE(hexDigit(upper[i]), static_cast<int>(i));
    }
}

void HexTest::everyOtherCharacterIsNoDigit()
{
    int digits = 0;
    for (int i = -128; i < 128; ++i) {
        digits += hexDigit(static_cast<char>(i)) >= 0 ? 1 : 0;
    }

    QCOMPARE(digits, 22);
    QCOMPARE(hexDigit('g'), -1);
    QCOMPARE(hexDigit('\0'), -1);
}

void HexTest::bytesBecomeLowerCaseDigits()
{
    QCOMPARE(toHex(""), ""s);
    QCOMPARE(toHex("\0"s), "00"s);
    QCOMPARE(toHex("\x01\x9a\xbc\xff"), "019abcff"s);
}

void HexTest::hexIsDigitsOnlyAndNotEmpty_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<bool>("hex");

    QTest::newRow("one digit") << "7"s << true;
    QTest::newRow("odd number") << "abc"s << true;
    QTest::newRow("mixed case") << "09afAF"s << true;
    QTest::newRow("empty") << ""s << false;
    QTest::newRow("g") << "0g"s << false;
    QTest::newRow("prefix") << "0x10"s << false;
    QTest::newRow("space") << "a b"s << false;
    QTest::newRow("colon") << "aa:bb"s << false;
    QTest::newRow("NUL") << "a\0"s << false;
}

void HexTest::hexIsDigitsOnlyAndNotEmpty()
{
    QFETCH(const std::string, text);
    QFETCH(const bool, hex);

    QCOMPARE(isHex(text), hex);
}

std::unique_ptr<QObject> hexTest()
{
    return std::make_unique<HexTest>();
}

} // namespace hub::test

#include "tst_hex.moc"
