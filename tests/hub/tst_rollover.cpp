// Rolling keys over while devices and back ends use them, over real sockets.
#include "tests/support/printing.h"
#include "tests/support/test_hub.h"

#include "base/private_file.h"

#include "domain/connection_string.h"

#include <boost/json/parse.hpp>

#include <QTest>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

const std::string kVersion = "?api-version=2021-04-12";

json::value roll(HttpPeer& http, const std::string& of, const std::string& members, int status = 200)
{
    const HttpAnswer answer =
        http.request("POST", "/admin/" + of + "/keys/rollover", "{" + members + "}");
    if (answer.status != status) {
        qFatal("%s {%s}: %d %s", of.c_str(), members.c_str(), answer.status, answer.body.c_str());
    }
    return answer.parsed();
}

std::string keyOf(const json::value& identity, const char* name)
{
    return std::string(identity.at("authentication").at("symmetricKey").at(name).as_string());
}

std::string text(const json::value& value, const char* name)
{
    return std::string(value.at(name).as_string());
}

/// A device that signs in with that key; nothing when it is refused.
std::unique_ptr<MqttPeer> online(const TestHub& hub, const std::string& id, const std::string& key)
{
    auto peer = hub.mqtt();
    return peer && peer->connect(TestHub::connectOptions(id, key)) == 0U ? std::move(peer) : nullptr;
}

/// The connection lives: a message is acknowledged.
bool answers(MqttPeer& device, const std::string& id)
{
    return device.publish("devices/" + id + "/messages/events/", "x", 7);
}

bool isClosed(MqttPeer& device)
{
    return device.tls().waitForClose(2s);
}

Secret keyOfPolicy(const TestHub& hub, const std::string& policy)
{
    return parseConnectionString(connectionString(hub.folder(), policy, {}).value()).value().key;
}

HttpPeer peerWith(TestHub& hub, const std::string& policy, const Secret& key)
{
    TlsPeer::Options options;
    options.port = hub.endpoints().https.front();
    options.caFile = hub.caFile();
    HttpPeer peer(options);
    peer.setHeader("Authorization", policyToken(policy, key));
    return peer;
}

} // namespace

class HubRolloverTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void deviceIsRolledOverWithoutBeingCutOff()
    {
        TestHub hub;
        HttpPeer http = hub.http();
        const json::value made = http.request("PUT", "/devices/dev1" + kVersion, "{}").parsed();
        const std::string old = keyOf(made, "primaryKey");
        auto device = online(hub, "dev1", old);
        QVERIFY(device != nullptr);

        const json::value first = roll(http, "devices/dev1", R"("step":"newSecondary")");
        const json::value second = roll(http, "devices/dev1", R"("step":"swap")");
        QVERIFY(keyOf(first, "secondaryKey") != keyOf(made, "secondaryKey"));
        QCOMPARE(keyOf(second, "primaryKey"), keyOf(first, "secondaryKey"));
        QCOMPARE(keyOf(second, "secondaryKey"), old);
        QVERIFY(answers(*device, "dev1"));

        // The device still has the old key: it is not cut off.
        const json::value refused = roll(http, "devices/dev1", R"("step":"retire")", 409);
        QCOMPARE(text(refused, "code"), std::string("KeyInUse"));
        QVERIFY2(text(refused, "message").find("by the connection from 127.0.0.1:") != std::string::npos,
                 text(refused, "message").c_str());
        QVERIFY(answers(*device, "dev1"));

        // It gets the new one; but the old one was used just now.
        auto renewed = online(hub, "dev1", keyOf(second, "primaryKey"));
        QVERIFY(renewed != nullptr && isClosed(*device)); // taken over
        const json::value lately = roll(http, "devices/dev1", R"("step":"retire")", 409);
        QVERIFY2(text(lately, "message").find("less than 24 hours ago") != std::string::npos,
                 text(lately, "message").c_str());

        const json::value third = roll(http, "devices/dev1", R"("step":"retire","force":true)");
        QVERIFY(answers(*renewed, "dev1"));
        QVERIFY(online(hub, "dev1", old) == nullptr);
        const json::value shown = http.get("/admin/devices/dev1").parsed();
        QVERIFY(shown.at("keyUse").at("secondary").is_null());
        QCOMPARE(text(shown.at("keyUse").at("primary"), "network"), std::string("127.0.0.0/24"));
        QCOMPARE(text(shown.at("connection"), "signedInWith"), std::string("primaryKey"));
        QVERIFY(keyOf(third, "secondaryKey") != old);
    }

    void forcedRetirementClosesWhoUsedTheKey()
    {
        TestHub hub;
        HttpPeer http = hub.http();
        const json::value made = http.request("PUT", "/devices/dev1" + kVersion, "{}").parsed();
        auto device = online(hub, "dev1", keyOf(made, "secondaryKey"));
        QVERIFY(device != nullptr);

        roll(http, "devices/dev1", R"("step":"retire","force":true)");

        QVERIFY(isClosed(*device));
        QVERIFY(online(hub, "dev1", keyOf(made, "secondaryKey")) == nullptr);
        QVERIFY(online(hub, "dev1", keyOf(made, "primaryKey")) != nullptr);
    }

    void connectionsAreDroppedOnDemand()
    {
        TestHub hub;
        HttpPeer http = hub.http();
        const json::value made = http.request("PUT", "/devices/dev1" + kVersion, "{}").parsed();
        auto device = online(hub, "dev1", keyOf(made, "primaryKey"));
        hub.addDevice("dev2");
        const auto other = hub.device("dev2");

        roll(http, "devices/dev1", R"("step":"swap","dropConnections":true)");

        QVERIFY(isClosed(*device));
        QVERIFY(answers(*other, "dev2"));
        QVERIFY(online(hub, "dev1", keyOf(made, "primaryKey")) != nullptr); // still good
        const json::value use = http.get("/admin/devices/dev1/keys/use").parsed();
        QVERIFY(use.at("primary").is_null() && !use.at("secondary").is_null());
    }

    void modulesAreRolledOverToo()
    {
        TestHub hub;
        HttpPeer http = hub.http();
        http.request("PUT", "/devices/dev1" + kVersion, "{}");
        const json::value made =
            http.request("PUT", "/devices/dev1/modules/mod" + kVersion, "{}").parsed();

        const json::value swapped = roll(http, "devices/dev1/modules/mod", R"("step":"swap")");

        QCOMPARE(keyOf(swapped, "primaryKey"), keyOf(made, "secondaryKey"));
        QCOMPARE(text(swapped, "moduleId"), std::string("mod"));
        QVERIFY(http.get("/admin/devices/dev1/modules/mod/keys/use").parsed().at("primary").is_null());
        roll(http, "devices/dev1/modules/none", R"("step":"swap")", 404);
    }

    void whatCannotBeIsExplained()
    {
        TestHub hub;
        HttpPeer http = hub.http();
        const HttpAnswer made = http.request("PUT", "/devices/dev1" + kVersion, "{}");
        http.request("PUT", "/devices/cert1" + kVersion,
                     R"({"authentication":{"type":"certificateAuthority"}})");
        const std::string stale = made.headers.at("etag");
        roll(http, "devices/dev1", R"("step":"swap")");

        const HttpAnswer twice = http.request("POST", "/admin/devices/dev1/keys/rollover",
                                              R"({"step":"swap"})", {{"If-Match", stale}});

        QCOMPARE(twice.status, 412);
        QCOMPARE(text(roll(http, "devices/cert1", R"("step":"swap")", 400), "code"),
                 std::string("InvalidOperation"));
        roll(http, "devices/dev1", R"("step":"")", 400);
        roll(http, "devices/dev1", R"("force":true)", 400);
        roll(http, "devices/nobody", R"("step":"swap")", 404);
        roll(http, "policies/nobody", R"("step":"swap")", 404);
        HttpPeer narrow = hub.httpAs("registryReadWrite");
        QCOMPARE(narrow.request("POST", "/admin/devices/dev1/keys/rollover", R"({"step":"swap"})").status,
                 401);
    }

    void policyIsRolledOver()
    {
        TestHub hub;
        hub.addDevice("dev1");
        HttpPeer http = hub.http();
        const Secret old = keyOfPolicy(hub, "device");
        MqttConnect connect = TestHub::connectOptions("dev1");
        connect.password = policyToken("device", old);
        auto device = hub.mqtt();
        QCOMPARE(device->connect(connect).value_or(9), 0U);

        const json::value swapped = roll(http, "policies/device", R"("step":"swap")");
        QVERIFY(answers(*device, "dev1"));
        const json::value refused = roll(http, "policies/device", R"("step":"retire")", 409);
        QVERIFY(text(refused, "message").find("by the connection from") != std::string::npos);
        roll(http, "policies/device", R"("step":"retire","force":true)");

        QVERIFY(isClosed(*device));
        QVERIFY(!swapped.at("keyUse").at("secondary").is_null());
        const json::value all = http.get("/admin/policies").parsed();
        QCOMPARE(all.at("policies").as_array().size(), std::size_t{5});
        for (const json::value& policy : all.at("policies").as_array()) {
            QVERIFY(policy.as_object().find("primaryKey") == policy.as_object().end());
        }
    }

    void ownersKeyIsInTheReadyFile()
    {
        TestHub hub;
        const Secret old = keyOfPolicy(hub, "iothubowner");
        HttpPeer http = hub.http();

        roll(http, "policies/iothubowner", R"("step":"swap")");

        const json::value ready = json::parse(readSmallFile(hub.folder() / "../ready.json").value());
        const Secret now =
            parseConnectionString(text(ready, "ownerConnectionString")).value().key;
        QVERIFY(now.reveal() != old.reveal());
        QCOMPARE(hub.server().ownerConnectionString(), text(ready, "ownerConnectionString"));
        QCOMPARE(peerWith(hub, "iothubowner", now).get("/admin/health").status, 200);
        QCOMPARE(http.get("/admin/health").status, 200); // the old one is the secondary now
        const json::value refused = roll(http, "policies/iothubowner", R"("step":"retire")", 409);
        QVERIFY(text(refused, "message").find("over https") != std::string::npos);
    }

    void usesOutliveARestart()
    {
        TestHub hub;
        hub.addDevice("dev1");
        hub.device("dev1")->disconnect();

        hub.stop();
        hub.start();

        HttpPeer http = hub.http();
        const json::value shown = http.get("/admin/devices/dev1").parsed();
        QCOMPARE(text(shown.at("keyUse").at("primary"), "protocol"), std::string("mqtt"));
    }

    void keyFromANewNetworkRaisesAnAlert()
    {
        TestHub hub([](Config& config) {
            config.bindAddress = "0.0.0.0";
            config.hostName = "127.0.0.1";
        });
        hub.addDevice("dev1");
        const auto send = [&hub](const std::string& from) {
            TlsPeer::Options options;
            options.port = hub.endpoints().https.front();
            options.caFile = hub.caFile();
            options.localAddress = from;
            HttpPeer peer(options);
            peer.setHeader("Authorization", deviceToken("dev1", kTestKey));
            return peer.request("POST", "/devices/dev1/messages/events" + kVersion, "x").status;
        };
        HttpPeer http = hub.http();

        QCOMPARE(send("127.0.0.1"), 204);
        QCOMPARE(send("127.0.0.2"), 204); // the same network
        QCOMPARE(send("127.0.9.1"), 204);
        QCOMPARE(send("127.0.9.1"), 204);

        QTRY_COMPARE(http.get("/admin/alerts").parsed().at("alerts").as_array().size(), std::size_t{1});
        const json::value alert = http.get("/admin/alerts").parsed().at("alerts").at(0);
        QCOMPARE(text(alert, "kind"), std::string("keyNewNetwork"));
        QCOMPARE(text(alert, "subject"), std::string("dev1"));
        QVERIFY(text(alert, "detail").find("127.0.9.0/24") != std::string::npos);
        const json::value use = http.get("/admin/devices/dev1/keys/use").parsed();
        QCOMPARE(use.at("networks").as_array().size(), std::size_t{2});
    }
};

QTEST_GUILESS_MAIN(HubRolloverTest)
#include "tst_rollover.moc"
