// Requests as unmodified clients were seen to send them, byte for byte but for tokens and times, and how the
// hub answers (service API, golden captures).
#include "tests/support/doc_examples.h"
#include "tests/support/test_hub.h"

#include "domain/connection_string.h"

#include <QTest>

#include <future>

using namespace hub;
using namespace hub::test;

namespace {

struct Exchange
{
    const char* name;
    const char* client; ///< "node" or "az": its headers
    const char* line;   ///< method and target
    const char* header; ///< more of them; empty = none
    const char* body;
    int status;
    const char* answer; ///< JSON with placeholders; empty = not compared
    const char* device = ""; ///< answers the method that is called; empty = none
};

constexpr const char* kIdentity =
    R"({"deviceId":"dev1","generationId":"<generation>","etag":"<etag>","connectionState":"Disconnected",)"
    R"("status":"enabled","statusReason":null,"connectionStateUpdatedTime":"0001-01-01T00:00:00Z",)"
    R"("statusUpdatedTime":"0001-01-01T00:00:00Z","lastActivityTime":"0001-01-01T00:00:00Z",)"
    R"("cloudToDeviceMessageCount":0,"authentication":{"symmetricKey":{"primaryKey":"<key>","secondaryKey":"<key>"},)"
    R"("x509Thumbprint":{"primaryThumbprint":null,"secondaryThumbprint":null},"type":"sas"},)"
    R"("capabilities":{"iotEdge":false},"parentScopes":[]})";

constexpr const char* kConfiguration =
    R"({"id":"c1","schemaVersion":"1.0","labels":{"l":"v"},"content":{"deviceContent":{"properties.desired.x":{"a":1}}},)"
    R"("contentType":"assignment","targetCondition":"tags.a='b'","createdTimeUtc":"<time>",)"
    R"("lastUpdatedTimeUtc":"<time>","priority":10,"systemMetrics":{"results":{},"queries":{)"
    R"("targetedCount":"select deviceId from devices where tags.a='b'",)"
    R"("appliedCount":"select deviceId from devices where configurations.[[c1]].status = 'Applied'"}},)"
    R"("metrics":{"results":{},"queries":{"q1":"select deviceId from devices"}},"etag":"<etag>"})";

constexpr const char* kAllGood = R"({"isSuccessful":true,"errors":[],"warnings":[]})";

const Exchange kExchanges[] = {
    {"node: an id that is illegal", "node", "PUT /devices/dev%201%23x?api-version=2021-04-12", "",
     R"({"deviceId":"dev 1#x","authentication":{"type":"sas","symmetricKey":{"primaryKey":"","secondaryKey":""}}})",
     400, ""},
    {"node: create", "node", "PUT /devices/dev1?api-version=2021-04-12", "",
     R"({"deviceId":"dev1","authentication":{"type":"sas","symmetricKey":{"primaryKey":"","secondaryKey":""}}})",
     200, kIdentity},
    {"node: create by thumbprint", "node", "PUT /devices/dev2?api-version=2021-04-12", "",
     R"({"deviceId":"dev2","authentication":{"x509Thumbprint":{"primaryThumbprint":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},"type":"selfSigned"},"capabilities":{"iotEdge":true}})",
     200, ""},
    {"node: update", "node", "PUT /devices/dev1?api-version=2021-04-12", "If-Match: \"*\"",
     R"({"deviceId":"dev1","status":"enabled","authentication":{"type":"sas","symmetricKey":{"primaryKey":"","secondaryKey":""}}})",
     200, kIdentity},
    {"node: list", "node", "GET /devices/?api-version=2021-04-12", "", "", 200, ""},
    {"node: bulk create", "node", "POST /devices?api-version=2021-04-12", "",
     R"([{"id":"d1","importMode":"create","authentication":{"type":"sas","symmetricKey":{"primaryKey":"","secondaryKey":""}}},{"status":"disabled","id":"d2","importMode":"create","authentication":{"type":"sas","symmetricKey":{"primaryKey":"","secondaryKey":""}}}])",
     200, kAllGood},
    {"node: bulk update", "node", "POST /devices?api-version=2021-04-12", "",
     R"([{"etag":"MQ==","id":"d1","importMode":"UpdateIfMatchETag","authentication":{"type":"sas","symmetricKey":{"primaryKey":"","secondaryKey":""}}}])",
     400,
     R"({"isSuccessful":false,"errors":[{"deviceId":"d1","errorCode":"PreconditionFailed","errorStatus":"<text>","moduleId":"","operation":"updateIfMatchETag"}],"warnings":[]})"},
    {"node: patch a twin", "node", "PATCH /twins/dev1?api-version=2021-04-12",
     "If-Match: \"AAAAAAAAAAE=\"", R"({"tags":{"a":"b"},"properties":{"desired":{"x":null}}})", 200, ""},
    {"node: patch a digital twin", "node", "PATCH /digitaltwins/dev1?api-version=2021-04-12",
     "if-match: \"*\"", R"([{"op":"add","path":"/targetTemperature","value":42}])", 202, ""},
    {"node: query", "node", "POST /devices/query?api-version=2021-04-12",
     "x-ms-max-item-count: 2", R"({"query":"SELECT * FROM devices"})", 200, ""},
    {"node: query of another hub's continuation", "node",
     "POST /devices/query?api-version=2021-04-12",
     "x-ms-continuation: eyJ0b2tlbiI6MX0=\r\nx-ms-max-item-count: 2",
     R"({"query":"SELECT * FROM devices"})", 400, ""},
    {"node: method", "node", "POST /twins/dev1/methods?api-version=2021-04-12", "",
     R"({"methodName":"reboot","responseTimeoutInSeconds":30,"connectTimeoutInSeconds":0,"payload":null})",
     404, R"({"Message":"<text>","ExceptionMessage":""})"},
    {"node: command", "node",
     "POST /digitaltwins/dev1/commands/getMaxMinReport?api-version=2021-04-12&connectTimeoutInSeconds=10&responseTimeoutInSeconds=20",
     "", R"("2025-01-01T00:00:00Z")", 200, R"({"ok":true})", "dev1"},
    {"node: configuration", "node", "PUT /configurations/c1?api-version=2021-04-12", "",
     R"({"id":"c1","content":{"deviceContent":{"properties.desired.x":{"a":1}}},"targetCondition":"tags.a='b'","priority":10,"labels":{"l":"v"},"metrics":{"queries":{"q1":"select deviceId from devices"}},"schemaVersion":"1.0"})",
     200, kConfiguration},
    {"node: delete a configuration", "node", "DELETE /configurations/c1?api-version=2021-04-12", "",
     "", 204, ""},
    {"node: twin job", "node", "PUT /jobs/v2/job1?api-version=2021-04-12", "",
     R"({"jobId":"job1","type":"scheduleUpdateTwin","updateTwin":{"etag":"*","properties":{"desired":{"a":1}}},"startTime":"2025-01-02T03:04:05.000Z","maxExecutionTimeInSeconds":120,"queryCondition":"deviceId IN ['dev1']"})",
     200, ""},
    {"node: method job", "node", "PUT /jobs/v2/job2?api-version=2021-04-12", "",
     R"({"jobId":"job2","type":"scheduleDeviceMethod","cloudToDeviceMethod":{"methodName":"reboot","payload":{"delay":1},"responseTimeoutInSeconds":15},"startTime":"2025-01-02T03:04:05.000Z","maxExecutionTimeInSeconds":120,"queryCondition":"tags.a='b'"})",
     200, ""},
    {"node: cancel a job", "node", "POST /jobs/v2/job1/cancel?api-version=2021-04-12", "", "", 200, ""},
    {"node: query jobs", "node",
     "GET /jobs/v2/query?api-version=2021-04-12&jobStatus=completed&jobType=scheduleUpdateTwin",
     "x-ms-max-item-count: 10", "", 200, ""},
    {"az: create", "az", "PUT /devices/d1?api-version=2024-03-31", "",
     R"({"deviceId": "d1", "status": "enabled", "authentication": {"symmetricKey": {}, "type": "sas"}, "capabilities": {"iotEdge": false}})",
     200, ""},
    {"az: create an edge device", "az", "PUT /devices/e1?api-version=2024-03-31", "",
     R"({"deviceId": "e1", "status": "enabled", "authentication": {"symmetricKey": {}, "type": "sas"}, "capabilities": {"iotEdge": true}, "parentScopes": []})",
     200, ""},
    {"az: method", "az", "POST /twins/d1/methods?api-version=2024-03-31", "",
     R"({"methodName": "reboot", "payload": {"a": 1}, "responseTimeoutInSeconds": "30", "connectTimeoutInSeconds": "30"})",
     200, R"({"status":200,"payload":{"ok":true}})", "d1"},
    {"az: update", "az", "PUT /devices/d1?api-version=2024-03-31", "If-Match: \"*\"",
     R"({"deviceId": "d1", "etag": "*", "status": "disabled", "authentication": {"symmetricKey": {"primaryKey": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "secondaryKey": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="}, "type": "sas"}, "capabilities": {"iotEdge": false}})",
     200, ""},
    {"az: new keys", "az", "POST /devices/keys/regenerate?api-version=2024-03-31", "",
     R"({"policyKey": "primaryKey", "devices": [{"id": "d1"}]})", 200,
     R"({"policyKey":"primaryKey","rotatedKeys":[{"id":"d1","moduleId":null,"primaryKey":"<key>","secondaryKey":"<key>"}],"errors":[]})"},
    {"az: job", "az", "PUT /jobs/v2/j1?api-version=2024-03-31", "",
     R"({"jobId": "j1", "type": "scheduleUpdateTwin", "updateTwin": {"tags": {"a": 1}, "etag": "*"}, "queryCondition": "*", "maxExecutionTimeInSeconds": 3600})",
     200, ""},
    {"az: configuration", "az", "PUT /configurations/c1?api-version=2024-03-31", "",
     R"({"id": "c1", "schemaVersion": "2.0", "content": {"deviceContent": {"properties.desired.x": {"a": 1}}}, "targetCondition": "tags.a='b'", "priority": 3, "metrics": {}, "etag": "*"})",
     200, ""},
    {"Explorer: query", "node", "POST /devices%2Fquery?api-version=2020-09-30",
     "x-ms-max-item-count: 100",
     "{\"query\":\"SELECT deviceId as DeviceId, status as Status, lastActivityTime as LastActivityTime, statusUpdatedTime as StatusUpdatedTime,\\n"
     "  authenticationType as AuthenticationType, cloudToDeviceMessageCount as CloudToDeviceMessageCount, connectionState as ConnectionState,\\n"
     "  capabilities.iotEdge as IotEdge, modelId as ModelId FROM devices WHERE STARTSWITH(devices.deviceId, 'dev2')\"}",
     200,
     R"([{"DeviceId":"dev2","Status":"enabled","LastActivityTime":"0001-01-01T00:00:00Z","StatusUpdatedTime":"0001-01-01T00:00:00Z","AuthenticationType":"selfSigned","CloudToDeviceMessageCount":0,"ConnectionState":"Disconnected","IotEdge":true,"ModelId":""}])"},
    {"Explorer: twin", "node", "GET /twins%2Fdev1?api-version=2020-09-30", "", "", 200, ""},
};

