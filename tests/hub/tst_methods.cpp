// Direct methods over real sockets: back ends over HTTPS, devices over MQTT.
#include "tests/support/test_hub.h"

#include "base/text.h"

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QTest>

#include <future>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

const std::string kApiVersion = "?api-version=2021-04-12";
const std::string kCall = "/twins/pump/methods" + kApiVersion;

/// A call that goes on while the test plays the device.
std::future<HttpAnswer> call(const TestHub& hub, const std::string& body)
{
    return std::async(std::launch::async, [&hub, body] {
        HttpPeer http = hub.http();
        http.get("/statistics/service" + kApiVersion);
        http.tls()->setTimeout(20s);
        return http.request("POST", kCall, body);
    });
}

/// A device that takes calls.
std::unique_ptr<MqttPeer> callable(const TestHub& hub, const std::string& id = "pump")
{
    auto device = hub.device(id);
    if (device->subscribe({{"$iothub/methods/POST/#", 0}}) != Bytes(1, '\0')) {
        qFatal("%s cannot subscribe", id.c_str());
    }
    return device;
}

struct Invocation
{
    std::string name;
    std::string request;
    std::string payload;
};

/// The next call: $iothub/methods/POST/{name}/?$rid={request}
Invocation receiveCall(MqttPeer& device)
{
    const auto packet = device.receive();
    if (!packet || packet->type != 3 || (packet->flags & 6) != 0) {
        qFatal("no call at QoS 0");
    }
    const std::string topic = packet->topic();
    const auto words = split(topic, '/');
    if (words.size() != 5 || !words[4].starts_with("?$rid=")) {
        qFatal("not the topic of a call: %s", topic.c_str());
    }
    return {std::string(words[3]), std::string(words[4].substr(6)), packet->payload()};
}

void answer(MqttPeer& device, const Invocation& call, int status, const std::string& payload)
{
    device.publishQos0("$iothub/methods/res/" + std::to_string(status) + "/?$rid=" + call.request,
                       payload);
}

/// The body with TRACKING for the tracking id and TIME for the time.
std::string golden(const HttpAnswer& answer)
{
    static const QRegularExpression tracking(
        R"([0-9a-f]{32}-G:0-TimeStamp:\d\d/\d\d/\d{4} \d\d:\d\d:\d\d)");
    static const QRegularExpression time(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)");
    return QString::fromStdString(answer.body)
        .replace(tracking, "TRACKING")
        .replace(time, "TIME")
        .toStdString();
}

/// {"Message":"{\"errorCode\":…}","ExceptionMessage":""}
std::string errorText(const char* number, const char* message, const char* info)
{
    return "{\"Message\":\"{\\\"errorCode\\\":"s + number +
           ",\\\"trackingId\\\":\\\"TRACKING\\\",\\\"message\\\":\\\"" + message +
           "\\\",\\\"info\\\":" + info +
           ",\\\"timestampUtc\\\":\\\"TIME\\\"}\",\"ExceptionMessage\":\"\"}";
}

} // namespace

class HubMethodsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void deviceAnswers()
    {
        TestHub hub;
        hub.addDevice("pump");
        const auto device = callable(hub);

        auto called = call(hub, R"({"methodName":"reboot","payload":{"delay":1.50}})");
        const Invocation invocation = receiveCall(*device);
        answer(*device, invocation, 404, R"({"why":"no such method"})");
        const HttpAnswer came = called.get();

        QCOMPARE(invocation.name, "reboot"s);
        QCOMPARE(invocation.payload, R"({"delay":1.50})"s);
        QCOMPARE(came.status, 200); // the device's status is another matter
        QCOMPARE(came.headers.at("content-type"), "application/json; charset=utf-8"s);
        QCOMPARE(came.body, R"({"status":404,"payload":{"why":"no such method"}})"s);
    }

    void callWithoutAPayloadHasNull()
    {
        TestHub hub;
        hub.addDevice("pump");
        const auto device = callable(hub);

        auto called = call(hub, R"({"methodName":"reboot"})");
        const Invocation invocation = receiveCall(*device);
        answer(*device, invocation, 200, "");

        QCOMPARE(invocation.payload, "null"s);
        QCOMPARE(called.get().body, R"({"status":200,"payload":null})"s);
    }

    void deviceThatComesInTimeIsCalled()
    {
        TestHub hub;
        hub.addDevice("pump");

        auto called =
            call(hub, R"({"methodName":"reboot","connectTimeoutInSeconds":"15"})");
        const auto device = callable(hub);
        answer(*device, receiveCall(*device), 200, "1");

        QCOMPARE(called.get().body, R"({"status":200,"payload":1})"s);
    }

    void nobodyIsThere_data()
    {
        QTest::addColumn<bool>("connected");
        QTest::newRow("offline") << false;
        QTest::newRow("connected, but takes no calls") << true;
    }

    void nobodyIsThere()
    {
        QFETCH(bool, connected);
        TestHub hub;
        hub.addDevice("pump");
        const auto device = connected ? hub.device("pump") : nullptr;
        HttpPeer http = hub.http();
        QElapsedTimer timer;
        timer.start();

        const HttpAnswer came = http.request("POST", kCall, R"({"methodName":"reboot"})");

        QVERIFY(timer.elapsed() < 1'000);
        QCOMPARE(came.status, 404);
        QCOMPARE(came.headers.at("iothub-errorcode"), "DeviceNotOnline"s);
        QCOMPARE(golden(came), errorText("404103", "Timed out waiting for device to connect.",
                                         R"({\"timeout\":\"00:00:00\"})"));
    }

    void timeToConnectRunsOut()
    {
        TestHub hub;
        hub.addDevice("pump");
        HttpPeer http = hub.http();
        QElapsedTimer timer;
        timer.start();

        const HttpAnswer came =
            http.request("POST", kCall, R"({"methodName":"reboot","connectTimeoutInSeconds":1})");

        QVERIFY(timer.elapsed() >= 1'000);
        QCOMPARE(golden(came), errorText("404103", "Timed out waiting for device to connect.",
                                         R"({\"timeout\":\"00:00:01\"})"));
    }

    void deviceDoesNotAnswer()
    {
        TestHub hub;
        hub.addDevice("pump");
        const auto device = callable(hub);

        auto called =
            call(hub, R"({"methodName":"reboot","responseTimeoutInSeconds":5})");
        const Invocation invocation = receiveCall(*device);
        const HttpAnswer came = called.get();
        answer(*device, invocation, 200, "too late");

        QCOMPARE(came.status, 504);
        QCOMPARE(came.headers.at("iothub-errorcode"), "GatewayTimeout"s);
        QCOMPARE(golden(came),
                 errorText("504101", "Timed out waiting for the response from device.", "{}"));
        auto next = call(hub, R"({"methodName":"again"})"); // the late answer harms nobody
        answer(*device, receiveCall(*device), 200, "2");
        QCOMPARE(next.get().body, R"({"status":200,"payload":2})"s);
    }

    void deviceGoesAway()
    {
        TestHub hub;
        hub.addDevice("pump");
        const auto device = callable(hub);

        auto called = call(hub, R"({"methodName":"reboot"})");
        receiveCall(*device);
        device->tls().closeHard();
        const HttpAnswer came = called.get();

        QCOMPARE(came.status, 404);
        QCOMPARE(came.headers.at("iothub-errorcode"), "DeviceConnectionClosedRemotely"s);
        QCOMPARE(golden(came),
                 errorText("404104", "The device's connection ended before it answered.", "{}"));
    }

    void modulesAreCalledByTheirOwnPath()
    {
        TestHub hub;
        hub.addDevice("pump");
        HttpPeer http = hub.http();
        QCOMPARE(http.request("PUT", "/devices/pump/modules/filter" + kApiVersion,
                              R"({"moduleId":"filter","deviceId":"pump"})")
                     .status,
                 200);
        const std::string target = "/twins/pump/modules/filter/methods" + kApiVersion;

        const HttpAnswer offline = http.request("POST", target, R"({"methodName":"reboot"})");
        const HttpAnswer unknown =
            http.request("POST", "/twins/pump/modules/none/methods" + kApiVersion,
                         R"({"methodName":"reboot"})");

        QCOMPARE(offline.headers.at("iothub-errorcode"), "DeviceNotOnline"s);
        QCOMPARE(unknown.status, 404);
        QCOMPARE(golden(unknown), errorText("404010", "pump/none", "{}"));
    }

    void refusalsAreNamed_data()
    {
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        QTest::addColumn<int>("number");
        const auto row = [](const char* name, const char* target, const QString& body, int status,
                            const char* code, int number) {
            QTest::newRow(name) << target << body << status << code << number;
        };
        const char* const wrong = "ArgumentInvalid";
        row("no device", "none", R"({"methodName":"a"})", 404, "DeviceNotFound", 404001);
        row("bad id", "a%20b", R"({"methodName":"a"})", 400, wrong, 400004);
        row("no name", "pump", "{}", 400, "ArgumentNull", 400005);
        row("bad name", "pump", R"({"methodName":"a/b"})", 400, wrong, 400004);
        row("short time", "pump", R"({"methodName":"a","responseTimeoutInSeconds":4})", 400, wrong,
            400004);
        row("long time in a text", "pump", R"({"methodName":"a","connectTimeoutInSeconds":"301"})",
            400, wrong, 400004);
        row("no JSON", "pump", "reboot", 400, "IotHubFormatError", 400006);
        row("large payload", "pump",
            R"({"methodName":"a","payload":")" + QString(128 * 1024, 'x') + R"("})", 413,
            "MessageTooLarge", 413001);
    }

    void refusalsAreNamed()
    {
        QFETCH(QString, target);
        QFETCH(QString, body);
        QFETCH(int, status);
        QFETCH(QString, code);
        QFETCH(int, number);
        static TestHub hub;
        HttpPeer http = hub.http();
        http.request("PUT", "/devices/pump" + kApiVersion, "{}");

        const HttpAnswer came =
            http.request("POST", "/twins/" + target.toStdString() + "/methods" + kApiVersion,
                         body.toStdString());

        QVERIFY2(came.status == status, came.body.c_str());
        QCOMPARE(QString::fromStdString(came.headers.at("iothub-errorcode")), code);
        const json::value outer = came.parsed();
        QVERIFY(outer.at("ExceptionMessage") == "");
        const auto inner = parseJson(std::string_view(outer.at("Message").as_string()));
        QVERIFY(inner.has_value());
        QVERIFY(inner.value().at("errorCode") == number);
        QVERIFY(!inner.value().at("message").as_string().empty());
        std::string tracking = came.headers.at("x-ms-request-id");
        std::erase(tracking, '-');
        QVERIFY(inner.value().at("trackingId").as_string().starts_with(tracking));
    }

    void bodyMustBeJson()
    {
        TestHub hub;
        hub.addDevice("pump");
        HttpPeer http = hub.http();

        const HttpAnswer came =
            http.request("POST", kCall, "{}", {{"Content-Type", "text/plain"}});

        QCOMPARE(came.status, 415);
    }

    void onlyServicesMayCall_data()
    {
        QTest::addColumn<QString>("policy");
        QTest::addColumn<int>("status");
        QTest::newRow("iothubowner") << "iothubowner" << 404;
        QTest::newRow("service") << "service" << 404;
        QTest::newRow("device") << "device" << 401;
        QTest::newRow("registryRead") << "registryRead" << 401;
        QTest::newRow("registryReadWrite") << "registryReadWrite" << 401;
    }

    void onlyServicesMayCall()
    {
        QFETCH(QString, policy);
        QFETCH(int, status);
        static TestHub hub;
        hub.http().request("PUT", "/devices/pump" + kApiVersion, "{}");
        HttpPeer http = hub.httpAs(policy.toStdString());
        const std::string body = R"({"methodName":"reboot"})";

        const HttpAnswer came = http.request("POST", kCall, body);
        const HttpAnswer module =
            http.request("POST", "/twins/pump/modules/m/methods" + kApiVersion, body);

        QCOMPARE(came.status, status);
        QCOMPARE(module.status, status);
        if (status == 401) { // the first form: that is not the method's error
            QVERIFY2(came.body.starts_with("{\"Message\":\"ErrorCode:IotHubUnauthorizedAccess;"),
                     came.body.c_str());
        }
    }

    void callerWhoGoesAwayLeavesTheOthersAlone()
    {
        TestHub hub;
        hub.addDevice("pump");
        const auto device = callable(hub);
        {
            HttpPeer http = hub.http();
            QCOMPARE(http.get("/statistics/service" + kApiVersion).status, 200);
            http.tls()->setTimeout(100ms);
            http.request("POST", kCall, R"({"methodName":"first"})"); // gives up
        }
        const Invocation first = receiveCall(*device);

        auto called = call(hub, R"({"methodName":"second"})");
        const Invocation second = receiveCall(*device);
        answer(*device, first, 200, "1");
        answer(*device, second, 200, "2");

        QCOMPARE(first.name, "first"s);
        QCOMPARE(second.name, "second"s);
        QCOMPARE(called.get().body, R"({"status":200,"payload":2})"s);
    }

    void openCallDoesNotDelayTheStop()
    {
        TestHub hub;
        hub.addDevice("pump");
        const auto device = callable(hub);
        auto called =
            call(hub, R"({"methodName":"reboot","responseTimeoutInSeconds":300})");
        receiveCall(*device);
        QElapsedTimer timer;
        timer.start();

        hub.stop();

        QVERIFY2(timer.elapsed() < 2'500, qPrintable(QString::number(timer.elapsed())));
        const int status = called.get().status;
        QVERIFY(status == 503 || status == 404 || status == 0);
    }
};

QTEST_GUILESS_MAIN(HubMethodsTest)
#include "tst_methods.moc"
