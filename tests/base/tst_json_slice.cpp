#include "base/json.h"
#include "base/json_slice.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::string_literals;

class JsonSliceTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void memberIsCutOutAsItStands_data();
    void memberIsCutOutAsItStands();
    void nothingIsFoundWhereNothingIs_data();
    void nothingIsFoundWhereNothingIs();
    void brokenTextEndsTheSearch_data();
    void brokenTextEndsTheSearch();
};

void JsonSliceTest::memberIsCutOutAsItStands_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("slice");

    QTest::newRow("number keeps its form") << R"({"p":1.50})"s << "1.50"s;
    QTest::newRow("first of several") << R"({"p":1,"q":2})"s << "1"s;
    QTest::newRow("last of several") << R"({"a":[1,{"p":2}],"p":-3e5 })"s << "-3e5"s;
    QTest::newRow("space around") << " {\r\n\t\"p\" : true , \"q\":1}"s << "true"s;
    QTest::newRow("null") << R"({"p":null})"s << "null"s;
    QTest::newRow("object with its order") << R"({"p":{"z":1,"a":[2, 3]},"q":0})"s
                                           << R"({"z":1,"a":[2, 3]})"s;
    QTest::newRow("brackets in texts") << R"({"p":["}]",{"\"]":1}],"q":0})"s
                                       << R"(["}]",{"\"]":1}])"s;
    QTest::newRow("text with escapes") << R"({"q":"\\","p":"a\"b\\"})"s << R"("a\"b\\")"s;
    QTest::newRow("key inside a text") << R"({"q":"\"p\":1","p":2})"s << "2"s;
    QTest::newRow("key of an inner object") << R"({"q":{"p":1},"p":2})"s << "2"s;
    QTest::newRow("ignoring case") << R"({"P":7})"s << "7"s;
    QTest::newRow("empty object") << R"({"p":{}})"s << "{}"s;
}

void JsonSliceTest::memberIsCutOutAsItStands()
{
    QFETCH(const std::string, text);
    QFETCH(const std::string, slice);
    QVERIFY(parseJson(text));

    const auto found = memberText(text, "p");

    QVERIFY(found);
    QCOMPARE(std::string(*found), slice);
}

void JsonSliceTest::nothingIsFoundWhereNothingIs_data()
{
    QTest::addColumn<std::string>("text");

    QTest::newRow("empty object") << "{}"s;
    QTest::newRow("other names") << R"({"pp":1,"q":{"p":1}})"s;
    QTest::newRow("name with an escape") << R"({"\u0070":1})"s;
    QTest::newRow("array") << R"(["p",1])"s;
    QTest::newRow("text") << R"("p")"s;
    QTest::newRow("number") << "1"s;
}

void JsonSliceTest::nothingIsFoundWhereNothingIs()
{
    QFETCH(const std::string, text);
    QVERIFY(parseJson(text));

    QVERIFY(!memberText(text, "p"));
}

void JsonSliceTest::brokenTextEndsTheSearch_data()
{
    QTest::addColumn<std::string>("text");

    QTest::newRow("nothing") << ""s;
    QTest::newRow("brace") << "{"s;
    QTest::newRow("open key") << R"({"p)"s;
    QTest::newRow("escape at the end") << "{\"p\\"s;
    QTest::newRow("no colon") << R"({"p" 1})"s;
    QTest::newRow("no key") << "{1:2}"s;
    QTest::newRow("open nest in front") << R"({"q":[[)"s;
}

void JsonSliceTest::brokenTextEndsTheSearch()
{
    QFETCH(const std::string, text);

    QVERIFY(!memberText(text, "p"));
}

std::unique_ptr<QObject> jsonSliceTest()
{
    return std::make_unique<JsonSliceTest>();
}

} // namespace hub::test

#include "tst_json_slice.moc"
