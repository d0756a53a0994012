#include "base/text.h"
#include "tests/support/printing.h"

#include <QTest>

#include <cstdint>
#include <memory>

namespace hub::test {

using namespace std::string_literals;
using namespace std::string_view_literals;

class TextTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whiteSpaceIsTrimmed_data();
    void whiteSpaceIsTrimmed();
    void onlyAsciiLettersAreFolded_data();
    void onlyAsciiLettersAreFolded();
    void partIsFoundIgnoringCase_data();
    void partIsFoundIgnoringCase();
    void lowerCaseTouchesAsciiOnly();
    void splitKeepsEmptyParts_data();
    void splitKeepsEmptyParts();
    void cutIsAtTheFirstSeparator_data();
    void cutIsAtTheFirstSeparator();
    void wholeTextIsOneInteger_data();
    void wholeTextIsOneInteger();
    void integerMustFitItsType();
};

void TextTest::whiteSpaceIsTrimmed_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("expected");

    QTest::newRow("empty") << ""s
                           << ""s;
    QTest::newRow("nothing to do") << "a b"s
                                   << "a b"s;
    QTest::newRow("both ends") << " \ta b\t "s
                               << "a b"s;
    QTest::newRow("only spaces") << "  \t "s
                                 << ""s;
    QTest::newRow("newlines") << "\na\r\n"s
                              << "a"s;
    QTest::newRow("no-break space stays") << "\xc2\xa0"
                                             "a"s
                                          << "\xc2\xa0"
                                             "a"s;
}

void TextTest::whiteSpaceIsTrimmed()
{
    QFETCH(const std::string, text);
    QFETCH(const std::string, expected);

    QCOMPARE(std::string(trimmed(text)), expected);
}

void TextTest::onlyAsciiLettersAreFolded_data()
{
    QTest::addColumn<std::string>("a");
    QTest::addColumn<std::string>("b");
    QTest::addColumn<bool>("equal");

    QTest::newRow("both empty") << ""s
                                << ""s << true;
    QTest::newRow("same") << "abc"s
                          << "abc"s << true;
    QTest::newRow("other case") << "deviceBound"s
                                << "DEVICEbound"s << true;
    QTest::newRow("prefix") << "abc"s
                            << "abcd"s << false;
    QTest::newRow("longer") << "abcd"s
                            << "abc"s << false;
    QTest::newRow("at sign and backquote") << "@"s
                                           << "`"s << false;
    QTest::newRow("brackets and braces") << "[]"s
                                         << "{}"s << false;
    QTest::newRow("umlauts") << "Ä"s
                             << "ä"s << false;
    QTest::newRow("Kelvin sign") << "\xe2\x84\xaa"s
                                 << "k"s << false;
    QTest::newRow("behind a NUL") << "a\0b"s
                                  << "a\0c"s << false;
}

void TextTest::onlyAsciiLettersAreFolded()
{
    QFETCH(const std::string, a);
    QFETCH(const std::string, b);
    QFETCH(const bool, equal);

    QCOMPARE(equalsIgnoringCase(a, b), equal);
    QCOMPARE(equalsIgnoringCase(b, a), equal);
}

void TextTest::partIsFoundIgnoringCase_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("part");
    QTest::addColumn<bool>("contained");

    QTest::newRow("middle") << "Hello World"s
                            << "LO wo"s << true;
    QTest::newRow("whole") << "abc"s
                           << "ABC"s << true;
    QTest::newRow("end") << "abc"s
                         << "C"s << true;
    QTest::newRow("empty part") << "abc"s
                                << ""s << true;
    QTest::newRow("empty part of an empty text") << ""s
                                                 << ""s << true;
    QTest::newRow("part of an empty text") << ""s
                                           << "a"s << false;
    QTest::newRow("longer than the text") << "ab"s
                                          << "abc"s << false;
    QTest::newRow("not there") << "abc"s
                               << "ac"s << false;
    QTest::newRow("starts again") << "aab"s
                                  << "AB"s << true;
}

void TextTest::partIsFoundIgnoringCase()
{
    QFETCH(const std::string, text);
    QFETCH(const std::string, part);
    QFETCH(const bool, contained);

    QCOMPARE(containsIgnoringCase(text, part), contained);
}

void TextTest::lowerCaseTouchesAsciiOnly()
{
    QCOMPARE(toLower("ABCxyz-09@[`{"), "abcxyz-09@[`{"s);
    QCOMPARE(toLower("Ä\xe2\x84\xaa"), "Ä\xe2\x84\xaa"s);
    QCOMPARE(toLower(""), ""s);
}

