#include "api/telemetry.h"
#include "domain/properties.h"
#include "tests/support/json_text.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::string_literals;

class TelemetryTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writtenMessageReadsBack();
    void bodyReadsBack_data();
    void bodyReadsBack();
    void modulesAreNamed();
    void propertiesReadBack();
    void nullPropertyStaysNull();
    void lastOfEqualPropertiesCounts_data();
    void lastOfEqualPropertiesCounts();
    void namesThatAreNotUtf8GiveReadableJson();
    void damagedPropertiesEndEarly();
    void hubStampsWhoSentIt();
    void deviceCannotForgeAStamp();
    void sequenceTravelsAsAString();
    void missingMemberIsNamed_data();
    void missingMemberIsNamed();
    void wrongMemberIsNamed_data();
    void wrongMemberIsNamed();
    void listIsRead();
    void lastPageHasNoNext();
    void brokenListNamesTheMember_data();
    void brokenListNamesTheMember();
};

namespace {

TelemetryRecord sample()
{
    Properties properties;
    properties.addSystem(SystemProperty::MessageId, "m 1");
    properties.addSystem(SystemProperty::ContentType, "application/json");
    properties.addApplication("plain", "x");

    TelemetryRecord record;
    record.sender = {"dev1", ""};
    record.generationId = "638712345678901234";
    record.sequence = 9'007'199'254'740'993; // no double can hold it
    record.enqueued = wallFromMicros(1'735'787'045'123'456);
    record.properties = Bytes(properties.packed());
    record.body = R"({"t":21.5})";
    return record;
}

std::string written(const TelemetryRecord& record)
{
    std::string text;
    JsonWriter out(text);
    api::write(out, record);
    return text;
}

api::Message readBack(const TelemetryRecord& record)
{
    const json::value document = parsed(written(record));
    return api::messageFrom(JsonView(document)).value();
}

} // namespace

void TelemetryTest::writtenMessageReadsBack()
{
    const TelemetryRecord record = sample();

    const api::Message message = readBack(record);

    QCOMPARE(message.deviceId, "dev1"s);
    QVERIFY(message.moduleId.empty());
    QCOMPARE(message.sequence, record.sequence);
    QVERIFY(message.enqueued == record.enqueued);
    QCOMPARE(message.body, record.body);
    QVERIFY(message.isText);
}

void TelemetryTest::bodyReadsBack_data()
{
    QTest::addColumn<std::string>("body");
    QTest::addColumn<bool>("isText");

    QTest::newRow("empty") << ""s << true;
    QTest::newRow("text") << "no props"s << true;
    QTest::newRow("JSON stays text") << R"({"a":"\u00e9"})"s << true;
    QTest::newRow("control characters") << "a\0\x01\r\n\x7f"s << true;
    QTest::newRow("UTF-8") << "é€😀"s << true;
    QTest::newRow("byte order mark") << "\xef\xbb\xbf"s << true;
    QTest::newRow("Latin-1") << "caf\xe9"s << false;
    QTest::newRow("one bad byte at the end") << std::string(1'000, 'a') + "\xff" << false;
    QTest::newRow("overlong") << "\xc0\xaf"s << false;
    QTest::newRow("surrogate") << "\xed\xa0\x80"s << false;
    QTest::newRow("binary") << "\xff\xfe\0\x80"s << false;
}

void TelemetryTest::bodyReadsBack()
{
    QFETCH(const std::string, body);
    QFETCH(const bool, isText);
    TelemetryRecord record = sample();
    record.body = body;

    const json::value document = parsed(written(record));
    const api::Message message = api::messageFrom(JsonView(document)).value();

    QCOMPARE(message.body, body);
    QCOMPARE(message.isText, isText);
    QCOMPARE(document.as_object().contains("body"), isText);
    QCOMPARE(document.as_object().contains("bodyBase64"), !isText);
}

void TelemetryTest::modulesAreNamed()
{
    TelemetryRecord record = sample();
    record.sender.module = "mod1";

    const api::Message message = readBack(record);

    QCOMPARE(message.deviceId, "dev1"s);
    QCOMPARE(message.moduleId, "mod1"s);
    QCOMPARE(message.systemProperties.at("iothub-connection-module-id"), "mod1"s);
}

void TelemetryTest::propertiesReadBack()
{
    Properties properties;
    properties.addApplication("k &1", "v=é/+ 1");
    properties.addApplication("empty", "");
    properties.addApplication("quote\"", "\\");
    properties.addApplication("Case", "1");
    properties.addApplication("case", "2");
    properties.addSystem(SystemProperty::CorrelationId, "c/1");
    properties.addSystem(SystemProperty::Subject, "comp1");
    TelemetryRecord record = sample();
    record.properties = Bytes(properties.packed());

    const api::Message message = readBack(record);

    QCOMPARE(message.properties.size(), std::size_t{5});
    QVERIFY(message.properties.at("k &1") == "v=é/+ 1"s);
    QVERIFY(message.properties.at("empty") == ""s);
    QVERIFY(message.properties.at("quote\"") == "\\"s);
    QVERIFY(message.properties.at("Case") == "1"s);
    QVERIFY(message.properties.at("case") == "2"s);
    QCOMPARE(message.systemProperties.at("correlation-id"), "c/1"s);
    QCOMPARE(message.systemProperties.at("dt-subject"), "comp1"s);
    QVERIFY(!message.systemProperties.contains("message-id"));
}

void TelemetryTest::nullPropertyStaysNull()
{
    Properties properties;
    properties.addApplication("null", std::nullopt);
    properties.addApplication("empty", "");
    TelemetryRecord record = sample();
    record.properties = Bytes(properties.packed());

    const json::value document = parsed(written(record));
    const api::Message message = api::messageFrom(JsonView(document)).value();

    QVERIFY(document.at("properties").at("null").is_null());
    QVERIFY(message.properties.contains("null"));
    QVERIFY(!message.properties.at("null"));
    QVERIFY(message.properties.at("empty").has_value());
}

void TelemetryTest::lastOfEqualPropertiesCounts_data()
{
    QTest::addColumn<bool>("firstNull");
    QTest::addColumn<bool>("lastNull");

    QTest::newRow("two values") << false << false;
    QTest::newRow("null first") << true << false;
    QTest::newRow("null last") << false << true;
}

void TelemetryTest::lastOfEqualPropertiesCounts()
{
    QFETCH(const bool, firstNull);
    QFETCH(const bool, lastNull);
    const auto value = [](bool null, const char* text) {
        return null ? std::nullopt : std::optional<std::string_view>(text);
    };
    Properties properties;
    properties.addApplication("a", value(firstNull, "first"));
    properties.addSystem(SystemProperty::MessageId, "first");
    properties.addApplication("b", "other");
    properties.addApplication("a", value(lastNull, "last"));
    properties.addSystem(SystemProperty::MessageId, "last");
    TelemetryRecord record = sample();
    record.properties = Bytes(properties.packed());

    const api::Message message = readBack(record); // it parses: no key stands twice

    QCOMPARE(message.properties.size(), std::size_t{2});
    QVERIFY(message.properties.at("a") == value(lastNull, "last"));
    QCOMPARE(message.systemProperties.at("message-id"), "last"s);
}

// A device may write any bytes, "%FF=1&%FE=2"; a page with its message must stay readable.
void TelemetryTest::namesThatAreNotUtf8GiveReadableJson()
{
    Properties properties;
    properties.addApplication("\xff", "1");
    properties.addApplication("\xfe", "2");
    TelemetryRecord record = sample();
    record.properties = Bytes(properties.packed());

    const auto document = parseJson(written(record));

    QVERIFY2(document.has_value(), document ? "" : document.error().detail.c_str());
}

void TelemetryTest::damagedPropertiesEndEarly()
{
    TelemetryRecord record = sample();
    const Bytes whole = record.properties;

    for (std::size_t length = 0; length < whole.size(); ++length) {
        record.properties = whole.substr(0, length);

        QCOMPARE(readBack(record).deviceId, "dev1"s);
        QVERIFY(!readBack(record).properties.contains("plain"));
    }
}

// Device API, 1.9.
void TelemetryTest::hubStampsWhoSentIt()
{
    const api::Message message = readBack(sample());

    const auto& stamps = message.systemProperties;
    QCOMPARE(stamps.at("iothub-connection-device-id"), "dev1"s);
    QVERIFY(!stamps.contains("iothub-connection-module-id"));
    QCOMPARE(stamps.at("iothub-connection-auth-generation-id"), "638712345678901234"s);
    QCOMPARE(stamps.at("iothub-connection-auth-method"),
             R"({"scope":"device","type":"sas","issuer":"iothub","acceptingIpFilterRule":null})"s);
    QCOMPARE(stamps.at("iothub-enqueuedtime"), "2025-01-02T03:04:05.1234560Z"s);
    QCOMPARE(stamps.at("iothub-message-source"), "Telemetry"s);
}

void TelemetryTest::deviceCannotForgeAStamp()
{
    Properties properties;
    properties.addApplication("iothub-connection-device-id", "other");
    properties.addApplication("iothub-connection-auth-method", "{}");
    TelemetryRecord record = sample();
    record.properties = Bytes(properties.packed());

    const api::Message message = readBack(record);

    QCOMPARE(message.systemProperties.at("iothub-connection-device-id"), "dev1"s);
    QVERIFY(message.systemProperties.at("iothub-connection-auth-method") != "{}"s);
}

void TelemetryTest::sequenceTravelsAsAString()
{
    const json::value document = parsed(written(sample()));

    QVERIFY(document.at("sequence") == "9007199254740993");
    QVERIFY(document.at("enqueuedTime") == "2025-01-02T03:04:05.123456Z");
}

void TelemetryTest::missingMemberIsNamed_data()
{
    QTest::addColumn<std::string>("member");

    QTest::newRow("deviceId") << "deviceId"s;
    QTest::newRow("sequence") << "sequence"s;
    QTest::newRow("enqueuedTime") << "enqueuedTime"s;
}

void TelemetryTest::missingMemberIsNamed()
{
    QFETCH(const std::string, member);
    const json::value document = without(parsed(written(sample())), member);

    const auto message = api::messageFrom(JsonView(document));

    QVERIFY(!message);
    QCOMPARE(message.error().code, Errc::MissingArgument);
    QVERIFY2(message.error().detail.find("'" + member + "'") != std::string::npos,
             message.error().detail.c_str());
}

void TelemetryTest::wrongMemberIsNamed_data()
{
    QTest::addColumn<std::string>("member");
    QTest::addColumn<std::string>("value");
    QTest::addColumn<std::string>("named");

    QTest::newRow("deviceId") << "deviceId"s
                              << "1"s
                              << "deviceId"s;
    QTest::newRow("moduleId") << "moduleId"s
                              << "1"s
                              << "moduleId"s;
    QTest::newRow("sequence is a word") << "sequence"s
                                        << R"("first")"s
                                        << "sequence"s;
    QTest::newRow("sequence is negative") << "sequence"s
                                          << R"("-1")"s
                                          << "sequence"s;
    QTest::newRow("sequence above 64 bits") << "sequence"s
                                            << R"("18446744073709551616")"s
                                            << "sequence"s;
    QTest::newRow("time is no date") << "enqueuedTime"s
                                     << R"("noon")"s
                                     << "enqueuedTime"s;
    QTest::newRow("time is a number") << "enqueuedTime"s
                                      << "1"s
                                      << "enqueuedTime"s;
    QTest::newRow("body is an object") << "body"s
                                       << "{}"s
                                       << "body"s;
    QTest::newRow("base64 is a number") << "bodyBase64"s
                                        << "1"s
                                        << "bodyBase64"s;
    QTest::newRow("base64 is none") << "bodyBase64"s
                                    << R"("????")"s
                                    << "bodyBase64"s;
    QTest::newRow("properties are a list") << "properties"s
                                           << "[]"s
                                           << "properties"s;
    QTest::newRow("property is a number") << "properties"s
                                          << R"({"plain":1})"s
                                          << "properties.plain"s;
    QTest::newRow("system properties are a text") << "systemProperties"s
                                                  << R"("x")"s
                                                  << "systemProperties"s;
    QTest::newRow("system property is an object") << "systemProperties"s
                                                  << R"({"to":{}})"s
                                                  << "systemProperties.to"s;
}

void TelemetryTest::wrongMemberIsNamed()
{
    QFETCH(const std::string, member);
    QFETCH(const std::string, value);
    QFETCH(const std::string, named);
    const json::value document = withMember(parsed(written(sample())), member, value);

    const auto message = api::messageFrom(JsonView(document));

    QVERIFY(!message);
    QCOMPARE(message.error().code, Errc::InvalidArgument);
    QVERIFY2(message.error().detail.find(named) != std::string::npos,
             message.error().detail.c_str());
}

void TelemetryTest::listIsRead()
{
    TelemetryRecord second = sample();
    second.sequence += 1;
    const json::value document = parsed("{\"messages\":[" + written(sample()) + "," +
                                        written(second) + "],\"next\":\"17\",\"total\":2}");

    const auto list = api::messageListFrom(JsonView(document));

    QVERIFY(list.has_value());
    QCOMPARE(list.value().messages.size(), std::size_t{2});
    QCOMPARE(list.value().messages[1].sequence, second.sequence);
    QCOMPARE(list.value().next, std::uint64_t{17});
    QVERIFY(list.value().total == std::uint64_t{2});
}

void TelemetryTest::lastPageHasNoNext()
{
    const json::value document = parsed(R"({"messages":[]})");

    const auto list = api::messageListFrom(JsonView(document));

    QVERIFY(list.has_value());
    QVERIFY(list.value().messages.empty());
    QCOMPARE(list.value().next, std::uint64_t{0});
    QVERIFY(!list.value().total);
}

void TelemetryTest::brokenListNamesTheMember_data()
{
    QTest::addColumn<std::string>("json");
    QTest::addColumn<Errc>("code");
    QTest::addColumn<std::string>("named");

    QTest::newRow("no messages") << "{}"s << Errc::MissingArgument << "messages"s;
    QTest::newRow("messages are an object")
        << R"({"messages":{}})"s << Errc::InvalidArgument << "messages"s;
    QTest::newRow("message without device")
        << R"({"messages":[{}]})"s << Errc::MissingArgument << "deviceId"s;
    QTest::newRow("next is a word")
        << R"({"messages":[],"next":"more"})"s << Errc::InvalidArgument << "next"s;
    QTest::newRow("next is an object")
        << R"({"messages":[],"next":{}})"s << Errc::InvalidArgument << "next"s;
    QTest::newRow("total is a word")
        << R"({"messages":[],"total":"x"})"s << Errc::InvalidArgument << "total"s;
    QTest::newRow("total is negative")
        << R"({"messages":[],"total":-1})"s << Errc::InvalidArgument << "total"s;
}

void TelemetryTest::brokenListNamesTheMember()
{
    QFETCH(const std::string, json);
    QFETCH(const Errc, code);
    QFETCH(const std::string, named);
    const json::value document = parsed(json);

    const auto list = api::messageListFrom(JsonView(document));

    QVERIFY(!list);
    QCOMPARE(list.error().code, code);
    QVERIFY2(list.error().detail.find(named) != std::string::npos, list.error().detail.c_str());
}

std::unique_ptr<QObject> telemetryTest()
{
    return std::make_unique<TelemetryTest>();
}

} // namespace hub::test

#include "tst_telemetry.moc"
