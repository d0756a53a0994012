// Requests of devices over HTTPS (device API, 2): what unmodified SDKs send, and what nobody should.
#include "protocol/http/device_request.h"
#include "tests/support/http_text.h"
#include "tests/support/printing.h"

#include "domain/limits.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::string_literals;

namespace {

/// "message-id=m1 prop1=v1 | body" for each message, as they would be stored.
std::string describe(const http::SendMessages& send)
{
    std::string text;
    for (const http::Message& message : send.messages) {
        text += text.empty() ? "" : " ++ ";
        PropertyReader reader(message.properties.packed());
        while (const auto property = reader.next()) {
            text += property->isSystem() ? nameOf(static_cast<SystemProperty>(property->kind))
                                         : property->name;
            text += "=" + std::string(property->value.value_or("<null>")) + " ";
        }
        text += "| " + message.body;
    }
    return text;
}

std::string describe(const http::ReceiveCommand&)
{
    return "receive";
}

std::string describe(const http::SettleCommand& settle)
{
    switch (settle.how) {
    case http::SettleCommand::How::Complete: return "complete " + settle.lockToken;
    case http::SettleCommand::How::Reject: return "reject " + settle.lockToken;
    case http::SettleCommand::How::Abandon: return "abandon " + settle.lockToken;
    }
    return {};
}

std::string describe(const http::StartUpload& start)
{
    return "start " + start.blobName;
}

std::string describe(const http::FinishUpload& finish)
{
    return (finish.isSuccess ? "finished " : "failed ") + finish.correlationId;
}

Result<http::DeviceRequest> parse(const std::string& text)
{
    return http::parseDeviceRequest(HttpRequestText(text).view());
}

std::string parsedText(const std::string& text)
{
    const auto request = parse(text);
    if (!request) {
        return "error " + std::to_string(static_cast<int>(request.error().code)) + ": " +
               request.error().detail;
    }
    return std::visit([](const auto& each) { return describe(each); }, request.value());
}

const std::string kVersion = "?api-version=2021-04-12";

std::string batchOf(const std::string& body, const std::string& type = "application/vnd.microsoft.iothub.json")
{
    return "POST /devices/dev1/messages/events" + kVersion + "\nContent-Type: " + type + "\n\n" + body;
}

} // namespace

class HttpDeviceTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void requestsOfTheSdksAreUnderstood_data();
    void requestsOfTheSdksAreUnderstood();
    void headersBecomeProperties_data();
    void headersBecomeProperties();
    void batchIsTakenApart_data();
    void batchIsTakenApart();
    void oneBadElementRefusesTheBatch_data();
    void oneBadElementRefusesTheBatch();
    void badRequestsAreRefused_data();
    void badRequestsAreRefused();
    void sizeCountsBodyAndProperties();
    void devicesAndBackEndsPart_data();
    void devicesAndBackEndsPart();
    void identityStandsInThePath_data();
    void identityStandsInThePath();
};

