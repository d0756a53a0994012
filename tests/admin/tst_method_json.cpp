// Direct methods as they stand in bodies: what is taken, what is refused, and the form of errors.
#include "admin/method_error.h"
#include "admin/method_json.h"
#include "domain/limits.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::chrono_literals;
using namespace std::string_literals;

class MethodJsonTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void callsOfTheSdksAreRead_data();
    void callsOfTheSdksAreRead();
    void wrongCallsAreNamed_data();
    void wrongCallsAreNamed();
    void payloadHasItsLimit();
    void answersGoOut_data();
    void answersGoOut();
    void errorsHaveTheSecondForm_data();
    void errorsHaveTheSecondForm();
};

void MethodJsonTest::callsOfTheSdksAreRead_data()
{
    QTest::addColumn<std::string>("body");
    QTest::addColumn<std::string>("payload");
    QTest::addColumn<int>("response");
    QTest::addColumn<int>("connect");

    QTest::newRow("node")
        << R"({"methodName":"reboot","responseTimeoutInSeconds":20,"connectTimeoutInSeconds":0,"payload":null})"s
        << "null"s << 20 << 0;
    QTest::newRow("az, with numbers in texts")
        << R"({"methodName": "reboot", "payload": {"a": 1}, "responseTimeoutInSeconds": "30", "connectTimeoutInSeconds": "30"})"s
        << R"({"a": 1})"s << 30 << 30;
    QTest::newRow("name alone") << R"({"methodName":"reboot"})"s << "null"s << 30 << 0;
    QTest::newRow("old name of the time")
        << R"({"methodName":"reboot","timeoutInSeconds":7})"s << "null"s << 7 << 0;
    QTest::newRow("both names of the time")
        << R"({"methodName":"reboot","timeoutInSeconds":7,"responseTimeoutInSeconds":8})"s
        << "null"s << 8 << 0;
    QTest::newRow("smallest times")
        << R"({"methodName":"reboot","responseTimeoutInSeconds":5,"connectTimeoutInSeconds":0})"s
        << "null"s << 5 << 0;
    QTest::newRow("largest times")
        << R"({"methodName":"reboot","responseTimeoutInSeconds":300,"connectTimeoutInSeconds":300})"s
        << "null"s << 300 << 300;
    QTest::newRow("names ignoring case") << R"({"MethodName":"reboot","PAYLOAD":[1.50]})"s
                                         << "[1.50]"s << 30 << 0;
    QTest::newRow("payload is a text") << R"({"methodName":"reboot","payload":"now"})"s
                                       << R"("now")"s << 30 << 0;
    QTest::newRow("payload keeps its numbers and its order")
        << R"({"payload":{"z":1.0,"a":12345678901234567890.5},"methodName":"reboot"})"s
        << R"({"z":1.0,"a":12345678901234567890.5})"s << 30 << 0;
    QTest::newRow("payload's name has an escape")
        << R"({"methodName":"reboot","\u0070ayload":[1, 2]})"s << "[1,2]"s << 30 << 0;
    QTest::newRow("unknown members") << R"({"methodName":"reboot","x":{"payload":3}})"s << "null"s
                                     << 30 << 0;
}

void MethodJsonTest::callsOfTheSdksAreRead()
{
    QFETCH(const std::string, body);
    QFETCH(const std::string, payload);
    QFETCH(const int, response);
    QFETCH(const int, connect);

    const auto call = admin::methodCallFrom(body);

    QVERIFY(call.has_value());
    QCOMPARE(call.value().name, "reboot"s);
    QCOMPARE(call.value().payload, payload);
    QCOMPARE(call.value().responseTime.count(), std::int64_t{response});
    QCOMPARE(call.value().connectTime.count(), std::int64_t{connect});
}

