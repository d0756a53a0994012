#include "base/json.h"
#include "tests/support/printing.h"

#include <QTest>

#include <cmath>
#include <memory>

namespace hub::test {

using namespace std::string_literals;

class JsonTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textIsParsed_data();
    void textIsParsed();
    void brokenTextIsRefusedWithItsByte_data();
    void brokenTextIsRefusedWithItsByte();
    void keyThatStandsTwiceIsRefused_data();
    void keyThatStandsTwiceIsRefused();
    void keyThatStandsTwiceIsReportedWithItsByte();
    void sameKeyInDifferentObjectsIsFine();
    void depthHasALimit_data();
    void depthHasALimit();
    void hugeNumberIsNeverInfinite_data();
    void hugeNumberIsNeverInfinite();
    void realNumbersAreReadToTheLastBit_data();
    void realNumbersAreReadToTheLastBit();
    void realNumbersKeepTheirPlaces();
    void viewGivesTypedValues();
    void wrongTypeIsAnErrorThatNamesThePath_data();
    void wrongTypeIsAnErrorThatNamesThePath();
    void integerIsAlsoReadFromAString_data();
    void integerIsAlsoReadFromAString();
    void otherTextIsNoInteger_data();
    void otherTextIsNoInteger();
    void memberIsFoundIgnoringCase();
    void absentMemberIsNothing_data();
    void absentMemberIsNothing();
    void memberKnowsItsPath();
    void fallbackStandsForAnAbsentMember();
    void fallbackDoesNotHideAWrongType();
    void requiredMemberMustBeThere_data();
    void requiredMemberMustBeThere();
    void missingMemberOfAMemberIsNamedByItsPath();
};