void HttpDeviceTest::requestsOfTheSdksAreUnderstood_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("meaning");
    const auto row = [](const char* name, const std::string& text, const std::string& meaning) {
        QTest::newRow(name) << text << meaning;
    };
    row("Node: event",
        "POST /devices/dev1/messages/events?api-version=2021-04-12\n"
        "iothub-to: /devices/dev1/messages/events\n"
        "User-Agent: azure-iot-device/1.18.4 (node v20.20.2; Debian 12; x64)\n"
        "Authorization: SharedAccessSignature sr=localhost%2Fdevices%2Fdev1&sig=UkGBvgK6Nj%2F1G%2BKj"
        "YuqUmY9Fdz2FzIDoKIo9wPUwKbc%3D&se=1795319267\n"
        "iothub-app-prop1: v1\n"
        "dt-subject: comp\n"
        "IoTHub-MessageId: m1\n"
        "IoTHub-CorrelationId: c1\n"
        "IoTHub-UserId: u1\n"
        "IoTHub-Expiry: 2030-01-01T00:00:00Z\n"
        "IoTHub-Ack: full\n"
        "iothub-contenttype: application/json\n"
        "iothub-contentencoding: utf-8\n"
        "Host: localhost\n"
        "Connection: keep-alive\n"
        "Transfer-Encoding: chunked\n\n"
        R"({"t":1})",
        "prop1=v1 dt-subject=comp message-id=m1 correlation-id=c1 user-id=u1 "
        "absolute-expiry-time=2030-01-01T00:00:00Z iothub-ack=full content-type=application/json "
        R"(content-encoding=utf-8 | {"t":1})");
    row("C: event",
        "POST /devices/dev1/messages/events?api-version=2016-11-14\n"
        "Host: 127.0.0.1\n"
        "iothub-to: /devices/dev1/messages/events\n"
        "Authorization: SharedAccessSignature sr=127.0.0.1/devices/dev1&sig=x%3d&se=1795319875&skn=\n"
        "Content-Type: application/octet-stream\n"
        "iothub-app-plain: x y\n"
        "iothub-app-k1: v/1\n"
        "iothub-messageid: m 1\n"
        "iothub-correlationid: c/1\n"
        "iothub-contenttype: application/json\n\n"
        "hello",
        "plain=x y k1=v/1 message-id=m 1 correlation-id=c/1 content-type=application/json | hello");
    row("Node: batch",
        batchOf(R"([{"body": "b25l", "properties":{"iothub-app-p":"v"}},{"body": "dHdv"}])"),
        "p=v | one ++ | two");
    row("C: batch",
        batchOf(R"([{"body":"eyJ0IjoyMS41fQ==","properties":{"iothub-app-plain":"x y",)"
                R"("iothub-app-k1":"v/1"}},{"body":"noprops","base64Encoded":false}])"),
        R"(plain=x y k1=v/1 | {"t":21.5} ++ | noprops)");
    row("Node: receive", "GET /devices/dev1/messages/devicebound?api-version=2021-04-12", "receive");
    row("C#: receive",
        "GET /devices/dev1/messages/deviceBound?api-version=2020-09-30&iothub-messagelocktimeout=60",
        "receive");
    row("C: receive with an empty body",
        "GET /devices/dev1/messages/devicebound?api-version=2016-11-14\nContent-Length: 0\n\n",
        "receive");
    row("Java: module, doubled slash",
        "GET /devices/dev1/modules/mod1//messages/devicebound?api-version=2020-09-30", "receive");
    row("Node: complete", "DELETE /devices/dev1/messages/devicebound/lock-1?api-version=2021-04-12",
        "complete lock-1");
    row("C: complete, with another If-Match",
        "DELETE /devices/dev1/messages/devicebound/lock-1?api-version=2016-11-14\n"
        "If-Match: \"lock-2\"\nContent-Type: application/json",
        "complete lock-1");
    row("Node: reject",
        "DELETE /devices/dev1/messages/devicebound/lock-1?api-version=2021-04-12&reject",
        "reject lock-1");
    row("C#: reject",
        "DELETE /devices/dev1/messages/deviceBound/lock-1?reject=true&api-version=2020-09-30",
        "reject lock-1");
    row("Java: reject",
        "DELETE /devices/dev1/messages/devicebound/lock-1?api-version=2020-09-30&%3Freject=true",
        "reject lock-1");
    row("two question marks",
        "DELETE /devices/dev1/messages/devicebound/lock-1?api-version=2020-09-30&?reject=true",
        "reject lock-1");
    row("abandon", "POST /devices/dev1/messages/devicebound/lock-1/abandon?api-version=2021-04-12",
        "abandon lock-1");
    row("Node: upload",
        "POST /devices/dev1/files?api-version=2021-04-12\n\n{\"blobName\":\"binary.bin\"}",
        "start binary.bin");
    row("C: upload with a slash",
        "POST /devices/dev1/files/?api-version=2016-11-14\n\n{ \"blobName\": \"f.txt\" }",
        "start f.txt");
    row("Python: uploaded",
        "POST /devices/dev1/files/notifications?api-version=2019-10-01\n\n"
        R"({"correlationId": "corr==", "isSuccess": true, "statusCode": 200, )"
        R"("statusDescription": "OK"})",
        "finished corr==");
    row("C: uploaded, with status 400",
        "POST /devices/dev1/files/notifications/?api-version=2016-11-14\n\n"
        R"({"correlationId":"abc", "isSuccess":true, "statusCode":400, "statusDescription":""})",
        "finished abc");
    row("Node: uploaded, id in the path",
        "POST /devices/dev1/files/notifications/a%2Bb%3D?api-version=2021-04-12\niothub-name: h\n\n"
        R"({"isSuccess":true,"statusCode":201,"statusDescription":""})",
        "finished a+b=");
    row("Node: upload failed",
        "POST /devices/dev1/files/notifications/abc?api-version=2021-04-12\n\n"
        R"({"isSuccess":false,"statusCode":500,"statusDescription":"x"})",
        "failed abc");
    row("words in capitals",
        "POST /DEVICES/dev1/MESSAGES/Events/?API-VERSION=anything\n\nx", "| x");
    row("empty message", "POST /devices/dev1/messages/events?api-version=1", "| ");
}