void MethodJsonTest::wrongCallsAreNamed_data()
{
    QTest::addColumn<std::string>("body");
    QTest::addColumn<Errc>("code");
    QTest::addColumn<std::string>("named");

    QTest::newRow("no JSON") << "reboot"s << Errc::InvalidJson << "JSON"s;
    QTest::newRow("nothing") << ""s << Errc::InvalidJson << "JSON"s;
    QTest::newRow("array") << "[]"s << Errc::InvalidArgument << "object"s;
    QTest::newRow("no name") << "{}"s << Errc::MissingArgument << "methodName"s;
    QTest::newRow("null name") << R"({"methodName":null})"s << Errc::MissingArgument
                               << "methodName"s;
    QTest::newRow("number as name") << R"({"methodName":1})"s << Errc::InvalidArgument
                                    << "methodName"s;
    QTest::newRow("empty name") << R"({"methodName":""})"s << Errc::InvalidArgument
                                << "methodName"s;
    QTest::newRow("name with a slash") << R"({"methodName":"a/b"})"s << Errc::InvalidArgument
                                       << "methodName"s;
    QTest::newRow("long name") << R"({"methodName":")" + std::string(101, 'a') + R"("})"
                               << Errc::InvalidArgument << "methodName"s;
    const auto time = [](const char* name, const char* value) {
        QTest::addRow("%s is %s", name, value)
            << R"({"methodName":"a",")"s + name + R"(":)" + value + "}" << Errc::InvalidArgument
            << std::string(name);
    };
    for (const char* const value : {"4", "301", R"("4")", "5.5", R"("soon")", "true", "[]", "-1",
                                    "99999999999999999999"}) {
        time("responseTimeoutInSeconds", value);
        time("timeoutInSeconds", value);
    }
    for (const char* const value : {"-1", "301", R"("301")", "0.5", R"("")", "{}"}) {
        time("connectTimeoutInSeconds", value);
    }
}

void MethodJsonTest::wrongCallsAreNamed()
{
    QFETCH(const std::string, body);
    QFETCH(const Errc, code);
    QFETCH(const std::string, named);

    const auto call = admin::methodCallFrom(body);

    QVERIFY(!call);
    QCOMPARE(call.error().code, code);
    QVERIFY2(call.error().detail.find(named) != std::string::npos, call.error().detail.c_str());
}

void MethodJsonTest::payloadHasItsLimit()
{
    const std::string most = "\"" + std::string(limits::kMaxMethodPayloadBytes - 2, 'x') + "\"";

    const auto good = admin::methodCallFrom(R"({"methodName":"a","payload":)" + most + "}");
    const auto large = admin::methodCallFrom(R"({"methodName":"a","payload":[)" + most + "]}");

    QVERIFY(good.has_value());
    QVERIFY(!large);
    QCOMPARE(large.error().code, Errc::MessageTooLarge);
}

void MethodJsonTest::answersGoOut_data()
{
    QTest::addColumn<qint64>("status");
    QTest::addColumn<std::string>("payload");
    QTest::addColumn<std::string>("body");

    QTest::newRow("object") << qint64{200} << R"({"ok":true,"v":1.50})"s
                            << R"({"status":200,"payload":{"ok":true,"v":1.50}})"s;
    QTest::newRow("none") << qint64{200} << ""s << R"({"status":200,"payload":null})"s;
    QTest::newRow("null") << qint64{404} << "null"s << R"({"status":404,"payload":null})"s;
    QTest::newRow("negative status") << qint64{-1} << "1"s << R"({"status":-1,"payload":1})"s;
    QTest::newRow("text") << qint64{200} << R"("done")"s << R"({"status":200,"payload":"done"})"s;
    QTest::newRow("no JSON") << qint64{200} << "done"s << R"({"status":200,"payload":"done"})"s;
    QTest::newRow("half JSON") << qint64{200} << R"({"a":)"s
                               << "{\"status\":200,\"payload\":\"{\\\"a\\\":\"}"s;
    QTest::newRow("two values") << qint64{200} << "1,\"status\":2"s
                                << "{\"status\":200,\"payload\":\"1,\\\"status\\\":2\"}"s;
    QTest::newRow("no UTF-8") << qint64{200} << "\xff"s
                              << "{\"status\":200,\"payload\":\"\xef\xbf\xbd\"}"s;
}