namespace {

bool contains(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

/// A document that must be well-formed.
json::value parsed(const std::string& text)
{
    return parseJson(text).value();
}

std::string nested(std::size_t levels, char open, char close)
{
    return std::string(levels, open) + std::string(levels, close);
}

} // namespace

void JsonTest::textIsParsed_data()
{
    QTest::addColumn<std::string>("text");

    QTest::newRow("object") << R"({"a":1,"b":[true,false,null]})"s;
    QTest::newRow("empty object") << "{}"s;
    QTest::newRow("array") << "[1,-2,3.5,1e3]"s;
    QTest::newRow("string") << R"("text")"s;
    QTest::newRow("number") << "0"s;
    QTest::newRow("null") << "null"s;
    QTest::newRow("white space around") << " \t\r\n{ \"a\" : 1 } \t\r\n"s;
    QTest::newRow("UTF-8") << "\"é€😀\""s;
    QTest::newRow("escapes") << R"("\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00")"s;
    QTest::newRow("escaped NUL") << R"("a\u0000b")"s;
    QTest::newRow("empty key") << R"({"":1})"s;
    QTest::newRow("long string") << "\"" + std::string(100'000, 'x') + "\"";
}

void JsonTest::textIsParsed()
{
    QFETCH(const std::string, text);

    const auto value = parseJson(text);

    QVERIFY(value.has_value());
}

void JsonTest::brokenTextIsRefusedWithItsByte_data()
{
    QTest::addColumn<std::string>("text");

    QTest::newRow("empty") << ""s;
    QTest::newRow("white space only") << "  \n"s;
    QTest::newRow("word") << "hello"s;
    QTest::newRow("open object") << "{"s;
    QTest::newRow("open array") << "[1"s;
    QTest::newRow("open string") << "\"abc"s;
    QTest::newRow("key without value") << R"({"a"})"s;
    QTest::newRow("key without value behind colon") << R"({"a":})"s;
    QTest::newRow("key without quotes") << "{a:1}"s;
    QTest::newRow("single quotes") << "{'a':1}"s;
    QTest::newRow("number as key") << "{1:2}"s;
    QTest::newRow("trailing comma in an object") << R"({"a":1,})"s;
    QTest::newRow("trailing comma in an array") << "[1,]"s;
    QTest::newRow("missing comma") << "[1 2]"s;
    QTest::newRow("wrong bracket") << "[1}"s;
    QTest::newRow("comment") << "{} // comment"s;
    QTest::newRow("comment before") << "/* c */ {}"s;
    QTest::newRow("leading zero") << "01"s;
    QTest::newRow("plus") << "+1"s;
    QTest::newRow("point first") << ".5"s;
    QTest::newRow("point last") << "5."s;
    QTest::newRow("exponent without digits") << "1e"s;
    QTest::newRow("hexadecimal") << "0x10"s;
    QTest::newRow("NaN") << "NaN"s;
    QTest::newRow("Infinity") << "-Infinity"s;
    QTest::newRow("word in capitals") << "True"s;
    QTest::newRow("newline in a string") << "\"a\nb\""s;
    QTest::newRow("NUL in a string") << "\"a\0b\""s;
    QTest::newRow("unknown escape") << R"("\x41")"s;
    QTest::newRow("cut escape") << R"("\u00e")"s;
    QTest::newRow("lone high surrogate") << R"("\ud83d")"s;
    QTest::newRow("lone low surrogate") << R"("\ude00")"s;
    QTest::newRow("Latin-1") << "\"caf\xe9\""s;
    QTest::newRow("overlong") << "\"\xc0\xaf\""s;
    QTest::newRow("surrogate in UTF-8") << "\"\xed\xa0\x80\""s;
    QTest::newRow("above U+10FFFF") << "\"\xf4\x90\x80\x80\""s;
    QTest::newRow("Latin-1 in a key") << "{\"caf\xe9\":1}"s;
    QTest::newRow("byte order mark") << "\xef\xbb\xbf{}"s;
    QTest::newRow("second value") << "{} {}"s;
    QTest::newRow("brace behind") << "{}}"s;
    QTest::newRow("number behind") << "1 2"s;
    QTest::newRow("word behind") << "null x"s;
    QTest::newRow("NUL behind") << "{}\0"s;
    QTest::newRow("form feed behind") << "{}\f"s;
}

void JsonTest::brokenTextIsRefusedWithItsByte()
{
    QFETCH(const std::string, text);

    const auto value = parseJson(text);

    QVERIFY(!value);
    QCOMPARE(value.error().code, Errc::InvalidJson);
    QVERIFY2(contains(value.error().detail, "byte "), value.error().detail.c_str());
}

void JsonTest::keyThatStandsTwiceIsRefused_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("key");

    QTest::newRow("side by side") << R"({"name":1,"name":2})"s
                                  << "name"s;
    QTest::newRow("equal values") << R"({"name":1,"name":1})"s
                                  << "name"s;
    QTest::newRow("apart") << R"({"name":1,"b":{"name":2},"name":3})"s
                           << "name"s;
    QTest::newRow("deep") << R"({"a":[1,{"b":{"name":1,"name":2}}]})"s
                          << "name"s;
    QTest::newRow("behind an inner object") << R"({"a":{"x":1},"a":{"y":1}})"s
                                            << "a"s;
    QTest::newRow("written with an escape") << R"({"name":1,"n\u0061me":2})"s
                                            << "name"s;
    QTest::newRow("empty") << R"({"":1,"":2})"s
                           << ""s;
    QTest::newRow("in a list of objects") << R"([{"name":1},{"name":1,"name":2}])"s
                                          << "name"s;
}

void JsonTest::keyThatStandsTwiceIsRefused()
{
    QFETCH(const std::string, text);
    QFETCH(const std::string, key);

    const auto value = parseJson(text);

    QVERIFY(!value);
    QCOMPARE(value.error().code, Errc::InvalidJson);
    QVERIFY2(contains(value.error().detail, key), value.error().detail.c_str());
}

void JsonTest::keyThatStandsTwiceIsReportedWithItsByte()
{
    const auto value = parseJson(R"({"name":1,"name":2})");

    QVERIFY(!value);
    QVERIFY2(contains(value.error().detail, "byte "), value.error().detail.c_str());
}

void JsonTest::sameKeyInDifferentObjectsIsFine()
{
    QVERIFY(parseJson(R"({"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]})").has_value());
}