std::string headersOf(const std::string& client)
{
    return client == "az"
               ? "User-Agent: python/3.11.2 IoTPlatformCliExtension/0.25.0\r\nAccept: application/json\r\n"
                 "accept-language: en-US\r\nContent-Type: application/json; charset=utf-8\r\n"
               : "Content-Type: application/json; charset=utf-8\r\n"
                 "Request-Id: 5f0f7b0a-5a0e-4c56-9d6c-6f6f6f6f6f6f\r\nUser-Agent: azure-iothub/1.16.6\r\n"
                 "Connection: keep-alive\r\n";
}

} // namespace

class HubGoldenTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        node_.emplace();
        az_.emplace();
    }
    void cleanupTestCase()
    {
        node_.reset();
        az_.reset();
    }

    /// In their order: later ones are about what earlier ones made.
    void requestIsAnswered_data()
    {
        QTest::addColumn<int>("index");
        int index = 0;
        for (const Exchange& exchange : kExchanges) {
            QTest::newRow(exchange.name) << index++;
        }
    }

    void requestIsAnswered()
    {
        QFETCH(const int, index);
        const Exchange& exchange = kExchanges[index];
        TestHub& hub = std::string(exchange.client) == "az" ? *az_ : *node_;
        const std::unique_ptr<MqttPeer> device = deviceOf(hub, exchange.device);
        std::future<void> answering;
        if (device) {
            answering = std::async(std::launch::async, [&device] { answerCall(*device); });
        }
        HttpPeer http = hub.http();

        const HttpAnswer answer = http.raw(requestOf(hub, exchange));

        QVERIFY2(answer.status == exchange.status, answer.body.c_str());
        if (answer.status >= 400 && answer.body.find("isSuccessful") == std::string::npos) {
            const std::string code = answer.headers.at("iothub-errorcode");
            QVERIFY(!code.empty());
        }
        if (!answer.body.empty()) {
            QCOMPARE(answer.headers.at("content-type"),
                     std::string("application/json; charset=utf-8"));
        }
        if (*exchange.answer != '\0') {
            Placeholders placeholders;
            const json::value wanted = parseJson(exchange.answer).value();
            const auto difference = placeholders.difference(wanted, answer.parsed(), "body");
            QVERIFY2(!difference, difference ? difference->c_str() : "");
        }
    }

