#include "base/json.h"
#include "base/json_writer.h"
#include "tests/support/printing.h"

#include <QTest>

#include <functional>
#include <limits>
#include <memory>

namespace hub::test {

using namespace std::string_literals;

class JsonWriterTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void commasArePlacedBetweenValues();
    void nestingClosesInOrder();
    void membersOfEveryKind();
    void textIsEscaped_data();
    void textIsEscaped();
    void everyByteGivesTextThatParses();
    void everyAsciiCharacterReadsBack();
    void keysAreEscapedLikeTexts();
    void bytesThatAreNotUtf8AreReplaced();
    void integersReachTheLimits();
    void realNumberReadsBack_data();
    void realNumberReadsBack();
    void realThatIsNotFiniteIsNull_data();
    void realThatIsNotFiniteIsNull();
    void rawTextIsPlacedLikeAValue();
    void documentValueIsPlacedLikeAValue();
    void documentKeepsItsNumbersAndItsOrder();
    void writerAppends();
};

namespace {

std::string written(const std::function<void(JsonWriter&)>& write)
{
    std::string text;
    JsonWriter writer(text);
    write(writer);
    return text;
}

} // namespace

void JsonWriterTest::commasArePlacedBetweenValues()
{
    const std::string object = written([](JsonWriter& out) {
        out.beginObject()
            .member("a", "1")
            .count("b", 2)
            .flag("c", true)
            .key("d")
            .null()
            .endObject();
    });
    const std::string array = written([](JsonWriter& out) {
        out.beginArray().integer(1).string("2").boolean(false).null().real(0.5).endArray();
    });

    QCOMPARE(object, R"({"a":"1","b":2,"c":true,"d":null})"s);
    QCOMPARE(array, R"([1,"2",false,null,0.5])"s);
}

void JsonWriterTest::nestingClosesInOrder()
{
    const std::string text = written([](JsonWriter& out) {
        out.beginObject().key("empty").beginObject().endObject();
        out.key("list").beginArray();
        out.beginArray().endArray();
        out.beginObject().count("a", 1).endObject();
        out.beginObject().key("b").beginArray().integer(1).integer(2).endArray().endObject();
        out.integer(3).endArray();
        out.count("last", 4).endObject();
    });

    QCOMPARE(text, R"({"empty":{},"list":[[],{"a":1},{"b":[1,2]},3],"last":4})"s);
    QVERIFY(parseJson(text).has_value());
}

void JsonWriterTest::membersOfEveryKind()
{
    const std::string text = written([](JsonWriter& out) {
        out.beginObject()
            .count("small", std::uint8_t{255})
            .count("negative", -1)
            .count("large", std::uint64_t{9'007'199'254'740'993})
            .flag("no", false)
            .member("text", "")
            .endObject();
    });

    QCOMPARE(text, R"({"small":255,"negative":-1,"large":9007199254740993,"no":false,"text":""})"s);
}

void JsonWriterTest::textIsEscaped_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("json");

    QTest::newRow("plain") << "abc /'<>&"s
                           << R"("abc /'<>&")"s;
    QTest::newRow("quote") << R"(say "x")"s
                           << R"("say \"x\"")"s;
    QTest::newRow("backslash") << R"(a\b)"s
                               << R"("a\\b")"s;
    QTest::newRow("backslash before a quote") << R"(\")"s
                                              << R"("\\\"")"s;
    QTest::newRow("line ends") << "a\r\nb\t"s
                               << R"("a\r\nb\t")"s;
    QTest::newRow("NUL") << "a\0b"s
                         << R"("a\u0000b")"s;
    QTest::newRow("escape character") << "\x1b[31m"s
                                      << R"("\u001b[31m")"s;
    QTest::newRow("UTF-8 stays") << "é€😀"s
                                 << "\"é€😀\""s;
    QTest::newRow("escape at both ends") << "\"a\""s
                                         << R"("\"a\"")"s;
}

void JsonWriterTest::textIsEscaped()
{
    QFETCH(const std::string, text);
    QFETCH(const std::string, json);

    QCOMPARE(written([&](JsonWriter& out) { out.string(text); }), json);
}

void JsonWriterTest::everyByteGivesTextThatParses()
{
    for (int i = 0; i < 256; ++i) {
        for (const std::string& before : {""s, "a"s, "\xc3"s, "\\"s}) {
            const std::string bytes = before + static_cast<char>(i);

            const std::string text = written([&](JsonWriter& out) { out.string(bytes); });

            QVERIFY2(parseJson(text).has_value(), std::to_string(i).c_str());
        }
    }
}