void MethodJsonTest::answersGoOut()
{
    QFETCH(const qint64, status);
    QFETCH(const std::string, payload);
    QFETCH(const std::string, body);

    std::string written;
    JsonWriter writer(written);
    admin::write(writer, MethodAnswer{status, payload});

    QCOMPARE(written, body);
}

void MethodJsonTest::errorsHaveTheSecondForm_data()
{
    QTest::addColumn<Errc>("code");
    QTest::addColumn<std::string>("detail");
    QTest::addColumn<int>("connectTime");
    QTest::addColumn<int>("status");
    QTest::addColumn<std::string>("name");
    QTest::addColumn<std::string>("inside"); ///< number, message and info

    const auto inside = [](const char* number, const char* message, const char* info) {
        return R"({\"errorCode\":)"s + number +
               R"(,\"trackingId\":\"2ce04a2d00004000800000000000000f-G:0-TimeStamp:)"
               R"(01/02/2025 03:04:05\",\"message\":\")" +
               message + R"(\",\"info\":)" + info +
               R"(,\"timestampUtc\":\"2025-01-02T03:04:05.123456Z\"})";
    };
    QTest::newRow("offline") << Errc::DeviceNotOnline << ""s << 0 << 404 << "DeviceNotOnline"s
                             << inside("404103", "Timed out waiting for device to connect.",
                                       R"({\"timeout\":\"00:00:00\"})");
    QTest::newRow("offline for a while")
        << Errc::DeviceNotOnline << ""s << 65 << 404 << "DeviceNotOnline"s
        << inside("404103", "Timed out waiting for device to connect.",
                  R"({\"timeout\":\"00:01:05\"})");
    QTest::newRow("no answer") << Errc::MethodTimeout << ""s << 300 << 504 << "GatewayTimeout"s
                               << inside("504101",
                                         "Timed out waiting for the response from device.", "{}");
    QTest::newRow("gone") << Errc::DeviceGone << ""s << 0 << 404
                          << "DeviceConnectionClosedRemotely"s
                          << inside("404104", "The device's connection ended before it answered.",
                                    "{}");
    QTest::newRow("unknown device") << Errc::DeviceNotFound << "pump-7"s << 0 << 404
                                    << "DeviceNotFound"s << inside("404001", "pump-7", "{}");
    QTest::newRow("unknown module") << Errc::ModuleNotFound << "pump-7/m"s << 0 << 404
                                    << "ModuleNotFound"s << inside("404010", "pump-7/m", "{}");
    QTest::newRow("wrong value") << Errc::InvalidArgument << "'x' is \"wrong\""s << 0 << 400
                                 << "ArgumentInvalid"s
                                 << inside("400004", R"('x' is \\\"wrong\\\")", "{}");
}

void MethodJsonTest::errorsHaveTheSecondForm()
{
    QFETCH(const Errc, code);
    QFETCH(const std::string, detail);
    QFETCH(const int, connectTime);
    QFETCH(const int, status);
    QFETCH(const std::string, name);
    QFETCH(const std::string, inside);

    const net::HttpResponse response = admin::methodErrorResponse(
        fail(code, detail), std::chrono::seconds(connectTime),
        "2ce04a2d-0000-4000-8000-00000000000f", wallFromMicros(1'735'787'045'123'456));

    QCOMPARE(response.status, status);
    QCOMPARE(response.contentType, "application/json; charset=utf-8"s);
    QCOMPARE(response.headers.size(), std::size_t{1});
    QCOMPARE(response.headers[0].first, "iothub-errorcode"s);
    QCOMPARE(response.headers[0].second, name);
    QCOMPARE(response.body, R"({"Message":")" + inside + R"(","ExceptionMessage":""})");
}

std::unique_ptr<QObject> methodJsonTest()
{
    return std::make_unique<MethodJsonTest>();
}

} // namespace hub::test

#include "tst_method_json.moc"