private:
    /// Signed in, and ready for methods; nullptr without an id.
    static std::unique_ptr<MqttPeer> deviceOf(const TestHub& hub, const std::string& id)
    {
        if (id.empty()) {
            return nullptr;
        }
        HttpPeer http = hub.http();
        const json::value identity = http.get("/devices/" + id + "?api-version=2021-04-12").parsed();
        const auto& key = identity.at_pointer("/authentication/symmetricKey/primaryKey").as_string();
        auto peer = hub.mqtt();
        if (!peer || peer->connect(TestHub::connectOptions(id, key.c_str())) != 0U ||
            peer->subscribe({{"$iothub/methods/POST/#", 0}}) != Bytes(1, '\0')) {
            qFatal("%s cannot take methods", id.c_str());
        }
        return peer;
    }

    static void answerCall(MqttPeer& device)
    {
        const auto call = device.receive();
        const std::string topic = call ? call->topic() : std::string();
        device.publishQos0("$iothub/methods/res/200/" +
                               topic.substr(std::min(topic.find('?'), topic.size())),
                           R"({"ok":true})");
    }

    static std::string requestOf(TestHub& hub, const Exchange& exchange)
    {
        const std::string token = policyToken(
            "iothubowner",
            parseConnectionString(hub.server().ownerConnectionString()).value().key);
        const std::string body = exchange.body;
        std::string text = std::string(exchange.line) + " HTTP/1.1\r\nHost: localhost\r\n" +
                           headersOf(exchange.client) + "Authorization: " + token + "\r\n";
        if (*exchange.header != '\0') {
            text += std::string(exchange.header) + "\r\n";
        }
        return text + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    }

    std::optional<TestHub> node_;
    std::optional<TestHub> az_; ///< its captures have the same ids
};

QTEST_GUILESS_MAIN(HubGoldenTest)
#include "tst_golden.moc"