void JsonTest::depthHasALimit_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<bool>("accepted");

    const auto siblings = [](int count) {
        std::string text = "[[]";
        for (int i = 1; i < count; ++i) {
            text += ",[]";
        }
        return text + "]";
    };
    const auto objects = [](int levels) {
        std::string text = "1";
        for (int i = 0; i < levels; ++i) {
            text = R"({"a":)" + text + "}";
        }
        return text;
    };
    QTest::newRow("32 arrays") << nested(32, '[', ']') << true;
    QTest::newRow("33 arrays") << nested(33, '[', ']') << false;
    QTest::newRow("32 objects") << objects(32) << true;
    QTest::newRow("33 objects") << objects(33) << false;
    QTest::newRow("a hundred thousand arrays") << nested(100'000, '[', ']') << false;
    QTest::newRow("a hundred thousand open arrays") << std::string(100'000, '[') << false;
    QTest::newRow("a thousand siblings") << siblings(1'000) << true;
}

void JsonTest::depthHasALimit()
{
    QFETCH(const std::string, text);
    QFETCH(const bool, accepted);

    const auto value = parseJson(text);

    QCOMPARE(value.has_value(), accepted);
    QVERIFY(accepted || value.error().code == Errc::InvalidJson);
}

// A number that no double can hold must not turn into one that JSON cannot write.
void JsonTest::hugeNumberIsNeverInfinite_data()
{
    QTest::addColumn<std::string>("text");

    QTest::newRow("exponent") << "1e400"s;
    QTest::newRow("negative") << "-1e400"s;
    QTest::newRow("enormous exponent") << "1e999999999999"s;
    QTest::newRow("digits") << std::string(1'000, '9');
}

void JsonTest::hugeNumberIsNeverInfinite()
{
    QFETCH(const std::string, text);

    const auto value = parseJson(text);

    QVERIFY(!value || !value.value().is_double() || std::isfinite(value.value().as_double()));
}

void JsonTest::realNumbersAreReadToTheLastBit_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<double>("number");

    QTest::newRow("17 digits") << "-387.23710228021389"s << -387.23710228021389;
    QTest::newRow("sum of tenths") << "0.30000000000000004"s << 0.1 + 0.2;
    QTest::newRow("exponent") << "1.2345678901234567E-300"s << 1.2345678901234567e-300;
    QTest::newRow("smallest") << "5e-324"s << 5e-324;
    QTest::newRow("too small") << "1e-400"s << 0.0;
    QTest::newRow("integer of 21 digits") << "123456789012345678901"s << 123456789012345678901.0;
}

void JsonTest::realNumbersAreReadToTheLastBit()
{
    QFETCH(const std::string, text);
    QFETCH(const double, number);

    QVERIFY(parsed(text).as_double() == number);
}

void JsonTest::realNumbersKeepTheirPlaces()
{
    const json::value document = parsed(R"([1.5,{"b":2,"a":2.5,"c":[3.5,"4.5"]},5.5])");

    QCOMPARE(document.at(0).as_double(), 1.5);
    QCOMPARE(document.at(1).at("a").as_double(), 2.5);
    QCOMPARE(document.at(1).at("b").as_int64(), std::int64_t{2});
    QCOMPARE(document.at(1).at("c").at(0).as_double(), 3.5);
    QCOMPARE(document.at(2).as_double(), 5.5);
}

void JsonTest::viewGivesTypedValues()
{
    const json::value document =
        parsed(R"({"text":"abc","flag":true,"number":-7,"list":[1,2],"inner":{"a":1}})");
    const JsonView view(document);

    QCOMPARE(std::string(view.member("text")->string().value()), "abc"s);
    QCOMPARE(view.member("flag")->boolean().value(), true);
    QCOMPARE(view.member("number")->integer().value(), std::int64_t{-7});
    QCOMPARE(view.member("list")->array().value()->size(), std::size_t{2});
    QCOMPARE(view.member("inner")->object().value()->size(), std::size_t{1});
    QVERIFY(&view.value() == &document);
    QVERIFY(view.path().empty());
}

void JsonTest::wrongTypeIsAnErrorThatNamesThePath_data()
{
    QTest::addColumn<std::string>("json");
    QTest::addColumn<std::string>("fitting"); // the accessors that take it

    QTest::newRow("string") << R"({"a":{"b":"text"}})"s
                            << "string"s;
    QTest::newRow("boolean") << R"({"a":{"b":true}})"s
                             << "boolean"s;
    QTest::newRow("integer") << R"({"a":{"b":1}})"s
                             << "integer"s;
    QTest::newRow("fraction") << R"({"a":{"b":1.5}})"s
                              << ""s;
    QTest::newRow("above 63 bits") << R"({"a":{"b":9223372036854775808}})"s
                                   << ""s;
    QTest::newRow("array") << R"({"a":{"b":[]}})"s
                           << "array"s;
    QTest::newRow("object") << R"({"a":{"b":{}}})"s
                            << "object"s;
}

void JsonTest::wrongTypeIsAnErrorThatNamesThePath()
{
    QFETCH(const std::string, json);
    QFETCH(const std::string, fitting);
    const json::value document = parsed(json);
    const JsonView view = *JsonView(document).member("a")->member("b");

    const auto check = [&](const std::string& accessor, const auto& result) {
        QCOMPARE(result.has_value(), accessor == fitting);
        if (!result) {
            QCOMPARE(result.error().code, Errc::InvalidArgument);
            QVERIFY2(contains(result.error().detail, "a.b"), result.error().detail.c_str());
        }
    };

    check("string", view.string());
    check("boolean", view.boolean());
    check("integer", view.integer());
    check("array", view.array());
    check("object", view.object());
}

void JsonTest::integerIsAlsoReadFromAString_data()
{
    QTest::addColumn<std::string>("json");
    QTest::addColumn<qint64>("number");

    QTest::newRow("number") << "30"s << qint64{30};
    QTest::newRow("in a string") << R"("30")"s << qint64{30};
    QTest::newRow("negative in a string") << R"("-30")"s << qint64{-30};
    QTest::newRow("highest in a string")
        << R"("9223372036854775807")"s << qint64{9223372036854775807};
}

void JsonTest::integerIsAlsoReadFromAString()
{
    QFETCH(const std::string, json);
    QFETCH(const qint64, number);
    const json::value document = parsed(json);

    const auto value = JsonView(document).integer();

    QVERIFY(value.has_value());
    QCOMPARE(qint64{value.value()}, number);
}

void JsonTest::otherTextIsNoInteger_data()
{
    QTest::addColumn<std::string>("json");

    QTest::newRow("empty") << R"("")"s;
    QTest::newRow("word") << R"("many")"s;
    QTest::newRow("unit") << R"("30s")"s;
    QTest::newRow("space") << R"(" 30")"s;
    QTest::newRow("fraction") << R"("30.5")"s;
    QTest::newRow("above 63 bits") << R"("9223372036854775808")"s;
}

void JsonTest::otherTextIsNoInteger()
{
    QFETCH(const std::string, json);
    const json::value document = parsed(json);

    const auto value = JsonView(document, "timeout").integer();

    QVERIFY(!value);
    QCOMPARE(value.error().code, Errc::InvalidArgument);
    QVERIFY(contains(value.error().detail, "timeout"));
}

void JsonTest::memberIsFoundIgnoringCase()
{
    const json::value document = parsed(R"({"eTag":"MQ==","importMode":"create"})");
    const JsonView view(document);

    QVERIFY(view.member("etag").has_value());
    QVERIFY(view.member("ETAG").has_value());
    QVERIFY(view.member("importmode").has_value());
    QVERIFY(!view.member("eTa").has_value());
    QVERIFY(!view.member("eTags").has_value());
}

void JsonTest::absentMemberIsNothing_data()
{
    QTest::addColumn<std::string>("json");

    QTest::newRow("absent") << R"({"b":1})"s;
    QTest::newRow("null") << R"({"a":null})"s;
    QTest::newRow("of an array") << R"(["a"])"s;
    QTest::newRow("of a string") << R"("a")"s;
    QTest::newRow("of null") << "null"s;
}

void JsonTest::absentMemberIsNothing()
{
    QFETCH(const std::string, json);
    const json::value document = parsed(json);

    QVERIFY(!JsonView(document).member("a").has_value());
}

void JsonTest::memberKnowsItsPath()
{
    const json::value document = parsed(R"({"authentication":{"symmetricKey":{"primaryKey":""}}})");

    const auto authentication = JsonView(document).member("authentication");
    const auto key = authentication->member("symmetricKey")->member("primaryKey");

    QCOMPARE(authentication->path(), "authentication"s);
    QCOMPARE(key->path(), "authentication.symmetricKey.primaryKey"s);
    QCOMPARE(JsonView(document, "devices").member("authentication")->path(),
             "devices.authentication"s);
}

void JsonTest::fallbackStandsForAnAbsentMember()
{
    const json::value document = parsed(R"({"text":"abc","flag":true,"nothing":null,"empty":""})");
    const JsonView view(document);

    QCOMPARE(view.stringOr("text", "fallback").value(), "abc"s);
    QCOMPARE(view.stringOr("empty", "fallback").value(), ""s);
    QCOMPARE(view.stringOr("absent", "fallback").value(), "fallback"s);
    QCOMPARE(view.stringOr("nothing", "fallback").value(), "fallback"s);
    QCOMPARE(view.booleanOr("flag", false).value(), true);
    QCOMPARE(view.booleanOr("absent", true).value(), true);
    QCOMPARE(view.booleanOr("nothing", false).value(), false);
}

void JsonTest::fallbackDoesNotHideAWrongType()
{
    const json::value document = parsed(R"({"a":{"text":1,"flag":"true"}})");
    const JsonView view = *JsonView(document).member("a");

    const auto text = view.stringOr("text", "fallback");
    const auto flag = view.booleanOr("flag", true);

    QVERIFY(!text);
    QCOMPARE(text.error().code, Errc::InvalidArgument);
    QVERIFY(contains(text.error().detail, "a.text"));
    QVERIFY(!flag);
    QCOMPARE(flag.error().code, Errc::InvalidArgument);
    QVERIFY(contains(flag.error().detail, "a.flag"));
}

void JsonTest::requiredMemberMustBeThere_data()
{
    QTest::addColumn<std::string>("json");
    QTest::addColumn<bool>("found");
    QTest::addColumn<Errc>("code");

    QTest::newRow("there") << R"({"deviceId":"d1"})"s << true << Errc{};
    QTest::newRow("other case") << R"({"DEVICEID":"d1"})"s << true << Errc{};
    QTest::newRow("absent") << "{}"s << false << Errc::MissingArgument;
    QTest::newRow("null") << R"({"deviceId":null})"s << false << Errc::MissingArgument;
    QTest::newRow("number") << R"({"deviceId":1})"s << false << Errc::InvalidArgument;
    QTest::newRow("object") << R"({"deviceId":{}})"s << false << Errc::InvalidArgument;
}

void JsonTest::requiredMemberMustBeThere()
{
    QFETCH(const std::string, json);
    QFETCH(const bool, found);
    QFETCH(const Errc, code);
    const json::value document = parsed(json);

    const auto text = JsonView(document).requiredString("deviceId");

    QCOMPARE(text.has_value(), found);
    if (!found) {
        QCOMPARE(text.error().code, code);
        QVERIFY(contains(text.error().detail, "deviceId"));
    }
}

void JsonTest::missingMemberOfAMemberIsNamedByItsPath()
{
    const json::value document = parsed(R"({"authentication":{"symmetricKey":{}}})");
    const JsonView keys = *JsonView(document).member("authentication")->member("symmetricKey");

    const auto text = keys.requiredString("primaryKey");

    QVERIFY(!text);
    QVERIFY2(contains(text.error().detail, "authentication.symmetricKey.primaryKey"),
             text.error().detail.c_str());
}

std::unique_ptr<QObject> jsonTest()
{
    return std::make_unique<JsonTest>();
}

} // namespace hub::test

#include "tst_json.moc"
