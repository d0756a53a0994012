// What is taken away counts at once: live connections over every protocol, for every cause; and IP rules that
// come back by themselves.
#include "tests/support/access_hub.h"

#include "api/ip_rules.h"

#include "base/time_text.h"

#include <QElapsedTimer>
#include <QTest>

#include <functional>
#include <thread>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

const std::string kVersion = "?api-version=2021-04-12";
const std::string kOtherKey = "d3Jvbmcga2V5IHdyb25nIGtleQ==";

/// Something that takes a device's access away, and how its connections end then.
struct Cause
{
    std::function<void(AccessHub&, const std::string& device)> prepare; ///< before it connects
    std::function<void(AccessHub&, const std::string& device)> act;
    std::string reason;
    int status = 401; ///< over HTTPS from then on
    bool byCertificate = false;
};

std::string keysBody(const std::string& key, const std::string& members = {})
{
    return "{" + members + R"("authentication":{"type":"sas","symmetricKey":{"primaryKey":")" + key +
           R"(","secondaryKey":")" + key + R"("}}})";
}

void nothing(AccessHub&, const std::string&) {}

void putDevice(AccessHub& hub, const std::string& device, const std::string& body)
{
    hub.call("PUT", "/devices/" + device + kVersion, body, {{"If-Match", "*"}});
}

void rejectAddress(AccessHub& hub, const std::string& network)
{
    IpRules rules;
    rules.rules = {{"rejected", false, IpNetwork::parse(network).value(), {true, false, false}}};
    hub.applyRules(rules);
}

std::string inSeconds(int seconds)
{
    const auto now = std::chrono::time_point_cast<Micros>(std::chrono::system_clock::now());
    return toAdminTime(now + std::chrono::seconds(seconds));
}

