// Our own routes under /admin over real sockets.
#include "tests/support/test_hub.h"

#include "api/capabilities.h"
#include "api/device.h"
#include "api/event.h"
#include "api/health.h"
#include "api/telemetry.h"

#include "domain/limits.h"

#include <boost/json/parse.hpp>

#include <QElapsedTimer>
#include <QTest>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

const std::string kVersion = "?api-version=2021-04-12";

api::DeviceList devices(HttpPeer& http, const std::string& query)
{
    const HttpAnswer answer = http.get("/admin/devices?" + query);
    auto list = api::deviceListFrom(JsonView(answer.parsed()));
    if (!list) {
        qFatal("%s", answer.body.c_str());
    }
    return std::move(list.value());
}

QStringList ids(const api::DeviceList& list)
{
    QStringList result;
    for (const api::Device& device : list.devices) {
        result << QString::fromStdString(device.deviceId);
    }
    return result;
}

struct StreamEvent
{
    std::string id;
    json::value body;

    std::string type() const { return std::string(body.at("type").as_string()); }
};

/// The next event of a stream; comments are passed over.
std::optional<StreamEvent> nextEvent(HttpPeer& stream)
{
    StreamEvent event;
    for (;;) {
        const auto line = stream.readLine(5s);
        if (!line) {
            return std::nullopt;
        }
        if (line->starts_with("id: ")) {
            event.id = line->substr(4);
        } else if (line->starts_with("data: ")) {
            event.body = json::parse(line->substr(6));
            return event;
        }
    }
}

void publish(const TestHub& hub, const std::string& id, const std::string& body)
{
    const auto device = hub.device(id);
    device->publish("devices/" + id + "/messages/events/", body, 1);
    if (!device->receive()) {
        qFatal("no PUBACK");
    }
}

} // namespace

class HubAdminTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void capabilitiesSayWhereAndWhat()
    {
        TestHub hub;
        HttpPeer http = hub.http();

        const auto capabilities =
            api::capabilitiesFrom(JsonView(http.get("/admin/capabilities").parsed()));

        QVERIFY(capabilities);
        QCOMPARE(capabilities.value().apiVersion, std::int64_t{1});
        QCOMPARE(capabilities.value().mqttsPort, hub.server().endpoints().mqtts);
        QVERIFY(capabilities.value().httpsPorts == hub.server().endpoints().https);
        QCOMPARE(capabilities.value().version, version());
        const std::string id = capabilities.value().hubId;
        hub.stop();
        hub.start();
        HttpPeer again = hub.http();
        QCOMPARE(std::string(again.get("/admin/capabilities").parsed().at("hubId").as_string()), id);
    }

    void healthCounts()
    {
        TestHub hub;
        hub.addDevice("a");
        hub.addDevice("b");
        HttpPeer http = hub.http();
        http.request("PUT", "/devices/b" + kVersion, R"({"status":"disabled"})", {{"If-Match", "*"}});
        const auto device = hub.device("a");
        device->publish("devices/a/messages/events/", "x", 1);
        QVERIFY(device->receive());

        const auto health = api::healthFrom(JsonView(http.get("/admin/health").parsed()));

        QVERIFY(health);
        QCOMPARE(health.value().state, std::string("running"));
        QCOMPARE(health.value().devices, std::uint64_t{2});
        QCOMPARE(health.value().disabledDevices, std::uint64_t{1});
        QCOMPARE(health.value().connectedDevices, std::uint64_t{1});
        QCOMPARE(health.value().messagesStored, std::uint64_t{1});
        QVERIFY(health.value().storeBytes > 0);
        QVERIFY(health.value().time >= health.value().startedAt);
    }

    void devicesArePagedSortedAndSearched()
    {
        TestHub hub;
        HttpPeer http = hub.http();
        for (int i = 0; i < 30; ++i) {
            hub.addDevice((i % 2 == 0 ? "pump-" : "valve-") + std::to_string(100 + i));
        }

        QStringList all;
        std::string after;
        for (int pages = 0; pages < 20; ++pages) {
            const api::DeviceList page =
                devices(http, "limit=7&search=PUMP" +
                                  (after.empty() ? "" : "&after=" + QUrl::toPercentEncoding(
                                                                         after.c_str())
                                                                        .toStdString()));
            QCOMPARE(page.total.value_or(0), std::uint64_t{15});
            all << ids(page);
            after = page.next;
            if (after.empty()) {
                break;
            }
        }

        QCOMPARE(all.size(), 15);
        QStringList sorted = all;
        sorted.sort();
        QCOMPARE(all, sorted);
        const QStringList down = ids(devices(http, "order=desc&limit=2"));
        QCOMPARE(down, QStringList({"valve-129", "valve-127"}));
        QCOMPARE(ids(devices(http, "offset=28")).size(), 2);
    }

    void badParametersAreNamed_data()
    {
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("named");
        QTest::newRow("limit 0") << "/admin/devices?limit=0" << "limit";
        QTest::newRow("limit 1001") << "/admin/devices?limit=1001" << "limit";
        QTest::newRow("sort") << "/admin/devices?sort=color" << "sort";
        QTest::newRow("cursor") << "/admin/devices?after=abc" << "after";
        QTest::newRow("tag") << "/admin/devices?tag=x" << "tag";
        QTest::newRow("search") << QString("/admin/devices?search=") + QString(200, 'x') << "search";
        QTest::newRow("no device") << "/admin/telemetry" << "device";
        QTest::newRow("from") << "/admin/telemetry?device=a&from=yesterday" << "from";
        QTest::newRow("telemetry cursor") << "/admin/telemetry?device=a&after=x" << "after";
        QTest::newRow("event id") << "/admin/events?after=x" << "event id";
    }

    void badParametersAreNamed()
    {
        QFETCH(QString, target);
        QFETCH(QString, named);
        static TestHub hub;
        HttpPeer http = hub.http();

        const HttpAnswer answer = http.get(target.toStdString());

        QCOMPARE(answer.status, 400);
        const json::value problem = answer.parsed();
        QVERIFY2(std::string(problem.at("message").as_string()).find(named.toStdString()) !=
                     std::string::npos,
                 answer.body.c_str());
        QVERIFY(!problem.at("code").as_string().empty());
        QVERIFY(!problem.at("requestId").as_string().empty());
    }

    void connectedDeviceShowsItsConnection()
    {
        TestHub hub;
        hub.addDevice("a");
        HttpPeer http = hub.http();
        const auto peer = hub.device("a");

        const api::DeviceList list = devices(http, "");

        QVERIFY(list.devices[0].connection.has_value());
        const api::Connection& connection = *list.devices[0].connection;
        QCOMPARE(connection.protocol, std::string("mqtt"));
        QCOMPARE(connection.tlsVersion, std::string("TLSv1.3"));
        QCOMPARE(connection.clientType, std::string("test peer"));
        QCOMPARE(connection.signedInWith, std::string("primaryKey"));
        QVERIFY(connection.address.starts_with("127.0.0.1:"));
    }

    void lastHeardIsStoredSoon()
    {
        TestHub hub;
        hub.addDevice("quiet");
        hub.addDevice("talking");
        HttpPeer http = hub.http();
        const auto peer = hub.device("talking");
        peer->publish("devices/talking/messages/events/", "x", 1);

        QTRY_VERIFY_WITH_TIMEOUT(
            devices(http, "sort=lastHeard&order=desc").devices.at(0).lastHeard.has_value(), 6'000);

        QCOMPARE(ids(devices(http, "sort=lastHeard&order=desc")), QStringList({"talking", "quiet"}));
    }

    void lastHeardSurvivesAStop()
    {
        TestHub hub;
        hub.addDevice("a");
        publish(hub, "a", "x");

        hub.stop(); // within the two seconds of a flush
        hub.start();

        HttpPeer http = hub.http();
        QVERIFY(devices(http, "").devices.at(0).lastHeard.has_value());
    }

    void reasonOfTheLastDisconnectIsKept()
    {
        TestHub hub;
        hub.addDevice("a");
        HttpPeer http = hub.http();
        QVERIFY(devices(http, "").devices.at(0).lastDisconnectReason.empty());
        const auto peer = hub.device("a");
        peer->publish("devices/b/messages/events/", "x", 1);
        QVERIFY(peer->tls().waitForClose(std::chrono::seconds(5)));

        hub.stop();
        hub.start();

        HttpPeer again = hub.http();
        QCOMPARE(devices(again, "").devices.at(0).lastDisconnectReason, std::string("unknownTopic"));
    }

    void tagsMarkDevices()
    {
        TestHub hub;
        hub.addDevice("a");
        hub.addDevice("b");
        HttpPeer http = hub.http();

        const HttpAnswer set = http.request("PUT", "/admin/devices/a/tags", R"({"sample":true})");
        const HttpAnswer wrong = http.request("PUT", "/admin/devices/a/tags", "[1]");

        QCOMPARE(set.status, 200);
        QCOMPARE(wrong.status, 400);
        QCOMPARE(ids(devices(http, "tag=sample:true")), QStringList({"a"}));
    }

    void telemetryIsPagedByTheCursor()
    {
        TestHub hub;
        hub.addDevice("a");
        const auto peer = hub.device("a");
        for (std::uint16_t i = 1; i <= 25; ++i) {
            peer->publish("devices/a/messages/events/", std::to_string(i), i);
        }
        hub.messagesOf("a", 25);
        HttpPeer http = hub.http();

        const json::value first = http.get("/admin/telemetry?device=a&limit=10").parsed();
        const std::string next(first.at("next").as_string());
        const json::value second =
            http.get("/admin/telemetry?device=a&limit=100&after=" + next).parsed();

        QCOMPARE(first.at("total").as_int64(), std::int64_t{25});
        QCOMPARE(first.at("messages").as_array().size(), std::size_t{10});
        QCOMPARE(second.at("messages").as_array().size(), std::size_t{15});
        QVERIFY(!second.as_object().contains("next"));
        QCOMPARE(std::string(second.at("messages").at(0).at("body").as_string()), std::string("11"));
    }

    void deviceCanBeDeletedWithItsHistory()
    {
        TestHub hub;
        hub.addDevice("a");
        publish(hub, "a", "secret");
        HttpPeer http = hub.http();

        QCOMPARE(http.request("DELETE", "/admin/devices/a?history=erase").status, 204);

        QCOMPARE(http.get("/devices/a" + kVersion).status, 404);
        QVERIFY(http.get("/admin/telemetry?device=a").parsed().at("messages").as_array().empty());
        hub.addDevice("a");
        QVERIFY(http.get("/admin/telemetry?device=a").parsed().at("messages").as_array().empty());
    }

    void historyOfADeletedDeviceIsKeptUnlessAsked()
    {
        TestHub hub;
        hub.addDevice("a");
        publish(hub, "a", "kept");
        HttpPeer http = hub.http();

        QCOMPARE(http.request("DELETE", "/admin/devices/a").status, 204);
        QCOMPARE(http.get("/admin/telemetry?device=a").parsed().at("messages").as_array().size(),
                 std::size_t{1});
        QCOMPARE(http.request("DELETE", "/admin/devices/a?history=erase").status, 404);
        QCOMPARE(http.get("/admin/telemetry?device=a").parsed().at("messages").as_array().size(),
                 std::size_t{0});
    }

    void eventsTellWhatHappens()
    {
        TestHub hub;
        HttpPeer stream = hub.http();
        QVERIFY(stream.openStream("/admin/events"));
        hub.addDevice("a");
        publish(hub, "a", R"({"t":1})");

        QStringList types;
        json::value telemetry;
        for (int i = 0; i < 5; ++i) {
            const auto event = nextEvent(stream);
            QVERIFY(event);
            QVERIFY(api::eventFrom(JsonView(event->body)));
            types << QString::fromStdString(event->type());
            if (event->type() == "telemetry") {
                telemetry = event->body;
            }
        }

        types.sort();
        QCOMPARE(types, QStringList({"audit", "device-connected", "device-created",
                                     "device-disconnected", "telemetry"}));
        const auto message = api::messageFrom(JsonView(telemetry.at("data").at(0)));
        QVERIFY(message);
        QCOMPARE(message.value().deviceId, std::string("a"));
        QCOMPARE(message.value().body, Bytes(R"({"t":1})"));
    }

    void eventsAreFiltered()
    {
        TestHub hub;
        hub.addDevice("a");
        hub.addDevice("b");
        HttpPeer stream = hub.http();
        QVERIFY(stream.openStream("/admin/events?types=telemetry&devices=b"));

        publish(hub, "a", "of a");
        publish(hub, "b", "of b");

        const auto event = nextEvent(stream);
        QVERIFY(event);
        QCOMPARE(event->body.at("data").as_array().size(), std::size_t{1});
        QCOMPARE(std::string(event->body.at("data").at(0).at("body").as_string()),
                 std::string("of b"));
    }

    void streamResumesWhereItWasCut()
    {
        TestHub hub;
        HttpPeer stream = hub.http();
        QVERIFY(stream.openStream("/admin/events?types=device-created"));
        hub.addDevice("a");
        const auto first = nextEvent(stream);
        stream.disconnect();
        hub.addDevice("b");
        hub.addDevice("c");

        QVERIFY(stream.openStream("/admin/events?types=device-created",
                                  {{"Last-Event-ID", first->id}}));

        QCOMPARE(std::string(nextEvent(stream)->body.at("deviceId").as_string()), std::string("b"));
        QCOMPARE(std::string(nextEvent(stream)->body.at("deviceId").as_string()), std::string("c"));
    }

    /// More than goes out in one piece.
    void longBacklogComesWholeAndInOrder()
    {
        TestHub hub;
        hub.addDevice("a");
        HttpPeer stream = hub.http();
        QVERIFY(stream.openStream("/admin/events?types=telemetry"));
        publish(hub, "a", "0");
        std::string last = nextEvent(stream)->id;
        HttpPeer later = hub.http();
        for (int i = 1; i <= 6; ++i) {
            publish(hub, "a", std::string(100'000, char('0' + i)));
            QVERIFY(nextEvent(stream));
        }
        stream.disconnect();

        QVERIFY(later.openStream("/admin/events?types=telemetry", {{"Last-Event-ID", last}}));

        for (int i = 1; i <= 6; ++i) {
            const auto event = nextEvent(later);
            QVERIFY(event);
            const auto& message = event->body.at("data").as_array().at(0);
            QCOMPARE(message.at("body").as_string().front(), char('0' + i));
        }
    }

    void foreignAndLostIdsGiveAGap_data()
    {
        QTest::addColumn<QString>("id");
        QTest::newRow("another run of the hub") << "00000000:5";
        QTest::newRow("a number of the future") << "own:999999";
    }

    void foreignAndLostIdsGiveAGap()
    {
        QFETCH(QString, id);
        TestHub hub;
        HttpPeer stream = hub.http();
        QVERIFY(stream.openStream("/admin/events?types=device-created"));
        hub.addDevice("a");
        const std::string boot = nextEvent(stream)->id.substr(0, 8);
        stream.disconnect();

        QVERIFY(stream.openStream(
            "/admin/events?types=device-created",
            {{"Last-Event-ID", QString(id).replace("own", boot.c_str()).toStdString()}}));
        hub.addDevice("b");

        QCOMPARE(nextEvent(stream)->type(), std::string("gap"));
        QCOMPARE(nextEvent(stream)->type(), std::string("device-created"));
    }

    void streamEndsWithItsToken()
    {
        TestHub hub;
        HttpPeer stream = hub.http();
        const std::string text = connectionString(hub.folder(), "iothubowner", {}).value();
        const std::string key = text.substr(text.find("SharedAccessKey=") + 16);
        const Secret secret(
            QByteArray::fromBase64(QByteArray::fromStdString(key)).toStdString());
        stream.setHeader("Authorization", policyToken("iothubowner", secret, 1));
        QVERIFY(stream.openStream("/admin/events"));
        QElapsedTimer timer;
        timer.start();

        QVERIFY(!nextEvent(stream));

        QVERIFY(timer.elapsed() < 4'000);
    }

    void deniedDeviceIsReported()
    {
        TestHub hub;
        hub.addDevice("a");
        HttpPeer stream = hub.http();
        QVERIFY(stream.openStream("/admin/events?types=denied"));

        const std::string wrong = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        QVERIFY(hub.mqtt()->connect(TestHub::connectOptions("a", wrong)) == 5U);

        const auto event = nextEvent(stream);
        QVERIFY(event);
        QCOMPARE(std::string(event->body.at("deviceId").as_string()), std::string("a"));
        QCOMPARE(std::string(event->body.at("data").at("reason").as_string()),
                 std::string("tokenSignature"));
    }
};

QTEST_GUILESS_MAIN(HubAdminTest)
#include "tst_admin.moc"