void HttpDeviceTest::requestsOfTheSdksAreUnderstood()
{
    QFETCH(const std::string, text);
    QFETCH(const std::string, meaning);

    QCOMPARE(parsedText(text), meaning);
}

void HttpDeviceTest::headersBecomeProperties_data()
{
    QTest::addColumn<std::string>("headers");
    QTest::addColumn<std::string>("meaning");
    const auto row = [](const char* name, const std::string& headers, const std::string& meaning) {
        QTest::newRow(name) << headers << meaning + "| x";
    };
    row("name keeps its case", "iothub-app-Room: A\nIOTHUB-APP-b: B", "Room=A b=B ");
    row("value is not decoded", "iothub-app-a: 1%2B1+1", "a=1%2B1+1 ");
    row("value is empty", "iothub-app-a:", "a= ");
    row("no name", "iothub-app-: x", "");
    row("other headers", "Content-Type: text/plain\niothub-messagelocktimeout: 60\nX-Y: z", "");
    row("creation time of C# and of Java",
        "iothub-creationtimeutc: 1\niothub-creation-time-utc: 2",
        "iothub-creation-time-utc=1 iothub-creation-time-utc=2 ");
    row("the rest of the system's",
        "iothub-operation: d2c\niothub-interface-id: i\niothub-messageschema: s",
        "iothub-operation=d2c iothub-interface-id=i iothub-messageschema=s ");
    row("a system name as the application's own", "iothub-app-messageId: m", "messageId=m ");
    row("who has sent it is not believed", "iothub-connection-device-id: other", "");
    row("to: the path", "iothub-to: /devices/dev%201/messages/events", "");
    row("to: the path in other cases", "iothub-to: /Devices/dev 1/messages/Events/", "");
    row("to: something else", "iothub-to: /somewhere", "to=/somewhere ");
    row("to: a longer path", "iothub-to: /devices/dev 1/messages/events/x",
        "to=/devices/dev 1/messages/events/x ");
}

void HttpDeviceTest::headersBecomeProperties()
{
    QFETCH(const std::string, headers);
    QFETCH(const std::string, meaning);

    QCOMPARE(parsedText("POST /devices/dev%201/messages/events" + kVersion + "\n" + headers +
                        "\n\nx"),
             meaning);
}

void HttpDeviceTest::batchIsTakenApart_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("meaning");
    const auto row = [](const char* name, const std::string& text, const std::string& meaning) {
        QTest::newRow(name) << text << meaning;
    };
    row("type with parameters and in capitals",
        batchOf(R"([{"body":"eA=="}])", "Application/VND.microsoft.iothub.json; charset=utf-8"),
        "| x");
    row("another type", batchOf(R"([{"body":"eA=="}])", "application/json"),
        R"(| [{"body":"eA=="}])");
    row("text", batchOf(R"([{"body":"é \"","base64Encoded":false}])"), "| é \"");
    row("binary", batchOf(R"([{"body":"AP8=","base64Encoded":true}])"), "| "s + '\0' + '\xff');
    row("empty body", batchOf(R"([{"body":""}])"), "| ");
    row("values of all kinds",
        batchOf(R"([{"body":"","properties":{"iothub-app-a":1,"iothub-app-b":-2.5,)"
                R"("iothub-app-c":true,"iothub-app-d":"","iothub-app-e":null}}])"),
        "a=1 b=-2.5 c=true d= | ");
    row("system names", batchOf(R"([{"body":"","properties":{"IoTHub-MessageId":"m",)"
                                R"("iothub-to":"/devices/dev1/messages/events","unknown":"x"}}])"),
        "message-id=m | ");
    row("white space and unknown members", batchOf(" [ {\"x\":1,\"BODY\":\"eA==\"} ] "), "| x");
}

void HttpDeviceTest::batchIsTakenApart()
{
    QFETCH(const std::string, text);
    QFETCH(const std::string, meaning);

    QCOMPARE(parsedText(text), meaning);
}

