#include "base/utf8.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::string_literals;

class Utf8Test final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textIsJudged_data();
    void textIsJudged();
    void everyCodePointHasOneForm();
    void truncatedSequenceIsNot_data();
    void truncatedSequenceIsNot();
    void validTextIsKept();
    void eachOtherByteIsReplaced_data();
    void eachOtherByteIsReplaced();
};

namespace {

const std::string kReplacement = "\xef\xbf\xbd"; // U+FFFD

/// RFC 3629 §3, also for values that it forbids.
std::string encoded(unsigned value, int length)
{
    const auto tail = [value](int shift) {
        return static_cast<char>(0x80 | (value >> shift & 0x3f));
    };
    switch (length) {
    case 1:
        return {static_cast<char>(value)};
    case 2:
        return {static_cast<char>(0xc0 | value >> 6), tail(0)};
    case 3:
        return {static_cast<char>(0xe0 | value >> 12), tail(6), tail(0)};
    default:
        return {static_cast<char>(0xf0 | value >> 18), tail(12), tail(6), tail(0)};
    }
}

int shortestLength(unsigned value)
{
    return value < 0x80 ? 1 : value < 0x800 ? 2 : value < 0x10000 ? 3 : 4;
}

} // namespace

void Utf8Test::textIsJudged_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<bool>("valid");

    QTest::newRow("empty") << ""s << true;
    QTest::newRow("ASCII") << "plain text\n"s << true;
    QTest::newRow("NUL") << "a\0b"s << true;
    QTest::newRow("two bytes, lowest") << "\xc2\x80"s << true;
    QTest::newRow("two bytes, highest") << "\xdf\xbf"s << true;
    QTest::newRow("three bytes, lowest") << "\xe0\xa0\x80"s << true;
    QTest::newRow("last before the surrogates") << "\xed\x9f\xbf"s << true;
    QTest::newRow("first after the surrogates") << "\xee\x80\x80"s << true;
    QTest::newRow("three bytes, highest") << "\xef\xbf\xbf"s << true;
    QTest::newRow("four bytes, lowest") << "\xf0\x90\x80\x80"s << true;
    QTest::newRow("highest of all") << "\xf4\x8f\xbf\xbf"s << true;
    QTest::newRow("byte order mark") << "\xef\xbb\xbf"s << true;
    QTest::newRow("lone tail") << "\x80"s << false;
    QTest::newRow("lone tail behind ASCII") << "a\xbf"s << false;
    QTest::newRow("overlong slash, two bytes") << "\xc0\xaf"s << false;
    QTest::newRow("overlong slash, three bytes") << "\xe0\x80\xaf"s << false;
    QTest::newRow("overlong slash, four bytes") << "\xf0\x80\x80\xaf"s << false;
    QTest::newRow("overlong NUL") << "\xc0\x80"s << false;
    QTest::newRow("overlong 7f") << "\xc1\xbf"s << false;
    QTest::newRow("overlong 7ff") << "\xe0\x9f\xbf"s << false;
    QTest::newRow("overlong ffff") << "\xf0\x8f\xbf\xbf"s << false;
    QTest::newRow("first surrogate") << "\xed\xa0\x80"s << false;
    QTest::newRow("last surrogate") << "\xed\xbf\xbf"s << false;
    QTest::newRow("pair of surrogates") << "\xed\xa0\xbd\xed\xb8\x80"s << false;
    QTest::newRow("U+110000") << "\xf4\x90\x80\x80"s << false;
    QTest::newRow("lead f5") << "\xf5\x80\x80\x80"s << false;
    QTest::newRow("five bytes") << "\xf8\x88\x80\x80\x80"s << false;
    QTest::newRow("six bytes") << "\xfc\x84\x80\x80\x80\x80"s << false;
    QTest::newRow("fe") << "\xfe"s << false;
    QTest::newRow("ff") << "\xff"s << false;
    QTest::newRow("ASCII for a tail") << "\xc3 "s << false;
    QTest::newRow("lead for a tail") << "\xc3\xc3\xa9"s << false;
    QTest::newRow("Latin-1") << "caf\xe9"s << false;
}

void Utf8Test::textIsJudged()
{
    QFETCH(const std::string, text);
    QFETCH(const bool, valid);

    QCOMPARE(isUtf8(text), valid);
}

void Utf8Test::everyCodePointHasOneForm()
{
    for (unsigned value = 0; value <= 0x110fff; ++value) {
        const bool isCharacter = value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
        for (int length = shortestLength(value); length <= 4; ++length) {
            const bool expected = isCharacter && length == shortestLength(value);
            if (isUtf8(encoded(value, length)) != expected) {
                QFAIL(std::to_string(value).c_str());
            }
        }
    }
}

void Utf8Test::truncatedSequenceIsNot_data()
{
    QTest::addColumn<std::string>("sequence");

    QTest::newRow("two bytes") << "é"s;
    QTest::newRow("three bytes") << "€"s;
    QTest::newRow("four bytes") << "😀"s;
}

void Utf8Test::truncatedSequenceIsNot()
{
    QFETCH(const std::string, sequence);

    for (std::size_t length = 1; length < sequence.size(); ++length) {
        QVERIFY(!isUtf8(sequence.substr(0, length)));
        QVERIFY(!isUtf8(sequence.substr(0, length) + "a"));
    }
    QVERIFY(isUtf8(sequence));
}

void Utf8Test::validTextIsKept()
{
    const std::string text = "a\0é€😀\xef\xbf\xbd"s;

    QCOMPARE(toValidUtf8(text), text);
}

void Utf8Test::eachOtherByteIsReplaced_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("replaced");

    const std::string r = kReplacement;
    QTest::newRow("empty") << ""s
                           << ""s;
    QTest::newRow("one byte") << "a\xff"
                                 "b"s
                              << "a" + r + "b";
    QTest::newRow("Latin-1 at the end") << "caf\xe9"s
                                        << "caf" + r;
    QTest::newRow("surrogate") << "\xed\xa0\x80"s << r + r + r;
    QTest::newRow("overlong") << "\xc0\xaf"s << r + r;
    QTest::newRow("truncated before ASCII") << "\xe2\x82"
                                               "a"s
                                            << r + r + "a";
    QTest::newRow("truncated before a character") << "\xf0\x9f\x98"
                                                     "é"s
                                                  << r + r + r + "é";
    QTest::newRow("above U+10FFFF") << "\xf4\x90\x80\x80"s << r + r + r + r;
}

void Utf8Test::eachOtherByteIsReplaced()
{
    QFETCH(const std::string, text);
    QFETCH(const std::string, replaced);

    QCOMPARE(toValidUtf8(text), replaced);
    QVERIFY(isUtf8(toValidUtf8(text)));
}

std::unique_ptr<QObject> utf8Test()
{
    return std::make_unique<Utf8Test>();
}

} // namespace hub::test

#include "tst_utf8.moc"
