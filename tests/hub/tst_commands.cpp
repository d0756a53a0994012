// Azure's routes of commands and their feedback over real sockets: headers, bodies to the letter.
#include "tests/support/queue_calls.h"

#include "base/time_text.h"

#include <QRegularExpression>
#include <QTest>

#include <set>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

using Headers = std::map<std::string, std::string>;

const std::string kFeedback = "/messages/serviceBound/feedback";

HttpAnswer send(HttpPeer& http,
                const std::string& id,
                const std::string& body,
                const Headers& headers = {})
{
    return http.request("POST", "/devices/" + id + "/messages/deviceBound" + kApiVersion, body,
                        headers);
}

std::string timeIn(std::chrono::seconds seconds)
{
    const auto now = std::chrono::time_point_cast<Micros>(std::chrono::system_clock::now());
    return toAzureTime(now + seconds);
}

std::uint64_t countOf(const json::value& identity)
{
    return static_cast<std::uint64_t>(identity.at("cloudToDeviceMessageCount").as_int64());
}

/// "DeviceNotFound;none" of {"Message":"ErrorCode:DeviceNotFound;none",…}.
std::string errorOf(const HttpAnswer& answer)
{
    const json::value body = answer.parsed();
    if (!body.is_object() || !body.as_object().contains("Message")) {
        return "no error: " + answer.body;
    }
    const std::string message(body.at("Message").as_string());
    const std::string start = "ErrorCode:";
    return message.starts_with(start) ? message.substr(start.size()) : message;
}

/// A hub with feedback: 64 records, so that nobody waits for more.
class FeedbackHub final
{
public:
    FeedbackHub() : hub([](Config& config) { config.maxDeliveries = 1; }), http(hub.http())
    {
        hub.addDevice("pump");
        hub.addDevice("spare-1");
        hub.addDevice("spare-2");
    }

    void sendWithAck(const std::string& id, const std::string& message, const std::string& ack,
                     const Headers& more = {})
    {
        Headers headers{{"iothub-messageid", message}, {"iothub-ack", ack}};
        headers.insert(more.begin(), more.end());
        const HttpAnswer answer = send(http, id, "x", headers);
        if (answer.status != 204) {
            qFatal("%s", answer.body.c_str());
        }
    }

    /// Records of status Purged.
    void fill(int count)
    {
        for (int i = 0; i < count; ++i) {
            const std::string id = i < 45 ? "spare-1" : "spare-2";
            sendWithAck(id, "spare", "negative");
        }
        for (const char* const id : {"spare-1", "spare-2"}) {
            http.request("DELETE", "/devices/" + std::string(id) + "/commands" + kApiVersion);
        }
    }

    HttpAnswer feedback() { return http.get(kFeedback + kApiVersion); }

    static std::string lockOf(const HttpAnswer& answer)
    {
        const std::string etag = answer.headers.at("etag");
        return etag.substr(1, etag.size() - 2);
    }

    TestHub hub;
    HttpPeer http;
};

} // namespace

class HubCommandsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void headersBecomeProperties()
    {
        TestHub hub;
        hub.addDevice("pump");
        HttpPeer http = hub.http();

        const HttpAnswer answer =
            send(http, "pump", "\x01\xff"s,
                 {{"iothub-messageid", "m-1"},
                  {"iothub-correlationid", "c 1"},
                  {"iothub-userid", "ada"},
                  {"iothub-ack", "full"},
                  {"iothub-expiry", timeIn(600s)},
                  {"iothub-to", "/devices/other/messages/deviceBound"},
                  {"Content-Type", "application/json"},
                  {"Content-Encoding", "utf-8"},
                  {"iothub-app-Site", "Zürich"},
                  {"IOTHUB-APP-urgent", "yes"}});

        QCOMPARE(answer.status, 204);
        QVERIFY(answer.body.empty());
        const api::Queue queue = queueOf(http, "pump");
        QCOMPARE(queue.commands.size(), std::size_t{1});
        const api::Command& command = queue.commands[0];
        QCOMPARE(command.body, "\x01\xff"s);
        QCOMPARE(command.messageId, "m-1"s);
        QCOMPARE(command.correlationId, "c 1"s);
        QCOMPARE(command.userId, "ada"s);
        QCOMPARE(command.ack, "full"s);
        QCOMPARE(command.contentType, "application/json"s);
        QCOMPARE(command.contentEncoding, "utf-8"s);
        QVERIFY(command.expires > command.enqueued + 590s);
        QVERIFY(command.expires < command.enqueued + 610s);
        const decltype(command.properties) properties{{"Site", "Zürich"}, {"urgent", "yes"}};
        QVERIFY(command.properties == properties);
        const api::CommandLife life = lifeOf(http, "pump", command.id);
        QCOMPARE(life.life.at(0).protocol, "service"s);
        QVERIFY(life.life.at(0).connection.starts_with("iothubowner 127.0.0.1:"));
    }

    void headersOfItsOwnNameTheContent()
    {
        TestHub hub;
        hub.addDevice("pump");
        HttpPeer http = hub.http();

        send(http, "pump", "{}",
             {{"Content-Type", "application/octet-stream"},
              {"iothub-contenttype", "application/json"},
              {"iothub-contentencoding", "utf-16"}});

        const api::Command command = queueOf(http, "pump").commands.at(0);
        QCOMPARE(command.contentType, "application/json"s);
        QCOMPARE(command.contentEncoding, "utf-16"s);
    }

    /// Azure IoT Explorer puts all that its form has into application properties.
    void applicationPropertiesMayHaveNamesOfTheSystem()
    {
        TestHub hub;
        hub.addDevice("pump");
        HttpPeer http = hub.http();

        const HttpAnswer answer = send(http, "pump", "open",
                                       {{"iothub-app-ack", "full"},
                                        {"iothub-app-messageId", "m 1"},
                                        {"iothub-app-expiryTimeUtc", "soon"}});

        QCOMPARE(answer.status, 204);
        const api::Command command = queueOf(http, "pump").commands.at(0);
        QCOMPARE(command.ack, "none"s);
        QCOMPARE(command.messageId.size(), std::size_t{36}); // one of its own
        const decltype(command.properties) properties{
            {"ack", "full"}, {"expiryTimeUtc", "soon"}, {"messageId", "m 1"}};
        QVERIFY(command.properties == properties);
    }

    void sentCommandReachesTheDevice()
    {
        TestHub hub;
        hub.addDevice("pump");
        HttpPeer http = hub.http();
        const auto device = hub.device("pump");
        subscribeToCommands(*device, "pump");

        send(http, "pump", "open",
             {{"iothub-messageid", "m-1"}, {"iothub-ack", "full"}, {"iothub-app-a", "b c"}});
        const MqttCommand command = receiveCommand(*device);

        QCOMPARE(command.body, "open"s);
        const QRegularExpression topic(
            "^devices/pump/messages/devicebound/%24\\.mid=m-1&%24\\.exp=[^&]+&"
            "%24\\.to=%2Fdevices%2Fpump%2Fmessages%2FdeviceBound&%24\\.ct=application%2Fjson&"
            "iothub-ack=full&a=b%20c$");
        QVERIFY2(topic.match(QString::fromStdString(command.topic)).hasMatch(),
                 command.topic.c_str());
    }

    void wordsOfThePathMatchIgnoringCase()
    {
        TestHub hub;
        hub.addDevice("pump");
        HttpPeer http = hub.http();

        QCOMPARE(http.request("POST", "/devices/pump/messages/devicebound" + kApiVersion, "x").status,
                 204);
        QCOMPARE(http.request("POST", "/devices%2Fpump%2Fmessages%2FdeviceBound" + kApiVersion, "x")
                     .status,
                 204);
        QCOMPARE(queueOf(http, "pump").commands.size(), std::size_t{2});
    }

    void refusalsAreNamed_data()
    {
        QTest::addColumn<QString>("header");
        QTest::addColumn<QString>("value");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        const auto row = [](const char* header, const QString& value, int status,
                            const char* code) {
            QTest::addRow("%s: %s", header, qPrintable(value.left(30)))
                << header << value << status << code;
        };
        row("iothub-ack", "always", 400, "ArgumentInvalid");
        row("iothub-messageid", "a b", 400, "ArgumentInvalid");
        row("iothub-messageid", QString(129, 'm'), 400, "ArgumentInvalid");
        row("iothub-expiry", "tomorrow", 400, "ArgumentInvalid");
        row("iothub-expiry", "2020-01-01T00:00:00Z", 403, "InvalidMessageExpiryTime");
        row("iothub-expiry", "2999-01-01T00:00:00Z", 403, "InvalidMessageExpiryTime");
        row("iothub-app-", "x", 400, "ArgumentInvalid");
        row("iothub-app-$.mid", "x", 400, "ArgumentInvalid");
    }

    void refusalsAreNamed()
    {
        QFETCH(QString, header);
        QFETCH(QString, value);
        QFETCH(int, status);
        QFETCH(QString, code);
        static TestHub hub;
        HttpPeer http = hub.http();
        http.request("PUT", "/devices/pump" + kApiVersion, "{}");

        const HttpAnswer answer =
            send(http, "pump", "x", {{header.toStdString(), value.toStdString()}});

        QVERIFY2(answer.status == status, answer.body.c_str());
        QCOMPARE(QString::fromStdString(answer.headers.at("iothub-errorcode")), code);
        QVERIFY(errorOf(answer).starts_with(code.toStdString() + ";"));
        QVERIFY(queueOf(http, "pump").commands.empty());
    }

    void bodyHasItsLimit()
    {
        TestHub hub;
        hub.addDevice("pump");
        HttpPeer http = hub.http();

        const Headers headers{{"iothub-messageid", "m"}, {"Content-Type", "text/plain"}};
        const std::string body(65'536 - 11, 'x'); // what the headers say counts too

        const HttpAnswer most = send(http, "pump", body, headers);
        const HttpAnswer more = send(http, "pump", body + "x", headers);
        const HttpAnswer none = send(http, "pump", {});

        QCOMPARE(most.status, 204);
        QCOMPARE(more.status, 413);
        QCOMPARE(more.headers.at("iothub-errorcode"), "MessageTooLarge"s);
        QCOMPARE(none.status, 204);
    }

    void fullQueueIsAnErrorOfItsOwn()
    {
        TestHub hub;
        hub.addDevice("pump");
        HttpPeer http = hub.http();
        for (int i = 0; i < 50; ++i) {
            QCOMPARE(send(http, "pump", "x").status, 204);
        }

        const HttpAnswer answer = send(http, "pump", "x");

        QCOMPARE(answer.status, 403);
        QCOMPARE(answer.headers.at("iothub-errorcode"), "DeviceMaximumQueueDepthExceeded"s);
        QVERIFY(errorOf(answer).starts_with("DeviceMaximumQueueDepthExceeded;"));
    }

    void whoIsNotThereGetsNothing()
    {
        TestHub hub;
        hub.addDevice("pump");
        HttpPeer http = hub.http();

        const HttpAnswer device = send(http, "none", "x");
        const HttpAnswer module = http.request(
            "POST", "/devices/pump/modules/filter/messages/deviceBound" + kApiVersion, "x");
        const HttpAnswer purge = http.request("DELETE", "/devices/none/commands" + kApiVersion);

        QCOMPARE(device.status, 404);
        QCOMPARE(errorOf(device), "DeviceNotFound;none"s);
        QCOMPARE(module.status, 400);
        QCOMPARE(module.headers.at("iothub-errorcode"), "InvalidOperation"s);
        QCOMPARE(purge.status, 404);
        QCOMPARE(errorOf(purge), "DeviceNotFound;none"s);
    }

    void purgeCounts()
    {
        TestHub hub;
        hub.addDevice("pump");
        HttpPeer http = hub.http();
        for (int i = 0; i < 3; ++i) {
            send(http, "pump", "x");
        }
        QCOMPARE(AskingDevice(hub, "pump").receive().status, 200); // in flight counts too

        const HttpAnswer first = http.request("DELETE", "/devices/pump/commands" + kApiVersion);
        const HttpAnswer second = http.request("DELETE", "/devices/pump/commands" + kApiVersion);

        QCOMPARE(first.status, 200);
        QCOMPARE(first.headers.at("content-type"), "application/json; charset=utf-8"s);
        QCOMPARE(first.body, R"({"totalMessagesPurged":3,"deviceId":"pump","moduleId":null})"s);
        QCOMPARE(second.body, R"({"totalMessagesPurged":0,"deviceId":"pump","moduleId":null})"s);
        QCOMPARE(queueOf(http, "pump").counts.dead, std::uint64_t{3});
    }

    void identitiesAndTwinsTellHowManyWait()
    {
        TestHub hub;
        hub.addDevice("pump");
        hub.addDevice("valve");
        HttpPeer http = hub.http();
        for (int i = 0; i < 4; ++i) {
            send(http, "pump", "x");
        }
        AskingDevice device(hub, "pump");
        QCOMPARE(device.complete(device.receive()), 204);
        QCOMPARE(device.receive().status, 200); // in flight

        const json::value one = http.get("/devices/pump" + kApiVersion).parsed();
        const json::value list = http.get("/devices" + kApiVersion).parsed();
        const json::value twin = http.get("/twins/pump" + kApiVersion).parsed();
        const json::value put =
            http.request("PUT", "/devices/pump" + kApiVersion, "{}", {{"If-Match", "*"}}).parsed();

        QCOMPARE(countOf(one), std::uint64_t{3});
        QCOMPARE(countOf(list.at(0)), std::uint64_t{3});
        QCOMPARE(countOf(list.at(1)), std::uint64_t{0});
        QCOMPARE(countOf(twin), std::uint64_t{3});
        QCOMPARE(countOf(put), std::uint64_t{3});
    }

    void feedbackTellsHowEachOneEnded()
    {
        FeedbackHub desk;
        QCOMPARE(desk.feedback().status, 204);
        AskingDevice device(desk.hub, "pump");
        desk.sendWithAck("pump", "m-done", "full");
        QCOMPARE(device.complete(device.receive()), 204);
        desk.sendWithAck("pump", "m-refused", "negative");
        QCOMPARE(device.reject(device.receive()), 204);
        desk.sendWithAck("pump", "m-given-back", "full"); // one delivery is the most
        QCOMPARE(device.abandon(device.receive()), 204);
        desk.sendWithAck("pump", "m-positive", "positive");
        desk.sendWithAck("pump", "m-none", "none");
        desk.sendWithAck("pump", "m-purged", "full");
        desk.http.request("DELETE", "/devices/pump/commands" + kApiVersion);
        desk.sendWithAck("pump", "m-late", "negative", {{"iothub-expiry", timeIn(1s)}});
        const api::Queue queue = queueWhen(
            desk.http, "pump", [](const api::Queue& q) { return q.counts.waiting == 0; });
        QCOMPARE(queue.commands.at(0).reason, "expired"s);
        desk.fill(59); // and these five make a batch

        const HttpAnswer answer = desk.feedback();

        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.headers.at("content-type"),
                 "application/vnd.microsoft.iothub.feedback.json"s);
        const json::array records = answer.parsed().as_array();
        QCOMPARE(records.size(), std::size_t{64});
        std::set<std::string> ends;
        for (const json::value& record : records) {
            QVERIFY(record.at("description") == record.at("statusCode"));
            ends.insert(std::string(record.at("originalMessageId").as_string()) + " " +
                        std::string(record.at("statusCode").as_string()));
        }
        const std::set<std::string> expected{"m-done Success",
                                             "m-refused Rejected",
                                             "m-given-back DeliveryCountExceeded",
                                             "m-purged Purged",
                                             "m-late Expired",
                                             "spare Purged"};
        QVERIFY2(ends == expected, answer.body.c_str());
    }

    void feedbackRecordHasTheseMembersInThisOrder()
    {
        FeedbackHub desk;
        desk.fill(64);
        const std::string generation(desk.http.get("/devices/spare-1" + kApiVersion)
                                         .parsed()
                                         .at("generationId")
                                         .as_string());

        const HttpAnswer answer = desk.feedback();

        const QRegularExpression first(
            R"(^\[\{"originalMessageId":"spare","enqueuedTimeUtc":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z",)"
            R"("statusCode":"Purged","description":"Purged","deviceId":"spare-1",)"
            "\"deviceGenerationId\":\"" +
            QString::fromStdString(generation) + "\"\\},\\{");
        QVERIFY2(first.match(QString::fromStdString(answer.body)).hasMatch(), answer.body.c_str());
        static const QRegularExpression lock(R"(^"[0-9a-f-]{36}"$)");
        QVERIFY(lock.match(QString::fromStdString(answer.headers.at("etag"))).hasMatch());
    }

    void feedbackIsCompletedOnce()
    {
        FeedbackHub desk;
        desk.fill(64);
        const HttpAnswer batch = desk.feedback();
        const std::string target =
            kFeedback + "/" + FeedbackHub::lockOf(batch) + kApiVersion;

        const int whileLocked = desk.feedback().status;
        const int completed = desk.http.request("DELETE", target).status;
        const HttpAnswer again = desk.http.request("DELETE", target);

        QCOMPARE(whileLocked, 204);
        QCOMPARE(completed, 204);
        QCOMPARE(again.status, 412);
        QCOMPARE(again.headers.at("iothub-errorcode"), "DeviceMessageLockLost"s);
        QVERIFY(errorOf(again).starts_with("DeviceMessageLockLost;"));
        QCOMPARE(desk.feedback().status, 204);
    }

    void feedbackThatIsGivenBackComesAgain()
    {
        FeedbackHub desk;
        desk.fill(64);
        const HttpAnswer batch = desk.feedback();
        const std::string lock = FeedbackHub::lockOf(batch);

        const int abandoned =
            desk.http.request("POST", kFeedback + "/" + lock + "/abandon" + kApiVersion).status;
        const HttpAnswer again = desk.feedback();

        QCOMPARE(abandoned, 204);
        QCOMPARE(again.status, 200);
        QCOMPARE(again.body, batch.body);
        QVERIFY(FeedbackHub::lockOf(again) != lock);
        QCOMPARE(desk.http.request("POST", kFeedback + "/" + lock + "/abandon" + kApiVersion).status,
                 412);
    }

    void rightsDecideByRoute_data()
    {
        QTest::addColumn<QString>("policy");
        QTest::addColumn<bool>("allowed");
        QTest::newRow("iothubowner") << "iothubowner" << true;
        QTest::newRow("service") << "service" << true;
        QTest::newRow("device") << "device" << false;
        QTest::newRow("registryRead") << "registryRead" << false;
        QTest::newRow("registryReadWrite") << "registryReadWrite" << false;
    }

    void rightsDecideByRoute()
    {
        QFETCH(QString, policy);
        QFETCH(bool, allowed);
        static TestHub hub;
        hub.http().request("PUT", "/devices/pump" + kApiVersion, "{}");
        HttpPeer http = hub.httpAs(policy.toStdString());
        const auto status = [&](const char* method, const std::string& target) {
            return http.request(method, target + kApiVersion, method == "POST"s ? "x" : "").status;
        };

        QCOMPARE(status("POST", "/devices/pump/messages/deviceBound"), allowed ? 204 : 401);
        QCOMPARE(status("POST", "/devices/pump/modules/m/messages/deviceBound"),
                 allowed ? 400 : 401);
        QCOMPARE(status("DELETE", "/devices/pump/commands"), allowed ? 200 : 401);
        QCOMPARE(status("GET", kFeedback), allowed ? 204 : 401);
        QCOMPARE(status("DELETE", kFeedback + "/x"), allowed ? 412 : 401);
        QCOMPARE(status("POST", kFeedback + "/x/abandon"), allowed ? 412 : 401);
    }
};

QTEST_GUILESS_MAIN(HubCommandsTest)
#include "tst_commands.moc"