void HttpDeviceTest::oneBadElementRefusesTheBatch_data()
{
    QTest::addColumn<std::string>("element");
    QTest::addColumn<std::string>("named");
    QTest::newRow("no body") << R"({"properties":{}})"s << "[1].body"s;
    QTest::newRow("body is a number") << R"({"body":1})"s << "[1].body"s;
    QTest::newRow("not base64") << R"({"body":"x"})"s << "[1].body"s;
    QTest::newRow("flag is a text") << R"({"body":"","base64Encoded":"no"})"s
                                    << "[1].base64Encoded"s;
    QTest::newRow("no object") << R"("eA==")"s << "[1]"s;
    QTest::newRow("list") << R"([])"s << "[1]"s;
    QTest::newRow("properties are a list") << R"({"body":"","properties":[]})"s
                                           << "[1].properties"s;
    QTest::newRow("property is an object") << R"({"body":"","properties":{"iothub-app-a":{}}})"s
                                           << "[1].properties.iothub-app-a"s;
    QTest::newRow("property is a list") << R"({"body":"","properties":{"iothub-app-a":[1]}})"s
                                        << "[1].properties.iothub-app-a"s;
}

void HttpDeviceTest::oneBadElementRefusesTheBatch()
{
    QFETCH(const std::string, element);
    QFETCH(const std::string, named);

    const auto request = parse(batchOf(R"([{"body":"eA=="},)" + element + R"(,{"body":"eA=="}])"));

    QVERIFY(!request);
    const Errc code = request.error().code;
    QVERIFY(code == Errc::InvalidArgument || code == Errc::MissingArgument);
    QVERIFY2(request.error().detail.find("'" + named + "'") != std::string::npos,
             request.error().detail.c_str());
}

void HttpDeviceTest::badRequestsAreRefused_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<int>("code");
    const auto row = [](const char* name, const std::string& text, Errc code) {
        QTest::newRow(name) << text << static_cast<int>(code);
    };
    const std::string base = "/devices/dev1/messages/";
    row("no version", "POST " + base + "events\n\nx", Errc::InvalidApiVersion);
    row("empty version", "GET " + base + "devicebound?api-version=", Errc::InvalidApiVersion);
    row("version first, path later", "GET " + base + "nothing", Errc::InvalidApiVersion);
    row("other path", "GET " + base + "nothing" + kVersion, Errc::NotFound);
    row("messages alone", "GET /devices/dev1/messages" + kVersion, Errc::NotFound);
    row("path goes on", "POST " + base + "events/more" + kVersion, Errc::NotFound);
    row("other word than abandon", "POST " + base + "devicebound/lock/forget" + kVersion,
        Errc::NotFound);
    row("files below", "POST /devices/dev1/files/a/b" + kVersion, Errc::NotFound);
    row("files of a module", "POST /devices/dev1/modules/mod1/files" + kVersion, Errc::NotFound);
    row("notification of a module",
        "POST /devices/dev1/modules/mod1/files/notifications" + kVersion, Errc::NotFound);
    row("GET events", "GET " + base + "events" + kVersion, Errc::MethodNotAllowed);
    row("PUT events", "PUT " + base + "events" + kVersion, Errc::MethodNotAllowed);
    row("DELETE without a lock", "DELETE " + base + "devicebound" + kVersion,
        Errc::MethodNotAllowed);
    row("GET of a lock", "GET " + base + "devicebound/lock" + kVersion, Errc::MethodNotAllowed);
    row("DELETE abandon", "DELETE " + base + "devicebound/lock/abandon" + kVersion,
        Errc::MethodNotAllowed);
    row("GET files", "GET /devices/dev1/files" + kVersion, Errc::MethodNotAllowed);
    row("batch is no JSON", batchOf("[{]"), Errc::InvalidJson);
    row("batch with something behind it", batchOf("[] x"), Errc::InvalidJson);
    row("member stands twice", batchOf(R"([{"body":"","body":""}])"), Errc::InvalidJson);
    row("batch is an object", batchOf(R"({"body":""})"), Errc::InvalidArgument);
    row("batch is empty", batchOf("[]"), Errc::InvalidArgument);
    row("batch is nothing", batchOf(""), Errc::InvalidJson);
    row("batch is too deep", batchOf(std::string(100, '[')), Errc::InvalidJson);
    row("batch is too large", batchOf(std::string(limits::kMaxTelemetryBytes + 1, ' ')),
        Errc::MessageTooLarge);
    const std::string files = "POST /devices/dev1/files";
    row("upload: no JSON", files + kVersion + "\n\nx", Errc::InvalidJson);
    row("upload: list", files + kVersion + "\n\n[]", Errc::InvalidArgument);
    row("upload: no name", files + kVersion + "\n\n{}", Errc::MissingArgument);
    row("upload: name is a number", files + kVersion + "\n\n{\"blobName\":1}",
        Errc::InvalidArgument);
    row("uploaded: no id", files + "/notifications" + kVersion + "\n\n{\"isSuccess\":true}",
        Errc::MissingArgument);
    row("uploaded: no result", files + "/notifications/abc" + kVersion + "\n\n{\"statusCode\":200}",
        Errc::MissingArgument);
    row("uploaded: result is a text",
        files + "/notifications/abc" + kVersion + "\n\n{\"isSuccess\":\"yes\"}",
        Errc::InvalidArgument);
    row("uploaded: list", files + "/notifications/abc" + kVersion + "\n\n[]",
        Errc::InvalidArgument);
}