const std::map<std::string, Cause>& causes()
{
    static const std::map<std::string, Cause> all{
        {"disable",
         {nothing,
          [](AccessHub& hub, const std::string& device) {
              putDevice(hub, device, keysBody(kTestKey, R"("status":"disabled",)"));
          },
          "identityDisabled", 403}},
        {"delete",
         {nothing,
          [](AccessHub& hub, const std::string& device) {
              hub.call("DELETE", "/devices/" + device + kVersion, {}, {{"If-Match", "*"}});
          },
          "identityDeleted"}},
        {"new keys",
         {nothing,
          [](AccessHub& hub, const std::string& device) {
              putDevice(hub, device, keysBody(kOtherKey));
          },
          "keysChanged"}},
        {"block device",
         {nothing,
          [](AccessHub& hub, const std::string& device) {
              hub.addEntry("block", "device", device);
          },
          "blocked"}},
        {"block pattern",
         {nothing,
          [](AccessHub& hub, const std::string& device) {
              hub.addEntry("block", "pattern", "*" + device.substr(1));
          },
          "blocked"}},
        {"block network",
         {nothing,
          [](AccessHub& hub, const std::string&) {
              hub.addEntry("block", "network", "127.0.0.64/26");
          },
          "blocked"}},
        {"block thumbprint",
         {nothing,
          [](AccessHub& hub, const std::string&) { hub.addEntry("block", "thumbprint", "@sha1"); },
          "blocked", 401, true}},
        {"revoke certificate",
         {nothing,
          [](AccessHub& hub, const std::string&) {
              hub.call("PUT",
                       "/admin/revoked-certificates/" + hub.certificate().sha256(), "{}");
          },
          "certificateRevoked", 401, true}},
        {"block group",
         {[](AccessHub& hub, const std::string& device) {
              hub.call("PUT", "/admin/access/groups/g", "{}");
              hub.call("POST", "/admin/access/groups/g/members", R"({"add":[")" + device + R"("]})");
          },
          [](AccessHub& hub, const std::string&) { hub.addEntry("block", "group", "g"); },
          "blocked"}},
        {"join a blocked group",
         {[](AccessHub& hub, const std::string&) {
              hub.call("PUT", "/admin/access/groups/g", "{}");
              hub.addEntry("block", "group", "g");
          },
          [](AccessHub& hub, const std::string& device) {
              hub.call("POST", "/admin/access/groups/g/members", R"({"add":[")" + device + R"("]})");
          },
          "blocked"}},
        {"a tag joins a blocked group",
         {[](AccessHub& hub, const std::string&) {
              hub.call("PUT", "/admin/access/groups/g", R"({"condition":"tags.site = 'x'"})");
              hub.addEntry("block", "group", "g");
          },
          [](AccessHub& hub, const std::string& device) {
              hub.setTags(device, R"({"site":"x"})");
          },
          "blocked"}},
        {"a tag joins a blocked group that is judged",
         {[](AccessHub& hub, const std::string&) {
              hub.call("PUT", "/admin/access/groups/g",
                       R"({"condition":"tags.floor >= 3 AND NOT tags.site = 'y'"})");
              hub.addEntry("block", "group", "g");
          },
          [](AccessHub& hub, const std::string& device) {
              hub.setTags(device, R"({"site":"x","floor":3})");
          },
          "blocked"}},
        {"a group's condition joins it",
         {[](AccessHub& hub, const std::string& device) {
              hub.setTags(device, R"({"site":"x"})");
              hub.call("PUT", "/admin/access/groups/g", "{}");
              hub.addEntry("block", "group", "g");
          },
          [](AccessHub& hub, const std::string&) {
              hub.call("PUT", "/admin/access/groups/g", R"({"condition":"tags.site = 'x'"})",
                       {{"If-Match", "*"}});
          },
          "blocked"}},
        {"leave an allowed group",
         {[](AccessHub& hub, const std::string& device) {
              hub.call("PUT", "/admin/access/groups/g", "{}");
              hub.call("POST", "/admin/access/groups/g/members", R"({"add":[")" + device + R"("]})");
              hub.addEntry("allow", "group", "g");
              hub.setMode("allowListOnly");
          },
          [](AccessHub& hub, const std::string& device) {
              hub.call("POST", "/admin/access/groups/g/members",
                       R"({"remove":[")" + device + R"("]})");
          },
          "notOnAllowList"}},
        {"mode",
         {nothing, [](AccessHub& hub, const std::string&) { hub.setMode("allowListOnly"); },
          "notOnAllowList"}},
        {"an allowance ends",
         {[](AccessHub& hub, const std::string& device) {
              hub.addEntry("allow", "device", device, R"(,"until":")" + inSeconds(3) + "\"");
              hub.setMode("allowListOnly");
          },
          [](AccessHub&, const std::string&) { std::this_thread::sleep_for(3s); },
          "notOnAllowList"}},
        {"IP rules",
         {nothing,
          [](AccessHub& hub, const std::string&) { rejectAddress(hub, "127.0.0.77"); },
          "addressRejected"}},
    };
    return all;
}

/// The data of the next event of a type on an open stream.
std::optional<json::value> nextEvent(HttpPeer& stream, const std::string& type)
{
    while (auto line = stream.readLine(5s)) {
        if (line->starts_with("data: ")) {
            const json::value event = parseJson(line->substr(6)).value();
            if (event.at("type").as_string() == std::string_view(type)) {
                return event;
            }
        }
    }
    return std::nullopt;
}

} // namespace

class HubAccessTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void connectionsEndAtOnce_data()
    {
        QTest::addColumn<QString>("cause");
        QTest::addColumn<QString>("protocol");
        for (const auto& [name, cause] : causes()) {
            for (const char* const protocol : {"mqtt", "mqtt-ws", "https"}) {
                QTest::addRow("%s, %s", name.c_str(), protocol)
                    << QString::fromStdString(name) << protocol;
            }
        }
    }

    void connectionsEndAtOnce()
    {
        QFETCH(QString, cause);
        QFETCH(QString, protocol);
        const Cause& wanted = causes().at(cause.toStdString());
        AccessHub hub;
        const std::string device = wanted.byCertificate ? "cert1" : "dev1";
        if (wanted.byCertificate) {
            hub.addCertificateDevice(device);
        } else {
            hub.addDevice(device);
        }
        hub.addDevice("other");
        wanted.prepare(hub, device);
        if (protocol == "https") {
            QCOMPARE(hub.send(device, "127.0.0.77", wanted.byCertificate), 204);
            wanted.act(hub, device);
            QCOMPARE(hub.send(device, "127.0.0.77", wanted.byCertificate), wanted.status);
            return;
        }
        const auto peer =
            hub.online(protocol.toStdString(), device, "127.0.0.77", wanted.byCertificate);
        HttpPeer stream = hub.hub().http();
        QVERIFY(stream.openStream("/admin/events?types=device-disconnected"));

        wanted.act(hub, device);

        QVERIFY(peer->tls().waitForClose(2s));
        const auto event = nextEvent(stream, "device-disconnected");
        QVERIFY(event);
        QCOMPARE(QString::fromUtf8(event->at("data").at("reason").as_string().data()),
                 QString::fromStdString(wanted.reason));
    }

    void noConnectingDeviceSlipsThrough_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("value");
        QTest::newRow("device") << "device" << "dev1";
        QTest::newRow("pattern") << "pattern" << "d*";
        QTest::newRow("network") << "network" << "127.0.0.77";
        QTest::newRow("group") << "group" << "g";
    }

    void noConnectingDeviceSlipsThrough()
    {
        QFETCH(QString, kind);
        QFETCH(QString, value);
        AccessHub hub;
        hub.addDevice("dev1");
        hub.setTags("dev1", R"({"site":"x"})");
        hub.call("PUT", "/admin/access/groups/g", R"({"condition":"tags.site = 'x'"})");
        int admitted = 0;
        int refused = 0;
        for (int i = 0; i < 60; ++i) {
            const auto peer = hub.open("mqtt", "127.0.0.77");
            std::optional<unsigned> code;
            std::thread device([&] { code = peer->connect(TestHub::connectOptions("dev1")); });
            std::this_thread::sleep_for(std::chrono::microseconds(i % 12 * 250));
            const std::string entry = hub.addEntry("block", kind.toStdString(), value.toStdString());
            device.join();
            // Let in before, and closed then; or refused.
            if (code == 0U) {
                ++admitted;
            } else {
                ++refused;
            }
            QVERIFY(peer->tls().waitForClose(2s));
            QVERIFY(!code || *code == 0U || *code == 5U);
            hub.removeEntry(entry);
        }
        qInfo("let in and closed: %d, refused: %d", admitted, refused);
    }

    void othersStay()
    {
        AccessHub hub;
        hub.addDevice("dev1");
        hub.addDevice("dev10");
        const auto blocked = hub.online("mqtt", "dev1");
        const auto stays = hub.online("mqtt", "dev10");

        const std::string entry = hub.addEntry("block", "device", "dev1");

        QVERIFY(blocked->tls().waitForClose(2s));
        QVERIFY(stays->publish("devices/dev10/messages/events/", "x", 1));
        QCOMPARE(stays->receive()->type, 4U);
        hub.removeEntry(entry);
        QVERIFY(hub.online("mqtt", "dev1"));
    }

    void aRefusalNamesTheEntry()
    {
        AccessHub hub;
        hub.addDevice("dev1");
        const std::string entry =
            hub.addEntry("block", "pattern", "dev*", R"(,"reason":"stolen")");
        HttpPeer stream = hub.hub().http();
        QVERIFY(stream.openStream("/admin/events?types=denied"));

        QCOMPARE(hub.open("mqtt")->connect(TestHub::connectOptions("dev1")), std::optional(5U));

        const json::value data = nextEvent(stream, "denied")->at("data");
        QCOMPARE(data.at("reason").as_string().c_str(), "blocked");
        QCOMPARE(QString::fromUtf8(data.at("detail").as_string().c_str()),
                 QString::fromStdString("entry " + entry + " (block pattern dev*): stolen"));
        QVERIFY(!data.at("remedy").as_string().empty());
    }

    void listsOutliveARestart()
    {
        AccessHub hub;
        hub.addDevice("dev1");
        hub.addEntry("block", "device", "dev1");
        rejectAddress(hub, "127.0.0.9");

        hub.hub().stop();
        hub.hub().start();

        QCOMPARE(hub.open("mqtt")->connect(TestHub::connectOptions("dev1")), std::optional(5U));
        QVERIFY(!hub.open("mqtt", "127.0.0.9"));
        QVERIFY(hub.open("mqtt", "127.0.0.8"));
    }

    // IP rules.

    void whoIsRejectedEverywhereIsNotTaken()
    {
        AccessHub hub;
        IpRules rules;
        rules.rules = {{"nine", false, IpNetwork::parse("127.0.0.9").value(), {true, true, true}},
                       {"eight", false, IpNetwork::parse("127.0.0.8").value(), {false, true, true}}};
        hub.applyRules(rules);
        const std::uint16_t https = hub.hub().endpoints().https.front();

        QVERIFY(!TlsPeer::connect(hub.options(https, "127.0.0.9", false)));
        HttpPeer peer(hub.options(https, "127.0.0.8", false)); // devices may come from there
        QCOMPARE(peer.get("/admin/health").status, 401);
        QCOMPARE(peer.get("/devices" + kVersion).status, 401);
        QVERIFY(hub.open("mqtt", "127.0.0.8"));
    }

    void theScopesAreApart()
    {
        AccessHub hub;
        IpRules rules;
        rules.rules = {{"admin", false, IpNetwork::parse("127.0.0.8").value(), {false, false, true}},
                       {"api", false, IpNetwork::parse("127.0.0.7").value(), {false, true, false}}};
        hub.applyRules(rules);
        const auto status = [&hub](const std::string& from, const std::string& target) {
            HttpPeer signedIn = hub.hub().httpFrom(from);
            return signedIn.get(target).status;
        };

        QCOMPARE(status("127.0.0.8", "/admin/health"), 401);
        QCOMPARE(status("127.0.0.8", "/devices" + kVersion), 200);
        QCOMPARE(status("127.0.0.7", "/admin/health"), 200);
        QCOMPARE(status("127.0.0.7", "/devices" + kVersion), 401);
        QVERIFY(hub.open("mqtt", "127.0.0.8"));
    }

    void thePreviewNamesWhoIsCut()
    {
        AccessHub hub;
        hub.addDevice("dev1");
        hub.addDevice("dev2");
        const auto cut = hub.online("mqtt", "dev1", "127.0.0.77");
        const auto stays = hub.online("mqtt-ws", "dev2", "127.0.0.78");
        hub.call("PUT", "/admin/access/ip-rules/draft",
                 R"({"rules":[{"name":"lock-out","action":"reject","network":"127.0.0.1"},)"
                 R"({"name":"seventy-seven","action":"reject","network":"127.0.0.77"},)"
                 R"({"name":"never","action":"accept","network":"127.0.0.77"}]})");

        const json::value answer = hub.call("POST", "/admin/access/ip-rules/preview");
        const auto preview = api::ipRulesPreviewFrom(JsonView(answer)).value();

        QCOMPARE(preview.connections, std::uint64_t{2});
        QCOMPARE(preview.cut, std::uint64_t{1});
        QCOMPARE(preview.named[0].deviceId, std::string("dev1"));
        QCOMPARE(preview.named[0].rule, std::string("rule 2 (seventy-seven) rejects"));
        QCOMPARE(preview.idle, std::vector<std::string>{"never"});
        QVERIFY(!preview.admin.accepts); // the caller locks itself out
        QVERIFY(!preview.service.accepts);
        QVERIFY(hub.send("dev1", "127.0.0.77") == 204); // it counts nothing yet
    }

    void aLockOutEndsByItself()
    {
        AccessHub hub;
        HttpPeer stream = hub.hub().http();
        QVERIFY(stream.openStream("/admin/events"));
        hub.call("PUT", "/admin/access/ip-rules/draft",
                 R"({"rules":[{"name":"me","action":"reject","network":"127.0.0.1"}]})");
        QElapsedTimer timer;
        timer.start();

        hub.call("POST", "/admin/access/ip-rules/apply", R"({"confirmWithin":2})");

        QCOMPARE(hub.http().get("/admin/health").status, 401); // the connection that was open
        while (const auto line = stream.readLine(1s)) { // ends: its address is rejected
            QVERIFY(timer.elapsed() < 1'900);
        }
        while (hub.http().get("/admin/health").status != 200) {
            QVERIFY(timer.elapsed() < 6'000);
            std::this_thread::sleep_for(20ms);
        }
        QVERIFY(timer.elapsed() >= 1'900);
        const json::value state = hub.call("GET", "/admin/access/ip-rules");
        QVERIFY(state.at("active").at("rules").as_array().empty());
        QCOMPARE(state.at("draft").at("rules").as_array().size(), std::size_t{1}); // to be mended
        QVERIFY(!state.at("unconfirmed").as_bool());
    }

    void unconfirmedRulesAreGoneAfterARestart()
    {
        AccessHub hub;
        rejectAddress(hub, "127.0.0.9");
        hub.call("PUT", "/admin/access/ip-rules/draft",
                 R"({"rules":[{"name":"me","action":"reject","network":"127.0.0.0/8"}]})");
        hub.call("POST", "/admin/access/ip-rules/apply");
        QVERIFY(!hub.open("mqtt", "127.0.0.8"));

        hub.hub().stop();
        hub.hub().start();

        QVERIFY(hub.open("mqtt", "127.0.0.8"));
        QVERIFY(!hub.open("mqtt", "127.0.0.9")); // what was confirmed counts
    }

    void confirmedRulesStay()
    {
        AccessHub hub;
        hub.call("PUT", "/admin/access/ip-rules/draft",
                 R"({"rules":[{"name":"nine","action":"reject","network":"127.0.0.9"}]})");
        hub.call("POST", "/admin/access/ip-rules/apply", R"({"confirmWithin":1})");
        QCOMPARE(hub.http().request("POST", "/admin/access/ip-rules/apply").status, 400);
        hub.call("POST", "/admin/access/ip-rules/confirm");
        std::this_thread::sleep_for(2'500ms);
        QVERIFY(!hub.open("mqtt", "127.0.0.9"));
        QCOMPARE(hub.http().request("POST", "/admin/access/ip-rules/revert").status, 400);
    }

    void aDraftNeedsTheRightVersion()
    {
        AccessHub hub;
        const json::value state = hub.call("GET", "/admin/access/ip-rules");
        const std::string etag(state.at("etag").as_string());
        hub.call("PUT", "/admin/access/ip-rules/draft", R"({"rules":[]})", {{"If-Match", etag}});
        QCOMPARE(hub.http()
                     .request("PUT", "/admin/access/ip-rules/draft", R"({"rules":[]})",
                              {{"If-Match", etag}})
                     .status,
                 412);
        QCOMPARE(hub.http()
                     .request("POST", "/admin/access/ip-rules/apply", {}, {{"If-Match", etag}})
                     .status,
                 412);
    }

    void onlyOwnersChange()
    {
        AccessHub hub;
        for (const char* const policy : {"service", "device", "registryRead"}) {
            HttpPeer peer = hub.hub().httpAs(policy);
            QCOMPARE(peer.get("/admin/access/entries").status, 401);
        }
        HttpPeer writer = hub.hub().httpAs("registryReadWrite");
        QCOMPARE(writer.request("PUT", "/admin/access/mode", R"({"mode":"open"})").status, 401);
        QCOMPARE(writer.request("POST", "/admin/access/ip-rules/apply").status, 401);
    }
};

QTEST_GUILESS_MAIN(HubAccessTest)
#include "tst_access.moc"
