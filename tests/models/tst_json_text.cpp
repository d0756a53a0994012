#include "models/json_text.h"

#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;

class JsonTextTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anyValueIsGood_data();
    void anyValueIsGood();
    void faultNamesItsPlace_data();
    void faultNamesItsPlace();
    void keyThatStandsTwiceIsAFault();
    void indentingChangesNoValue_data();
    void indentingChangesNoValue();
    void whatIsNotJsonStaysAsItIs();
};

void JsonTextTest::anyValueIsGood_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char* text : {"{}", "[1,2]", "5", "-1.5e3", "\"x\"", "true", "null", " { } \n"}) {
        QTest::newRow(text) << QByteArray(text);
    }
}

void JsonTextTest::anyValueIsGood()
{
    QFETCH(const QByteArray, text);

    QVERIFY(!jsonFault(text));
}

void JsonTextTest::faultNamesItsPlace_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("line");
    QTest::addColumn<int>("column");
    QTest::newRow("sign") << QByteArray("{\"a\":x}") << 1 << 6;
    QTest::newRow("second line") << QByteArray("{\n  \"a\": 1,\n  b: 2\n}") << 3 << 3;
    QTest::newRow("ends early") << QByteArray("{\"a\":[1,2") << 1 << 10;
    QTest::newRow("nothing") << QByteArray() << 1 << 1;
    QTest::newRow("after the value") << QByteArray("{}  {}") << 1 << 5;
    QTest::newRow("characters, not bytes") << QByteArray("{\"ä\":x}") << 1 << 6;
}

void JsonTextTest::faultNamesItsPlace()
{
    QFETCH(const QByteArray, text);
    QFETCH(const int, line);
    QFETCH(const int, column);

    const auto fault = jsonFault(text);

    QVERIFY(fault);
    QCOMPARE(fault->line, line);
    QCOMPARE(fault->column, column);
    QVERIFY2(fault->sentence.contains(u"Line %1, column %2"_s.arg(line).arg(column)),
             qPrintable(fault->sentence));
}

void JsonTextTest::keyThatStandsTwiceIsAFault()
{
    const auto fault = jsonFault(R"({"a":1,"a":2})");

    QVERIFY(fault);
    QVERIFY2(fault->sentence.contains(u"twice"_s), qPrintable(fault->sentence));
}

void JsonTextTest::indentingChangesNoValue_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("pretty");
    QTest::newRow("number") << QByteArray(" 12345678901234567890.50 ")
                            << u"12345678901234567890.50"_s;
    QTest::newRow("empty") << QByteArray("{ }") << u"{}"_s;
    QTest::newRow("order") << QByteArray(R"({"b":1,"a":[2,{}]})")
                           << u"{\n  \"b\": 1,\n  \"a\": [\n    2,\n    {}\n  ]\n}"_s;
    QTest::newRow("brackets in a text") << QByteArray(R"({"a":"{[,:] \" \\"})")
                                        << u"{\n  \"a\": \"{[,:] \\\" \\\\\"\n}"_s;
    QTest::newRow("indented before") << QByteArray("{\n\t\"a\" : 1\r\n}") << u"{\n  \"a\": 1\n}"_s;
}

void JsonTextTest::indentingChangesNoValue()
{
    QFETCH(const QByteArray, text);

    QTEST(prettyJson(text), "pretty");
}

void JsonTextTest::whatIsNotJsonStaysAsItIs()
{
    QCOMPARE(prettyJson("{oops"), u"{oops"_s);
}

std::unique_ptr<QObject> jsonTextTest()
{
    return std::make_unique<JsonTextTest>();
}

} // namespace deck::test

#include "tst_json_text.moc"