void JsonWriterTest::everyAsciiCharacterReadsBack()
{
    std::string ascii;
    for (int i = 0; i < 128; ++i) {
        ascii += static_cast<char>(i);
    }

    const auto value = parseJson(written([&](JsonWriter& out) { out.string(ascii); }));

    QVERIFY(value.has_value());
    QCOMPARE(std::string(JsonView(value.value()).string().value()), ascii);
}

void JsonWriterTest::keysAreEscapedLikeTexts()
{
    const std::string text = written([](JsonWriter& out) {
        out.beginObject().member("a\"b\n", "1").member("é", "2").endObject();
    });

    QCOMPARE(text, "{\"a\\\"b\\n\":\"1\",\"é\":\"2\"}"s);
}

void JsonWriterTest::bytesThatAreNotUtf8AreReplaced()
{
    QCOMPARE(written([](JsonWriter& out) { out.string("caf\xe9!"); }), "\"caf\xef\xbf\xbd!\""s);
    QCOMPARE(
        written([](JsonWriter& out) { out.beginObject().member("\xff", "\xc0\"").endObject(); }),
        "{\"\xef\xbf\xbd\":\"\xef\xbf\xbd\\\"\"}"s);
}

void JsonWriterTest::integersReachTheLimits()
{
    const std::string text = written([](JsonWriter& out) {
        out.beginArray()
            .integer(0)
            .integer(std::numeric_limits<std::int64_t>::min())
            .integer(std::numeric_limits<std::int64_t>::max())
            .endArray();
    });

    QCOMPARE(text, "[0,-9223372036854775808,9223372036854775807]"s);
}

void JsonWriterTest::realNumberReadsBack_data()
{
    QTest::addColumn<double>("number");

    QTest::newRow("zero") << 0.0;
    QTest::newRow("whole") << 21.0;
    QTest::newRow("fraction") << 21.5;
    QTest::newRow("no exact form") << 0.1;
    QTest::newRow("negative") << -1.25;
    QTest::newRow("large") << 1e300;
    QTest::newRow("small") << 1e-300;
    QTest::newRow("highest") << std::numeric_limits<double>::max();
    QTest::newRow("lowest") << std::numeric_limits<double>::lowest();
    QTest::newRow("smallest") << std::numeric_limits<double>::min();
}

void JsonWriterTest::realNumberReadsBack()
{
    QFETCH(const double, number);

    const std::string text = written([number](JsonWriter& out) { out.real(number); });
    const auto value = parseJson(text);

    QVERIFY2(value.has_value(), text.c_str());
    QVERIFY2(value.value().to_number<double>() == number, text.c_str());
}

void JsonWriterTest::realThatIsNotFiniteIsNull_data()
{
    QTest::addColumn<double>("number");

    QTest::newRow("infinity") << std::numeric_limits<double>::infinity();
    QTest::newRow("minus infinity") << -std::numeric_limits<double>::infinity();
    QTest::newRow("not a number") << std::numeric_limits<double>::quiet_NaN();
}

void JsonWriterTest::realThatIsNotFiniteIsNull()
{
    QFETCH(const double, number);

    const std::string text =
        written([number](JsonWriter& out) { out.beginArray().real(number).real(1).endArray(); });

    QCOMPARE(text, "[null,1]"s);
}

void JsonWriterTest::rawTextIsPlacedLikeAValue()
{
    const std::string text = written([](JsonWriter& out) {
        out.beginObject().key("tags").raw(R"({"a":[1]})").count("b", 2).endObject();
    });

    QCOMPARE(text, R"({"tags":{"a":[1]},"b":2})"s);
}

void JsonWriterTest::documentValueIsPlacedLikeAValue()
{
    const json::value document = parseJson(R"({"a":[1,"x",null,true]})").value();

    const std::string text = written([&](JsonWriter& out) {
        out.beginArray().value(document).value(document.at("a")).endArray();
    });

    QCOMPARE(text, R"([{"a":[1,"x",null,true]},[1,"x",null,true]])"s);
}

void JsonWriterTest::documentKeepsItsNumbersAndItsOrder()
{
    const std::string text =
        R"({"z":1,"a":{"real":1.0,"zero":-0.0,"third":0.3333333333333333,"big":1e+300},)"
        R"("u":18446744073709551615,"i":-9223372036854775808,"m":[2.5,"\u0001é"]})";

    QCOMPARE(jsonText(parseJson(text).value()), text);
    QCOMPARE(jsonText(parseJson(text).value().as_object()), text);
}

void JsonWriterTest::writerAppends()
{
    std::string text = "data: ";

    JsonWriter(text).beginObject().endObject();

    QCOMPARE(text, "data: {}"s);
}

std::unique_ptr<QObject> jsonWriterTest()
{
    return std::make_unique<JsonWriterTest>();
}

} // namespace hub::test

#include "tst_json_writer.moc"
