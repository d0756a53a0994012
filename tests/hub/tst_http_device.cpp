// The HTTPS device API over real sockets: telemetry, commands and files of devices, and rude ones.
#include "tests/support/printing.h"
#include "tests/support/test_hub.h"

#include "domain/limits.h"

#include <boost/json/serialize.hpp>

#include <QTest>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

const std::string kVersion = "?api-version=2021-04-12";
const std::string kEvents = "/devices/dev1/messages/events" + kVersion;
const std::string kCommands = "/devices/dev1/messages/devicebound";
const std::string kFiles = "/devices/dev1/files";
const std::string kNotifications = "/messages/serviceBound/filenotifications";

HttpPeer peerOf(TestHub& hub)
{
    TlsPeer::Options options;
    options.port = hub.server().endpoints().https.front();
    options.caFile = hub.caFile();
    return HttpPeer(options);
}

/// A device that speaks HTTPS.
HttpPeer deviceOf(TestHub& hub, const std::string& id = "dev1")
{
    HttpPeer peer = peerOf(hub);
    peer.setHeader("Authorization", deviceToken(id, kTestKey));
    return peer;
}

std::string text(const json::value& value, const char* name)
{
    const json::value* found = value.is_object() ? value.as_object().if_contains(name) : nullptr;
    return found != nullptr && found->is_string() ? std::string(found->as_string()) : "";
}

void storeFiles(Config& config)
{
    config.fileStorage = "AccountName=files;AccountKey=" + std::string(kTestKey) +
                         ";BlobEndpoint=https://127.0.0.1:10000/files";
    config.fileContainer = "uploads";
}

} // namespace

class HubHttpDeviceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        hub_ = std::make_unique<TestHub>(storeFiles);
        hub_->addDevice("dev1");
    }

    void cleanupTestCase() { hub_.reset(); }

    // Telemetry.

    void messageArrivesWithItsProperties()
    {
        TestHub hub;
        hub.addDevice("dev1");
        HttpPeer device = deviceOf(hub);

        const HttpAnswer answer = device.request("POST", kEvents, R"({"t":1})",
                                                 {{"iothub-to", "/devices/dev1/messages/events"},
                                                  {"iothub-app-prop1", "v1"},
                                                  {"IoTHub-MessageId", "m1"},
                                                  {"iothub-contenttype", "application/json"}});

        QCOMPARE(answer.status, 204);
        QVERIFY(answer.body.empty());
        QVERIFY(!answer.headers.contains("content-type"));
        QVERIFY(answer.headers.contains("x-ms-request-id"));
        const json::array messages = hub.messagesOf("dev1", 1);
        QCOMPARE(messages.size(), std::size_t{1});
        const std::string stored = json::serialize(messages[0]);
        for (const char* const part : {R"("prop1":"v1")", R"("message-id":"m1")",
                                       R"("content-type":"application/json")", "\\\"t\\\":1"}) {
            QVERIFY2(stored.find(part) != std::string::npos, stored.c_str());
        }
        QVERIFY(stored.find("/messages/events") == std::string::npos); // the path is no property
    }

    void batchArrivesInOrder()
    {
        TestHub hub;
        hub.addDevice("dev1");
        HttpPeer device = deviceOf(hub);

        const HttpAnswer answer =
            device.request("POST", kEvents, R"([{"body":"b25l"},{"body":"two","base64Encoded":false}])",
                           {{"Content-Type", "application/vnd.microsoft.iothub.json"}});

        QCOMPARE(answer.status, 204);
        const json::array messages = hub.messagesOf("dev1", 2);
        QCOMPARE(messages.size(), std::size_t{2});
        QVERIFY(json::serialize(messages[0]).find("\"one\"") != std::string::npos);
        QVERIFY(json::serialize(messages[1]).find("\"two\"") != std::string::npos);
    }

    void storedMessageSurvivesAKill()
    {
        TestHub hub;
        hub.addDevice("dev1");
        HttpPeer device = deviceOf(hub);

        QCOMPARE(device.request("POST", kEvents, "kept").status, 204);
        hub.stop();
        hub.start();

        QCOMPARE(hub.messagesOf("dev1", 1).size(), std::size_t{1});
    }

    void framingOfAllClientsIsTaken_data()
    {
        QTest::addColumn<std::string>("request");
        QTest::addColumn<int>("status");
        const auto row = [](const char* name, const std::string& request, int status) {
            QTest::newRow(name) << request << status;
        };
        row("Node: chunks",
            "POST " + kEvents + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n@\r\n"
                                "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
            204);
        row("C: GET with a length of 0",
            "GET " + kCommands + kVersion + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n@\r\n",
            204);
        row("GET with a body",
            "GET " + kCommands + kVersion +
                " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n@\r\n{}",
            204);
        row("DELETE with a type",
            "DELETE " + kCommands + "/nothing" + kVersion +
                " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nIf-Match: "
                "\"nothing\"\r\n@\r\n",
            412);
        row("slash at the end, doubled slash, capitals",
            "GET //devices/dev1/messages//deviceBound/?api-version=1 HTTP/1.1\r\nHost: "
            "localhost\r\n@\r\n",
            204);
        row("encoded slashes", "GET /devices%2Fdev1%2Fmessages%2Fdevicebound" + kVersion +
                                   " HTTP/1.1\r\nHost: localhost\r\n@\r\n",
            204);
        row("no body at all",
            "POST " + kEvents + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n@\r\n", 204);
    }

    void framingOfAllClientsIsTaken()
    {
        QFETCH(std::string, request);
        QFETCH(int, status);
        HttpPeer device = deviceOf(*hub_);
        request.replace(request.find('@'), 1,
                        "Authorization: " + deviceToken("dev1", kTestKey) + "\r\n");

        const HttpAnswer answer = device.raw(request);

        QVERIFY2(answer.status == status, answer.body.c_str());
        const TlsPeer* const first = device.tls();
        QCOMPARE(device.get(kCommands + kVersion).status, 204); // nothing was left of the request
        QCOMPARE(device.tls(), first);
    }

    void expectationIsAnsweredBeforeTheBody()
    {
        HttpPeer device = deviceOf(*hub_);

        const HttpAnswer first = device.raw("POST " + kEvents +
                                            " HTTP/1.1\r\nHost: localhost\r\nAuthorization: " +
                                            deviceToken("dev1", kTestKey) +
                                            "\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
        const HttpAnswer second = device.raw("ab");

        QCOMPARE(first.status, 100);
        QCOMPARE(second.status, 204);
    }

    void errorsAreSpelledAsTheCSdkReadsThem()
    {
        HttpPeer device = deviceOf(*hub_);
        QCOMPARE(device.get(kCommands + kVersion).status, 204); // connects

        const Bytes answer =
            rawHead(*device.tls(), "GET /devices/dev1/messages/nothing" + kVersion);

        QVERIFY2(answer.find("\r\niothub-errorcode: GenericNotFound\r\n") != Bytes::npos,
                 answer.c_str());
        QVERIFY(answer.find("\r\nx-ms-request-id: ") != Bytes::npos);
    }

    // Refusals: see also tst_refusals.

    void connectionIsKeptThroughRefusals()
    {
        HttpPeer device = deviceOf(*hub_);
        QCOMPARE(device.request("POST", kEvents, "x").status, 204);
        const TlsPeer* const first = device.tls();

        QCOMPARE(device.request("POST", kEvents, "x", {{"Authorization", "nonsense"}}).status, 401);
        QCOMPARE(device.get("/devices/dev1/messages/nothing" + kVersion).status, 404);
        QCOMPARE(device.request("POST", kEvents, std::string(limits::kMaxTelemetryBytes + 1, 'x'))
                     .status,
                 413);
        QCOMPARE(device.request("POST", kEvents, "x").status, 204);

        QCOMPARE(device.tls(), first);
    }

    void strangersLargeBodiesAreNotRead()
    {
        HttpPeer stranger = peerOf(*hub_);

        const HttpAnswer answer = stranger.raw("POST " + kEvents +
                                               " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                                               "200000\r\n\r\n");

        QCOMPARE(answer.status, 401); // though not one byte of it has come
    }

    void policyOfDevicesActsForThem()
    {
        HttpPeer peer = hub_->httpAs("device");

        QCOMPARE(peer.request("POST", kEvents, "x").status, 204);
        QCOMPARE(peer.request("POST", "/devices/ghost/messages/events" + kVersion, "x").status, 401);
    }

    // Commands.

    void commandIsReceivedOnceAndCompleted()
    {
        TestHub hub;
        hub.addDevice("dev1");
        HttpPeer device = deviceOf(hub);
        QCOMPARE(device.get(kCommands + kVersion).status, 204);
        sendCommand(hub, "do it");

        const HttpAnswer command = device.get(kCommands + kVersion);

        QCOMPARE(command.status, 200);
        QCOMPARE(command.body, std::string("do it"));
        QCOMPARE(command.headers.at("content-type"), std::string("application/octet-stream"));
        QCOMPARE(command.headers.at("iothub-messageid"), std::string("m1"));
        QCOMPARE(command.headers.at("iothub-app-prop1"), std::string("v1"));
        QCOMPARE(command.headers.at("iothub-to"), std::string("/devices/dev1/messages/deviceBound"));
        QCOMPARE(device.get(kCommands + kVersion).status, 204);
        QCOMPARE(settle(device, "DELETE", command).status, 204);
        QCOMPARE(settle(device, "DELETE", command).status, 412);
    }

    void commandsHeadersAreSpelledAsTheCSdkReadsThem()
    {
        TestHub hub;
        hub.addDevice("dev1");
        sendCommand(hub, "do it");
        HttpPeer device = deviceOf(hub);
        QCOMPARE(device.get(kFiles).status, 400); // connects

        const Bytes head = rawHead(*device.tls(), "GET " + kCommands + kVersion);

        for (const char* const line :
             {"\r\nETag: \"", "\r\niothub-messageid: m1\r\n", "\r\niothub-sequencenumber: 1\r\n",
              "\r\niothub-deliverycount: 0\r\n", "\r\niothub-app-prop1: v1\r\n",
              "\r\nContentType: application/json\r\n",
              "\r\niothub-contenttype: application/json\r\n", "\r\nContentEncoding: utf-8\r\n"}) {
            QVERIFY2(head.find(line) != Bytes::npos, head.c_str());
        }
    }

    void abandonedCommandComesAgain()
    {
        TestHub hub;
        hub.addDevice("dev1");
        sendCommand(hub, "do it");
        HttpPeer device = deviceOf(hub);
        const HttpAnswer first = device.get(kCommands + kVersion);

        QCOMPARE(settle(device, "POST", first, "/abandon").status, 204);

        const HttpAnswer again = device.get(kCommands + kVersion);
        QCOMPARE(again.body, std::string("do it"));
        QCOMPARE(again.headers.at("iothub-deliverycount"), std::string("1"));
        QCOMPARE(settle(device, "DELETE", first).status, 412);
        QCOMPARE(settle(device, "DELETE", again).status, 204);
    }

    void rejectedCommandDoesNotComeAgain_data()
    {
        QTest::addColumn<std::string>("spelling");
        QTest::newRow("alone") << std::string("reject");
        QTest::newRow("with a value") << std::string("reject=true");
        QTest::newRow("Java") << std::string("%3Freject=true");
    }

    void rejectedCommandDoesNotComeAgain()
    {
        QFETCH(std::string, spelling);
        TestHub hub;
        hub.addDevice("dev1");
        sendCommand(hub, "do it");
        HttpPeer device = deviceOf(hub);
        const HttpAnswer command = device.get(kCommands + kVersion);

        const HttpAnswer settled = device.request(
            "DELETE", kCommands + "/" + lockOf(command) + kVersion + "&" + spelling);

        QCOMPARE(settled.status, 204);
        QCOMPARE(device.get(kCommands + kVersion).status, 204);
        const json::value dead = hub.http().get("/admin/dead-letters").parsed();
        QVERIFY(json::serialize(dead).find("\"rejected\"") != std::string::npos);
    }

    void lockIsLostInTime()
    {
        TestHub hub([](Config& config) { config.commandLock = 1s; });
        hub.addDevice("dev1");
        sendCommand(hub, "do it");
        HttpPeer device = deviceOf(hub);
        const HttpAnswer first = device.get(kCommands + kVersion);
        QCOMPARE(first.status, 200);

        HttpAnswer again;
        const auto comesAgain = [&] {
            again = again.status == 200 ? again : device.get(kCommands + kVersion);
            return again.status == 200;
        };
        QTRY_VERIFY_WITH_TIMEOUT(comesAgain(), 10'000);

        QCOMPARE(settle(device, "DELETE", first).status, 412);
        QCOMPARE(again.headers.at("iothub-deliverycount"), std::string("1"));
        QCOMPARE(settle(device, "DELETE", again).status, 204);
    }

    void commandOfAnotherDeviceCannotBeSettled()
    {
        TestHub hub;
        hub.addDevice("dev1");
        hub.addDevice("dev2");
        sendCommand(hub, "do it");
        HttpPeer device = deviceOf(hub);
        HttpPeer other = deviceOf(hub, "dev2");
        const HttpAnswer command = device.get(kCommands + kVersion);

        const HttpAnswer stolen = other.request(
            "DELETE", "/devices/dev2/messages/devicebound/" + lockOf(command) + kVersion);

        QCOMPARE(stolen.status, 412);
        QCOMPARE(settle(device, "DELETE", command).status, 204);
    }

    // Files.

    void uploadIsGrantedFinishedAndToldToBackEnds()
    {
        HttpPeer device = deviceOf(*hub_);
        HttpPeer service = hub_->httpAs("service");

        const HttpAnswer granted =
            device.request("POST", kFiles + kVersion, R"({"blobName":"logs/1.txt"})");

        QCOMPARE(granted.status, 200);
        const json::value grant = granted.parsed();
        QCOMPARE(text(grant, "hostName"), std::string("127.0.0.1:10000"));
        QCOMPARE(text(grant, "containerName"), std::string("files/uploads"));
        QCOMPARE(text(grant, "blobName"), std::string("dev1/logs/1.txt"));
        QVERIFY(text(grant, "sasToken").starts_with("?sv="));
        QCOMPARE(service.get(kNotifications + kVersion).status, 204);

        QCOMPARE(device.request("POST",
                                kFiles + "/notifications/" + text(grant, "correlationId") + kVersion,
                                R"({"isSuccess":true,"statusCode":201,"statusDescription":""})")
                     .status,
                 204);

        const HttpAnswer told = service.get(kNotifications + kVersion);
        QCOMPARE(told.status, 200);
        const json::value record = told.parsed();
        QCOMPARE(text(record, "deviceId"), std::string("dev1"));
        QCOMPARE(text(record, "blobName"), std::string("dev1/logs/1.txt"));
        QCOMPARE(text(record, "blobUri"),
                 std::string("https://127.0.0.1:10000/files/uploads/dev1/logs/1.txt"));
        std::string lock = told.headers.at("etag");
        lock = lock.substr(1, lock.size() - 2);
        const std::string settle = kNotifications + "/" + lock;
        QCOMPARE(service.request("POST", settle + "/abandon" + kVersion).status, 204);
        QCOMPARE(service.request("DELETE", settle + kVersion).status, 412);
        const std::string again = service.get(kNotifications + kVersion).headers.at("etag");
        QCOMPARE(service
                     .request("DELETE", kNotifications + "/" + again.substr(1, again.size() - 2) +
                                            kVersion)
                     .status,
                 204);
        QCOMPARE(service.get(kNotifications + kVersion).status, 204);
    }

    void hubWithABadStoreDoesNotStart()
    {
        TemporaryFolder folder;
        Config config;
        config.dataFolder = folder / "data";
        config.httpsPorts = {0};
        config.mqttsPort = 0;
        config.readyFile = "";
        config.fileStorage = "AccountName=a";
        config.fileContainer = "uploads";

        const auto server = Server::start(config);

        QVERIFY(!server);
        QCOMPARE(server.error().code, Errc::InvalidArgument);
        QVERIFY(server.error().detail.find("AccountKey=") != std::string::npos);
    }

private:
    static void sendCommand(const TestHub& hub, const std::string& body)
    {
        HttpPeer service = hub.httpAs("service");
        const HttpAnswer sent =
            service.request("POST", "/devices/dev1/messages/deviceBound" + kVersion, body,
                            {{"iothub-messageid", "m1"},
                             {"iothub-app-prop1", "v1"},
                             {"Content-Type", "application/json"},
                             {"Content-Encoding", "utf-8"}});
        QCOMPARE(sent.status, 204);
    }

    static std::string lockOf(const HttpAnswer& command)
    {
        const auto etag = command.headers.find("etag");
        return etag == command.headers.end() ? "none"
                                             : etag->second.substr(1, etag->second.size() - 2);
    }

    static HttpAnswer settle(HttpPeer& device,
                             const std::string& method,
                             const HttpAnswer& command,
                             const std::string& end = {})
    {
        return device.request(method, kCommands + "/" + lockOf(command) + end + kVersion);
    }

    /// The head of an answer as it is on the wire.
    static Bytes rawHead(TlsPeer& peer, const std::string& requestLine)
    {
        peer.send(requestLine + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: " +
                  deviceToken("dev1", kTestKey) + "\r\n\r\n");
        Bytes answer;
        while (answer.find("\r\n\r\n") == Bytes::npos) {
            const Bytes more = peer.receiveSome();
            if (more.empty()) {
                break;
            }
            answer += more;
        }
        return answer;
    }

    std::unique_ptr<TestHub> hub_;
};

QTEST_GUILESS_MAIN(HubHttpDeviceTest)
#include "tst_http_device.moc"
