#include "base/base64.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::string_literals;

class Base64Test final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textOfBytesIsTheStandardsOwn_data();
    void textOfBytesIsTheStandardsOwn();
    void everyByteSurvivesTheRoundTrip();
    void everyLengthSurvivesTheRoundTrip();
    void anythingElseIsRefused_data();
    void anythingElseIsRefused();
    void everyOtherCharacterIsRefused();
};

// RFC 4648 §10 and two characters that the URL alphabet (§5) writes in another way.
void Base64Test::textOfBytesIsTheStandardsOwn_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<std::string>("text");

    QTest::newRow("empty") << ""s
                           << ""s;
    QTest::newRow("f") << "f"s
                       << "Zg=="s;
    QTest::newRow("fo") << "fo"s
                        << "Zm8="s;
    QTest::newRow("foo") << "foo"s
                         << "Zm9v"s;
    QTest::newRow("foob") << "foob"s
                          << "Zm9vYg=="s;
    QTest::newRow("fooba") << "fooba"s
                           << "Zm9vYmE="s;
    QTest::newRow("foobar") << "foobar"s
                            << "Zm9vYmFy"s;
    QTest::newRow("slash") << "\xff\xff\xff"s
                           << "////"s;
    QTest::newRow("plus") << "\xfb\xef\xbe"s
                          << "++++"s;
    QTest::newRow("NUL") << "\0\0"s
                         << "AAA="s;
    QTest::newRow("key of the device API") << "0123456789abcdef0123456789abcdef"s
                                           << "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="s;
}

void Base64Test::textOfBytesIsTheStandardsOwn()
{
    QFETCH(const std::string, bytes);
    QFETCH(const std::string, text);

    QCOMPARE(toBase64(bytes), text);
    QVERIFY(fromBase64(text) == bytes);
}

void Base64Test::everyByteSurvivesTheRoundTrip()
{
    Bytes bytes;
    for (unsigned i = 0; i < 256; ++i) {
        appendByte(bytes, i);
    }

    QVERIFY(fromBase64(toBase64(bytes)) == bytes);
}

void Base64Test::everyLengthSurvivesTheRoundTrip()
{
    for (std::size_t length = 0; length < 70; ++length) {
        const Bytes bytes(length, '\xa5');

        const std::string text = toBase64(bytes);

        QCOMPARE(text.size(), (length + 2) / 3 * 4);
        QVERIFY(fromBase64(text) == bytes);
    }
}

void Base64Test::anythingElseIsRefused_data()
{
    QTest::addColumn<std::string>("text");

    QTest::newRow("one character") << "Z"s;
    QTest::newRow("no padding, one byte") << "Zg"s;
    QTest::newRow("no padding, two bytes") << "Zm8"s;
    QTest::newRow("half the padding") << "Zg="s;
    QTest::newRow("three paddings") << "Z==="s;
    QTest::newRow("padding only") << "===="s;
    QTest::newRow("one padding too many") << "Zg==="s;
    QTest::newRow("a group of padding behind") << "Zm9v===="s;
    QTest::newRow("padding in the middle") << "Zg==Zg=="s;
    QTest::newRow("padding before a digit") << "Zm=v"s;
    QTest::newRow("padding first") << "=m9v"s;
    QTest::newRow("newline behind") << "Zg==\n"s;
    QTest::newRow("newline inside") << "Zm9v\nYmFy"s;
    QTest::newRow("space before") << " Zg=="s;
    QTest::newRow("four spaces") << "    "s;
    QTest::newRow("space for a digit") << "Zm 9"s;
    QTest::newRow("URL alphabet, minus") << "Zm9-"s;
    QTest::newRow("URL alphabet, underscore") << "Zm9_"s;
    QTest::newRow("percent-encoded padding") << "Zm8%3D"s;
    QTest::newRow("NUL") << "Zm9\0"s;
    QTest::newRow("not ASCII") << "Zm9\xe9"s;
}

void Base64Test::anythingElseIsRefused()
{
    QFETCH(const std::string, text);

    QVERIFY(!fromBase64(text));
}

void Base64Test::everyOtherCharacterIsRefused()
{
    int accepted = 0;
    for (unsigned i = 0; i < 256; ++i) {
        Bytes text = "Zm9";
        appendByte(text, i);

        accepted += fromBase64(text) ? 1 : 0;
    }

    QCOMPARE(accepted, 65); // the alphabet, and the padding
}

std::unique_ptr<QObject> base64Test()
{
    return std::make_unique<Base64Test>();
}

} // namespace hub::test

#include "tst_base64.moc"