void HttpDeviceTest::badRequestsAreRefused()
{
    QFETCH(const std::string, text);
    QFETCH(const int, code);

    const auto request = parse(text);

    QVERIFY(!request);
    QCOMPARE(static_cast<int>(request.error().code), code);
}

void HttpDeviceTest::sizeCountsBodyAndProperties()
{
    const std::string head = "POST /devices/dev1/messages/events" + kVersion + "\niothub-app-ab: cd\n\n";

    const auto largest = parse(head + std::string(limits::kMaxTelemetryBytes - 4, 'x'));
    const auto tooLarge = parse(head + std::string(limits::kMaxTelemetryBytes - 3, 'x'));

    QVERIFY(largest);
    QVERIFY(!tooLarge);
    QCOMPARE(tooLarge.error().code, Errc::MessageTooLarge);
}

void HttpDeviceTest::devicesAndBackEndsPart_data()
{
    QTest::addColumn<std::string>("line");
    QTest::addColumn<bool>("isDevices");
    const auto row = [](const std::string& line, bool isDevices) {
        QTest::newRow(line.c_str()) << line << isDevices;
    };
    row("POST /devices/d/messages/events", true);
    row("GET /devices/d/messages/events", true);
    row("GET /devices/d/messages/deviceBound", true);
    row("POST /devices/d/messages/deviceBound", false); // a back end sends a command
    row("POST /devices/d/messages/deviceBound/lock/abandon", true);
    row("DELETE /devices/d/messages/deviceBound/lock", true);
    row("DELETE /devices/d/commands", false); // a back end purges the queue
    row("POST /devices/d/modules/m/messages/deviceBound", false);
    row("GET /devices/d/modules/m/messages/deviceBound", true);
    row("POST /devices/d/modules/m/messages/events", true);
    row("GET /devices/d/messages", true);
    row("GET /devices/d/messages/nothing", true);
    row("POST /Devices/d/Files", true);
    row("POST /devices/d/files/notifications/c", true);
    row("POST /devices/d/modules/m/files", true);
    row("GET /devices", false);
    row("GET /devices/d", false);
    row("GET /devices/messages", false);
    row("GET /devices/d/modules", false);
    row("GET /devices/d/modules/m", false);
    row("GET /devices/d/modules/messages", false);
    row("POST /devices/query", false);
    row("GET /messages/serviceBound/feedback", false);
    row("GET /twins/d/messages/events", false);
    row("GET /", false);
}

void HttpDeviceTest::devicesAndBackEndsPart()
{
    QFETCH(const std::string, line);
    QFETCH(const bool, isDevices);
    const HttpRequestText request(line);

    QCOMPARE(http::isDeviceRequest(request.method, request.path), isDevices);
}

void HttpDeviceTest::identityStandsInThePath_data()
{
    QTest::addColumn<std::string>("path");
    QTest::addColumn<std::string>("id");
    QTest::newRow("device") << "/devices/Dev%231/files"s << "Dev#1"s;
    QTest::newRow("module") << "/devices/dev1/Modules/Mod1/messages/events"s << "dev1/Mod1"s;
    QTest::newRow("device called modules") << "/devices/modules/messages/events"s << "modules"s;
    QTest::newRow("module called messages")
        << "/devices/d/modules/messages/messages/events"s << "d/messages"s;
}

void HttpDeviceTest::identityStandsInThePath()
{
    QFETCH(const std::string, path);
    QFETCH(const std::string, id);
    const HttpRequestText request("POST " + path);

    QVERIFY(http::isDeviceRequest(request.method, request.path));
    QCOMPARE(http::identityOf(request.path).text(), id);
}

std::unique_ptr<QObject> httpDeviceTest()
{
    return std::make_unique<HttpDeviceTest>();
}

} // namespace hub::test

#include "tst_http_device.moc"
