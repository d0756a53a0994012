// Callers that fail, over real sockets: they are locked out, listed once, and raise an alert;
// others go on undisturbed.
#include "tests/support/printing.h"
#include "tests/support/resident_memory.h"
#include "tests/support/test_hub.h"

#include <QTest>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

const std::string kVersion = "?api-version=2021-04-12";
const std::string kEvents = "/devices/dev1/messages/events" + kVersion;
const std::string kWrongKey = "d3Jvbmcga2V5IHdyb25nIGtleQ==";

/// Others can reach it, so that addresses count.
void openToOthers(Config& config)
{
    config.bindAddress = "0.0.0.0";
    config.hostName = "127.0.0.1";
    config.maxFailedSignIns = 20;
}

HttpPeer peerFrom(TestHub& hub, const std::string& address, const std::string& key)
{
    TlsPeer::Options options;
    options.port = hub.server().endpoints().https.front();
    options.caFile = hub.caFile();
    options.localAddress = address;
    HttpPeer peer(options);
    peer.setHeader("Authorization", deviceToken("dev1", key));
    return peer;
}

json::array listOf(HttpPeer& http, const std::string& target, const char* name)
{
    return http.get(target).parsed().at(name).as_array();
}

std::string text(const json::value& value, const char* name)
{
    return std::string(value.at(name).as_string());
}

} // namespace

class HubGuardTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tenThousandWrongTokensAreOneEntryAndOneAlert()
    {
        TestHub hub(openToOthers);
        hub.addDevice("dev1");
        HttpPeer http = hub.http();
        HttpPeer wrong = peerFrom(hub, "127.0.0.66", kWrongKey);
        QCOMPARE(wrong.request("POST", kEvents, "x").status, 401);
        const std::size_t before = residentKilobytes();

        for (int i = 1; i < 10'000; ++i) {
            QCOMPARE(wrong.request("POST", kEvents, "x").status, 401);
        }

        QVERIFY(residentKilobytes() <= before + 16 * 1024);
        const json::array denied = listOf(http, "/admin/access/denied", "denied");
        QCOMPARE(denied.size(), std::size_t{1});
        QCOMPARE(text(denied[0], "address"), std::string("127.0.0.66"));
        QCOMPARE(text(denied[0], "reason"), std::string("tokenSignature"));
        QCOMPARE(denied[0].at("count").as_int64(), 10'000);
        QVERIFY(denied[0].at("lockedOut").as_int64() > 9'900);
        QTRY_COMPARE(listOf(http, "/admin/alerts", "alerts").size(), std::size_t{1});
        const json::value alert = listOf(http, "/admin/alerts", "alerts")[0];
        QCOMPARE(text(alert, "kind"), std::string("lockedOut"));
        QCOMPARE(text(alert, "subject"), std::string("127.0.0.66"));
    }

    void othersAreNotLockedOut()
    {
        TestHub hub(openToOthers);
        hub.addDevice("dev1");
        HttpPeer wrong = peerFrom(hub, "127.0.0.66", kWrongKey);
        for (int i = 0; i < 30; ++i) {
            QCOMPARE(wrong.request("POST", kEvents, "x").status, 401);
        }

        HttpPeer locked = peerFrom(hub, "127.0.0.66", kTestKey);
        HttpPeer right = peerFrom(hub, "127.0.0.67", kTestKey);

        QCOMPARE(locked.request("POST", kEvents, "x").status, 401);
        QCOMPARE(right.request("POST", kEvents, "x").status, 204);
        QVERIFY(hub.mqtt()->connect(TestHub::connectOptions("dev1")) == 0U);
    }

    void liftedLockOutLetsInAtOnce()
    {
        TestHub hub(openToOthers);
        hub.addDevice("dev1");
        HttpPeer wrong = peerFrom(hub, "127.0.0.66", kWrongKey);
        for (int i = 0; i < 30; ++i) {
            wrong.request("POST", kEvents, "x");
        }
        HttpPeer right = peerFrom(hub, "127.0.0.66", kTestKey);
        QCOMPARE(right.request("POST", kEvents, "x").status, 401);

        HttpPeer http = hub.http();
        QCOMPARE(http.request("DELETE", "/admin/access/lockouts/127.0.0.66").status, 204);

        QCOMPARE(right.request("POST", kEvents, "x").status, 204);
        QCOMPARE(http.request("DELETE", "/admin/access/lockouts/127.0.0.1").status, 404);
    }

    void deniedCallersAndAlertsSurviveARestart()
    {
        TestHub hub(openToOthers);
        hub.addDevice("dev1");
        HttpPeer wrong = peerFrom(hub, "127.0.0.66", kWrongKey);
        for (int i = 0; i < 30; ++i) {
            wrong.request("POST", kEvents, "x");
        }
        HttpPeer http = hub.http();
        QTRY_COMPARE(listOf(http, "/admin/alerts", "alerts").size(), std::size_t{1});
        const std::string id(listOf(http, "/admin/alerts", "alerts")[0].at("id").as_string());
        QCOMPARE(http.request("POST", "/admin/alerts/" + id + "/acknowledge").status, 200);
        QCOMPARE(
            http.request("POST", "/admin/access/denied/ignore", R"({"deviceId":"dev1"})").status,
            204);

        hub.stop();
        hub.start();

        HttpPeer again = hub.http();
        QVERIFY(listOf(again, "/admin/alerts", "alerts").empty());
        const json::array all = listOf(again, "/admin/alerts?state=all", "alerts");
        QCOMPARE(text(all.at(0), "acknowledgedBy"), std::string("iothubowner"));
        QVERIFY(listOf(again, "/admin/access/denied", "denied").empty());
        const json::array ignored = listOf(again, "/admin/access/denied?ignored=true", "denied");
        QCOMPARE(ignored.at(0).at("count").as_int64(), 30);
        QCOMPARE(again.request("DELETE", "/admin/access/denied").status, 204);
        QVERIFY(listOf(again, "/admin/access/denied?ignored=true", "denied").empty());
    }

    void badParametersAreNamed_data()
    {
        QTest::addColumn<QString>("target");
        for (const char* const target :
             {"/admin/access/denied?reason=nonsense", "/admin/access/denied?ignored=2",
              "/admin/access/denied?limit=0", "/admin/alerts?state=closed", "/admin/alerts?after=x",
              "/admin/alerts?limit=1001"}) {
            QTest::newRow(target) << target;
        }
    }

    void badParametersAreNamed()
    {
        QFETCH(QString, target);
        if (!hub_) {
            hub_ = std::make_unique<TestHub>();
        }
        QCOMPARE(hub_->http().get(target.toStdString()).status, 400);
    }

    void cleanupTestCase() { hub_.reset(); }

private:
    std::unique_ptr<TestHub> hub_;
};

QTEST_GUILESS_MAIN(HubGuardTest)
#include "tst_guard.moc"
