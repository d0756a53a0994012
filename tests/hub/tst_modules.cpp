// Module identities: the service API's routes, and modules that sign in and send.
#include "tests/support/printing.h"
#include "tests/support/test_hub.h"

#include "domain/connection_string.h"

#include <QTest>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

const std::string kVersion = "?api-version=2021-04-12";
const std::string kModuleKey = "TU1NTU1NTU1NTU1NTU1NTU1NTU1NTU1NTU1NTU1NTU0="; // of 32 M

std::string text(const json::value& value, const char* name)
{
    const json::value* found = value.as_object().if_contains(name);
    return found != nullptr && found->is_string() ? std::string(found->as_string()) : "";
}

HttpAnswer put(const TestHub& hub,
               const std::string& path,
               const std::string& body,
               const std::string& ifMatch = {})
{
    HttpPeer http = hub.http();
    std::map<std::string, std::string> headers;
    if (!ifMatch.empty()) {
        headers["If-Match"] = ifMatch;
    }
    return http.request("PUT", "/devices/" + path + kVersion, body, headers);
}

/// Registers a module with the module key.
void addModule(const TestHub& hub, const std::string& device, const std::string& module)
{
    const std::string keys = R"({"primaryKey":")" + kModuleKey + R"(","secondaryKey":")" +
                             kModuleKey + R"("})";
    const HttpAnswer answer =
        put(hub, device + "/modules/" + module,
            R"({"authentication":{"type":"sas","symmetricKey":)" + keys + "}}");
    if (answer.status != 200) {
        qFatal("cannot add %s: %s", module.c_str(), answer.body.c_str());
    }
}

/// How a module's SDK signs in; with a token for `resource`.
MqttConnect claims(const std::string& device,
                   const std::string& module,
                   const std::string& key,
                   const std::string& resource)
{
    MqttConnect connect;
    connect.clientId = device + "/" + module;
    connect.userName = "127.0.0.1/" + device + "/" + module +
                       "/?api-version=2021-04-12&DeviceClientType=test%20peer";
    connect.password = deviceToken(resource, key);
    return connect;
}

std::unique_ptr<MqttPeer> moduleOf(const TestHub& hub, const std::string& device)
{
    auto peer = hub.mqtt();
    if (peer->connect(claims(device, "mod", kModuleKey, device + "/modules/mod")) != 0U) {
        qFatal("the module cannot connect");
    }
    return peer;
}

QStringList moduleIds(const TestHub& hub, const std::string& device)
{
    HttpPeer http = hub.http();
    const json::value modules = http.get("/devices/" + device + "/modules" + kVersion).parsed();
    QStringList ids;
    for (const json::value& module : modules.as_array()) {
        ids << QString::fromStdString(text(module, "moduleId"));
    }
    return ids;
}

} // namespace

class HubModulesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void identityHasItsMembersAndNoOther()
    {
        TestHub hub;
        hub.addDevice("dev1");

        const HttpAnswer created =
            put(hub, "dev1/modules/mod", R"({"moduleId":"mod","deviceId":"dev1","managedBy":"me"})");

        QCOMPARE(created.status, 200);
        const json::value module = created.parsed();
        QCOMPARE(created.headers.at("etag"), "\"" + text(module, "etag") + "\"");
        QStringList members;
        for (const auto& member : module.as_object()) {
            members << QString::fromStdString(std::string(member.key()));
        }
        QCOMPARE(members,
                 QStringList({"moduleId", "managedBy", "deviceId", "generationId", "etag",
                              "connectionState", "connectionStateUpdatedTime", "lastActivityTime",
                              "cloudToDeviceMessageCount", "authentication"}));
        QCOMPARE(text(module, "managedBy"), std::string("me"));
        QCOMPARE(text(module, "connectionState"), std::string("Disconnected"));
        QCOMPARE(text(module.at("authentication"), "type"), std::string("sas"));
        HttpPeer http = hub.http();
        QVERIFY(http.get("/devices/dev1/modules/mod" + kVersion).parsed() == module);
        QCOMPARE(moduleIds(hub, "dev1"), QStringList({"mod"}));
        QVERIFY(put(hub, "dev1/modules/mod", "{}", "*").parsed().at("managedBy").is_null());
    }

    void requestsAreAnsweredByTheTable_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("ifMatch");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("error");
        const auto row = [](const char* name, const char* method, const char* path,
                            const char* body, const char* ifMatch, int status, const char* error) {
            QTest::newRow(name) << method << path << body << ifMatch << status << error;
        };
        row("node create", "PUT", "dev1/modules/new",
            R"({"deviceId":"dev1","moduleId":"new","authentication":{"type":"sas","symmetricKey":{"primaryKey":"","secondaryKey":""}}})",
            "", 200, "");
        row("create again", "PUT", "dev1/modules/mod", "{}", "", 409,
            "ModuleAlreadyExistsOnDevice");
        row("update", "PUT", "dev1/modules/mod", R"({"managedBy":"x"})", "\"*\"", 200, "");
        row("update what is not there", "PUT", "dev1/modules/none", "{}", "*", 404,
            "ModuleNotFound");
        row("old etag", "PUT", "dev1/modules/mod", "{}", "\"MQ==\"", 412, "PreconditionFailed");
        row("no device", "PUT", "nobody/modules/mod", "{}", "", 404, "DeviceNotFound");
        row("other device in the body", "PUT", "dev1/modules/new", R"({"deviceId":"dev2"})", "",
            400, "ArgumentInvalid");
        row("other module in the body", "PUT", "dev1/modules/new", R"({"moduleId":"x"})", "", 400,
            "ArgumentInvalid");
        row("bad id", "PUT", "dev1/modules/a%20b", "{}", "", 400, "ArgumentInvalid");
        row("the hub's kind of id", "PUT", "dev1/modules/$mine", "{}", "", 400, "ArgumentInvalid");
        row("one key", "PUT", "dev1/modules/new",
            R"({"authentication":{"symmetricKey":{"primaryKey":"MDEyMzQ1Njc4OWFiY2RlZg=="}}})", "",
            400, "ArgumentInvalid");
        row("read", "GET", "dev1/modules/mod", "", "", 200, "");
        row("read what is not there", "GET", "dev1/modules/none", "", "", 404, "ModuleNotFound");
        row("read, no device", "GET", "nobody/modules/mod", "", "", 404, "DeviceNotFound");
        row("list, no device", "GET", "nobody/modules", "", "", 404, "DeviceNotFound");
        row("another verb", "POST", "dev1/modules/mod", "{}", "", 405, "GenericMethodNotAllowed");
        row("delete", "DELETE", "dev1/modules/mod", "", "\"*\"", 204, "");
        row("delete, old etag", "DELETE", "dev1/modules/mod", "", "\"MQ==\"", 412,
            "PreconditionFailed");
        row("delete what is not there", "DELETE", "dev1/modules/none", "", "*", 404,
            "ModuleNotFound");
    }

    void requestsAreAnsweredByTheTable()
    {
        QFETCH(const QString, method);
        QFETCH(const QString, path);
        QFETCH(const QString, body);
        QFETCH(const QString, ifMatch);
        QFETCH(const int, status);
        QFETCH(const QString, error);
        TestHub hub;
        hub.addDevice("dev1");
        addModule(hub, "dev1", "mod");
        HttpPeer http = hub.http();
        std::map<std::string, std::string> headers;
        if (!ifMatch.isEmpty()) {
            headers["If-Match"] = ifMatch.toStdString();
        }

        const HttpAnswer answer =
            http.request(method.toStdString(), "/devices/" + path.toStdString() + kVersion,
                         body.toStdString(), headers);

        QVERIFY2(answer.status == status, answer.body.c_str());
        if (!error.isEmpty()) {
            QCOMPARE(answer.headers.at("iothub-errorcode"), error.toStdString());
        }
    }

    void rightsAreThoseOfTheRegistry()
    {
        TestHub hub;
        hub.addDevice("dev1");
        addModule(hub, "dev1", "mod");
        const std::string path = "/devices/dev1/modules/mod" + kVersion;

        QCOMPARE(hub.httpAs("registryRead").get(path).status, 200);
        QCOMPARE(hub.httpAs("registryRead").request("DELETE", path).status, 401);
        QCOMPARE(hub.httpAs("service").get(path).status, 401);
        QCOMPARE(hub.httpAs("registryReadWrite").request("DELETE", path).status, 204);
    }

    void edgeDeviceIsMadeWithItsModules()
    {
        TestHub hub;

        QCOMPARE(put(hub, "edge", R"({"capabilities":{"iotEdge":true}})").status, 200);

        QCOMPARE(moduleIds(hub, "edge"), QStringList({"$edgeAgent", "$edgeHub"}));
        HttpPeer http = hub.http();
        const HttpAnswer agent = http.get("/devices/edge/modules/%24edgeAgent" + kVersion);
        QCOMPARE(text(agent.parsed(), "managedBy"), std::string("iotEdge"));
    }

    void deletedDeviceTakesItsModulesAlong()
    {
        TestHub hub;
        hub.addDevice("dev1");
        addModule(hub, "dev1", "mod");
        const auto module = moduleOf(hub, "dev1");
        HttpPeer http = hub.http();

        QCOMPARE(http.request("DELETE", "/devices/dev1" + kVersion).status, 204);

        QVERIFY(module->tls().waitForClose(2s));
        hub.addDevice("dev1");
        QVERIFY(moduleIds(hub, "dev1").isEmpty());
        QVERIFY(hub.mqtt()->connect(claims("dev1", "mod", kModuleKey, "dev1/modules/mod")) == 5U);
    }

    void deletedModuleIsClosed()
    {
        TestHub hub;
        hub.addDevice("dev1");
        addModule(hub, "dev1", "mod");
        const auto device = hub.device("dev1");
        const auto module = moduleOf(hub, "dev1");
        HttpPeer http = hub.http();

        QCOMPARE(http.request("DELETE", "/devices/dev1/modules/mod" + kVersion).status, 204);

        QVERIFY(module->tls().waitForClose(2s));
        QVERIFY(device->publish("devices/dev1/messages/events/", "x", 1));
        QVERIFY(device->receive().has_value());
    }

    void moduleSendsInItsOwnName()
    {
        TestHub hub;
        hub.addDevice("dev1");
        addModule(hub, "dev1", "mod");
        const auto module = moduleOf(hub, "dev1");

        QVERIFY(module->publish("devices/dev1/modules/mod/messages/events/", "hello", 1));
        QVERIFY(module->receive().has_value());

        HttpPeer http = hub.http();
        const json::value page =
            http.get("/admin/telemetry?device=dev1&module=mod&limit=1").parsed();
        const json::value& message = page.at("messages").as_array().at(0);
        QCOMPARE(text(message, "body"), std::string("hello"));
        const json::value& system = message.at("systemProperties");
        QCOMPARE(text(system, "iothub-connection-device-id"), std::string("dev1"));
        QCOMPARE(text(system, "iothub-connection-module-id"), std::string("mod"));
        QVERIFY(text(system, "iothub-connection-auth-method").find(R"("scope":"module")") !=
                std::string::npos);
        const json::value identity =
            http.get("/devices/dev1/modules/mod" + kVersion).parsed();
        QCOMPARE(text(identity, "connectionState"), std::string("Connected"));
    }

    void onlyItsOwnKeySignsAModuleIn()
    {
        TestHub hub;
        hub.addDevice("dev1");
        addModule(hub, "dev1", "mod");
        const auto signIn = [&hub](const std::string& key, const std::string& resource) {
            return hub.mqtt()->connect(claims("dev1", "mod", key, resource));
        };

        QVERIFY(signIn(kModuleKey, "dev1/modules/mod") == 0U);
        QVERIFY(signIn(kTestKey, "dev1/modules/mod") == 5U);
        QVERIFY(signIn(kTestKey, "dev1") == 5U); // the device's own token
    }

    void policyOfDevicesSignsModulesIn()
    {
        TestHub hub;
        hub.addDevice("dev1");
        addModule(hub, "dev1", "mod");
        const auto signIn = [&hub](const std::string& policy) {
            const std::string text = connectionString(hub.folder(), policy, {}).value();
            MqttConnect connect = claims("dev1", "mod", kModuleKey, "dev1");
            connect.password = policyToken(policy, parseConnectionString(text).value().key);
            return hub.mqtt()->connect(connect);
        };

        QVERIFY(signIn("device") == 0U);
        QVERIFY(signIn("iothubowner") == 0U);
        QVERIFY(signIn("service") == 5U);
    }

    void disabledDeviceRefusesItsModules()
    {
        TestHub hub;
        hub.addDevice("dev1");
        addModule(hub, "dev1", "mod");
        const auto module = moduleOf(hub, "dev1");

        QCOMPARE(put(hub, "dev1", R"({"status":"disabled"})", "*").status, 200);

        QVERIFY(module->tls().waitForClose(2s));
        QVERIFY(hub.mqtt()->connect(claims("dev1", "mod", kModuleKey, "dev1/modules/mod")) == 5U);
    }

    void statisticsCountDevicesAlone()
    {
        TestHub hub;
        hub.addDevice("dev1");
        addModule(hub, "dev1", "mod");
        HttpPeer http = hub.http();

        const json::value statistics = http.get("/statistics/devices" + kVersion).parsed();

        QCOMPARE(statistics.at("totalDeviceCount").as_int64(), std::int64_t{1});
        QCOMPARE(http.get("/devices" + kVersion).parsed().as_array().size(), std::size_t{1});
        QVERIFY(http.get("/devices/dev1" + kVersion).parsed().at("capabilities").is_object());
    }
};

QTEST_GUILESS_MAIN(HubModulesTest)
#include "tst_modules.moc"