void TextTest::splitKeepsEmptyParts_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<QStringList>("parts");

    QTest::newRow("empty") << ""s << QStringList{""};
    QTest::newRow("no separator") << "abc"s << QStringList{"abc"};
    QTest::newRow("three") << "a/b/c"s << QStringList{"a", "b", "c"};
    QTest::newRow("at both ends") << "/a/"s << QStringList{"", "a", ""};
    QTest::newRow("doubled") << "a//b"s << QStringList{"a", "", "b"};
    QTest::newRow("only one") << "/"s << QStringList{"", ""};
}

void TextTest::splitKeepsEmptyParts()
{
    QFETCH(const std::string, text);
    QFETCH(const QStringList, parts);

    QStringList got;
    for (const std::string_view part : split(text, '/')) {
        got << QString::fromStdString(std::string(part));
    }

    QCOMPARE(got, parts);
}

void TextTest::cutIsAtTheFirstSeparator_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("before");
    QTest::addColumn<bool>("found");
    QTest::addColumn<std::string>("after");

    QTest::newRow("empty") << ""s
                           << ""s << false << ""s;
    QTest::newRow("none") << "abc"s
                          << "abc"s << false << ""s;
    QTest::newRow("one") << "a=b"s
                         << "a"s << true << "b"s;
    QTest::newRow("more") << "a=b=c"s
                          << "a"s << true << "b=c"s;
    QTest::newRow("first") << "=b"s
                           << ""s << true << "b"s;
    QTest::newRow("last") << "a="s
                          << "a"s << true << ""s;
}

void TextTest::cutIsAtTheFirstSeparator()
{
    QFETCH(const std::string, text);
    QFETCH(const std::string, before);
    QFETCH(const bool, found);
    QFETCH(const std::string, after);

    const auto [left, right] = cut(text, '=');

    QCOMPARE(std::string(left), before);
    QCOMPARE(right.has_value(), found);
    QCOMPARE(std::string(right.value_or("")), after);
}

void TextTest::wholeTextIsOneInteger_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<bool>("valid");
    QTest::addColumn<qint64>("value");

    QTest::newRow("zero") << "0"s << true << qint64{0};
    QTest::newRow("positive") << "42"s << true << qint64{42};
    QTest::newRow("negative") << "-42"s << true << qint64{-42};
    QTest::newRow("leading zeros") << "007"s << true << qint64{7};
    QTest::newRow("highest") << "9223372036854775807"s << true << qint64{9223372036854775807};
    QTest::newRow("lowest") << "-9223372036854775808"s << true
                            << std::numeric_limits<qint64>::min();
    QTest::newRow("one above") << "9223372036854775808"s << false << qint64{0};
    QTest::newRow("empty") << ""s << false << qint64{0};
    QTest::newRow("sign only") << "-"s << false << qint64{0};
    QTest::newRow("plus") << "+1"s << false << qint64{0};
    QTest::newRow("space before") << " 1"s << false << qint64{0};
    QTest::newRow("space behind") << "1 "s << false << qint64{0};
    QTest::newRow("letters behind") << "12ab"s << false << qint64{0};
    QTest::newRow("fraction") << "1.0"s << false << qint64{0};
    QTest::newRow("exponent") << "1e3"s << false << qint64{0};
    QTest::newRow("hexadecimal") << "0x10"s << false << qint64{0};
    QTest::newRow("NUL behind") << "1\0"s << false << qint64{0};
}

void TextTest::wholeTextIsOneInteger()
{
    QFETCH(const std::string, text);
    QFETCH(const bool, valid);
    QFETCH(const qint64, value);

    const auto number = toInteger<std::int64_t>(text);

    QCOMPARE(number.has_value(), valid);
    QCOMPARE(qint64{number.value_or(0)}, value);
}

void TextTest::integerMustFitItsType()
{
    QVERIFY(toInteger<std::uint16_t>("65535") == 65535);
    QVERIFY(!toInteger<std::uint16_t>("65536"));
    QVERIFY(!toInteger<std::uint16_t>("-1"));
    QVERIFY(!toInteger<std::uint64_t>("18446744073709551616"));
    QVERIFY(toInteger<std::int8_t>("-128") == std::int8_t{-128});
}

std::unique_ptr<QObject> textTest()
{
    return std::make_unique<TextTest>();
}

} // namespace hub::test

#include "tst_text.moc"
