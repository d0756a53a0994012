#include "api/event.h"
#include "tests/support/json_text.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::string_literals;

class EventTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eventIsRead();
    void dataIsNeverNull_data();
    void dataIsNeverNull();
    void brokenEventNamesTheMember_data();
    void brokenEventNamesTheMember();
};

void EventTest::eventIsRead()
{
    const json::value document =
        parsed(R"({"time":"2025-01-02T03:04:05.123456Z","type":"telemetry","deviceId":"dev1",)"
               R"("data":[{"a":1}]})");

    const auto event = api::eventFrom(JsonView(document));

    QVERIFY(event.has_value());
    QCOMPARE(toMicros(event.value().time), std::int64_t{1'735'787'045'123'456});
    QCOMPARE(event.value().type, "telemetry"s);
    QCOMPARE(event.value().deviceId, "dev1"s);
    QVERIFY(event.value().data == &document.at("data")); // not a copy
}

void EventTest::dataIsNeverNull_data()
{
    QTest::addColumn<std::string>("json");

    QTest::newRow("absent") << R"({"time":"2025-01-02T03:04:05Z","type":"gap"})"s;
    QTest::newRow("null") << R"({"time":"2025-01-02T03:04:05Z","type":"gap","data":null})"s;
    QTest::newRow("no device")
        << R"({"time":"2025-01-02T03:04:05Z","type":"gap","deviceId":null})"s;
}

void EventTest::dataIsNeverNull()
{
    QFETCH(const std::string, json);
    const json::value document = parsed(json);

    const auto event = api::eventFrom(JsonView(document));

    QVERIFY(event.has_value());
    QVERIFY(event.value().deviceId.empty());
    QVERIFY(event.value().data != nullptr);
    QVERIFY(event.value().data->is_null());
}

void EventTest::brokenEventNamesTheMember_data()
{
    QTest::addColumn<std::string>("json");
    QTest::addColumn<Errc>("code");
    QTest::addColumn<std::string>("member");

    const std::string time = R"("time":"2025-01-02T03:04:05Z")";
    QTest::newRow("no time") << R"({"type":"gap"})"s << Errc::MissingArgument << "time"s;
    QTest::newRow("time is a number")
        << R"({"time":1,"type":"gap"})"s << Errc::InvalidArgument << "time"s;
    QTest::newRow("time is no date")
        << R"({"time":"today","type":"gap"})"s << Errc::InvalidArgument << "time"s;
    QTest::newRow("no type") << "{" + time + "}" << Errc::MissingArgument << "type"s;
    QTest::newRow("type is a number")
        << "{" + time + R"(,"type":1})" << Errc::InvalidArgument << "type"s;
    QTest::newRow("device is a number")
        << "{" + time + R"(,"type":"gap","deviceId":1})" << Errc::InvalidArgument << "deviceId"s;
    QTest::newRow("array") << "[]"s << Errc::MissingArgument << "time"s;
}

void EventTest::brokenEventNamesTheMember()
{
    QFETCH(const std::string, json);
    QFETCH(const Errc, code);
    QFETCH(const std::string, member);
    const json::value document = parsed(json);

    const auto event = api::eventFrom(JsonView(document));

    QVERIFY(!event);
    QCOMPARE(event.error().code, code);
    QVERIFY2(event.error().detail.find("'" + member + "'") != std::string::npos,
             event.error().detail.c_str());
}

std::unique_ptr<QObject> eventTest()
{
    return std::make_unique<EventTest>();
}

} // namespace hub::test

#include "tst_event.moc"
