// The sample devices against a real hub: identities, MQTT, telemetry, and nothing left behind.
#include "app/console/local_profile.h"
#include "app/console/samples/device_topics.h"
#include "app/console/samples/paho_samples.h"
#include "app/console/samples/sample_model.h"
#include "app/console/samples/sample_work.h"

#include "models/hub_session.h"

#include "tests/support/test_hub.h"

#include <boost/json/serialize.hpp>

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>

using namespace deck;
using hub::test::HttpPeer;
using hub::test::TestHub;
using State = SampleDevices::State;

namespace {

constexpr int kPatienceMs = 20'000;
constexpr const char* kVersion = "?api-version=2021-04-12";

/// A hub that keeps its ports over a restart, and a session that looks at it.
struct Fixture
{
    std::uint16_t https = 0;
    std::uint16_t mqtts = 0;
    TestHub hub{[this](hub::Config& config) {
        config.hostName = "127.0.0.1";
        config.httpsPorts = {https};
        config.mqttsPort = mqtts;
    }};
    std::unique_ptr<HubSession> session;
    QHash<QString, int> messages; ///< by device
    std::vector<hub::api::Message> last;
    PahoSamples samples;
    QList<HubError> errors;

    Fixture()
    {
        https = hub.server().endpoints().https.front();
        mqtts = hub.server().endpoints().mqtts;
        session = std::make_unique<HubSession>(placeOf(hub.server()).value().profile);
        QObject::connect(session.get(), &HubSession::telemetryReceived, &samples,
                         [this](const std::vector<hub::api::Message>& batch) {
                             for (const hub::api::Message& message : batch) {
                                 ++messages[QString::fromStdString(message.deviceId)];
                             }
                             last = batch;
                         });
        QObject::connect(&samples, &SampleDevices::failed, &samples,
                         [this](const HubError& error) { errors << error; });
        session->start();
    }

    bool online()
    {
        return QTest::qWaitFor([&] { return session->isOnline(); }, kPatienceMs);
    }
    bool running()
    {
        samples.add(*session);
        return QTest::qWaitFor([&] { return samples.state() == State::Running; }, kPatienceMs);
    }
    bool removed()
    {
        samples.remove(*session);
        return QTest::qWaitFor([&] { return samples.state() == State::None; }, kPatienceMs);
    }
    hub::json::array devices()
    {
        return hub.http().get("/admin/devices").parsed().at("devices").as_array();
    }
};

} // namespace

class SamplesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fiveDevicesConnectAndSend()
    {
        Fixture f;
        QVERIFY(f.online());

        f.samples.add(*f.session);
        QCOMPARE(f.samples.state(), State::Adding);
        QTRY_COMPARE_WITH_TIMEOUT(f.samples.state(), State::Running, kPatienceMs);

        QCOMPARE(f.samples.connected(), SampleDevices::kCount);
        QTRY_COMPARE_WITH_TIMEOUT(f.messages.size(), qsizetype{SampleDevices::kCount}, kPatienceMs);
        for (const hub::json::value& device : f.devices()) {
            QVERIFY(device.at("tags").at("sample").as_bool());
            QVERIFY(device.at("connection").is_object());
            QCOMPARE(std::string(device.at("connection").at("clientType").as_string()),
                     std::string("Hubdeck sample"));
        }
        QTRY_VERIFY_WITH_TIMEOUT(f.messages["sample-pump-2"] >= 10, kPatienceMs);
    }

    void messagesAreJsonWithContentTypeAndProperty()
    {
        Fixture f;
        QVERIFY(f.online());
        QVERIFY(f.running());

        QTRY_VERIFY_WITH_TIMEOUT(!f.last.empty(), kPatienceMs);

        const hub::api::Message& message = f.last.front();
        QVERIFY(QJsonDocument::fromJson(QByteArray::fromStdString(message.body)).isObject());
        QVERIFY(message.properties.contains("site"));
        QCOMPARE(message.systemProperties.at("content-type"), std::string("application/json"));
        QCOMPARE(message.systemProperties.at("content-encoding"), std::string("utf-8"));
    }

    void removeLeavesNoDeviceAndNoTelemetry()
    {
        Fixture f;
        QVERIFY(f.online());
        QVERIFY(f.running());
        QTRY_VERIFY_WITH_TIMEOUT(f.messages.size() == SampleDevices::kCount, kPatienceMs);
        f.hub.addDevice("mine");

        QVERIFY(f.removed());

        QVERIFY2(f.errors.isEmpty(), qPrintable(f.errors.value(0).message));
        QCOMPARE(f.samples.connected(), 0);
        const hub::json::array left = f.devices();
        QCOMPARE(left.size(), std::size_t{1});
        QCOMPARE(std::string(left[0].at("deviceId").as_string()), std::string("mine"));
        HttpPeer http = f.hub.http();
        for (const SampleKind& kind : sampleKinds()) {
            const std::string path = "/admin/telemetry?device=" + QString(kind.id).toStdString();
            const hub::json::value page = http.get(path).parsed();
            QVERIFY(!page.as_object().contains("messages") ||
                    page.at("messages").as_array().empty());
        }
    }

    void removeFindsDevicesOfAnEarlierRun()
    {
        Fixture f;
        QVERIFY(f.online());
        HttpPeer http = f.hub.http();
        for (int i = 0; i < 300; ++i) { // more than a page
            const std::string id = "old" + std::to_string(i);
            QCOMPARE(http.request("PUT", "/devices/" + id + kVersion, "{}").status, 200);
            QCOMPARE(
                http.request("PUT", "/admin/devices/" + id + "/tags", R"({"sample":true})").status,
                200);
        }
        QCOMPARE(http.request("PUT", std::string("/devices/text") + kVersion, "{}").status, 200);
        QCOMPARE(http.request("PUT", "/admin/devices/text/tags", R"({"sample":"true"})").status,
                 200);

        QVERIFY(f.removed());

        const hub::json::array left = f.devices();
        QCOMPARE(left.size(), std::size_t{1}); // another tag than ours
        QCOMPARE(std::string(left[0].at("deviceId").as_string()), std::string("text"));
    }

    void devicesAreUsedAgainWithTheirKeys()
    {
        Fixture f;
        QVERIFY(f.online());
        QVERIFY(f.running());
        f.samples.disconnectAll();
        QCOMPARE(f.samples.state(), State::None);
        const std::string path = std::string("/devices/sample-gate-4") + kVersion;
        const std::string before = f.hub.http().get(path).body;
        const auto key = [](const std::string& body) {
            return hub::parseJson(body)
                .value()
                .at("authentication")
                .at("symmetricKey")
                .at("primaryKey");
        };

        QVERIFY(f.running());

        QCOMPARE(key(f.hub.http().get(path).body), key(before));
    }

    void namesakeThatIsNoSampleIsLeftAlone()
    {
        Fixture f;
        QVERIFY(f.online());
        HttpPeer http = f.hub.http();
        f.hub.addDevice("sample-boiler-3");
        QCOMPARE(
            http.request("PUT", "/admin/devices/sample-boiler-3/tags", R"({"site":"home"})").status,
            200);

        f.samples.add(*f.session);
        QTRY_COMPARE_WITH_TIMEOUT(f.errors.size(), 1, kPatienceMs);

        QCOMPARE(f.samples.state(), State::None);
        QVERIFY(f.errors[0].message.contains("sample-boiler-3"));
        QVERIFY(f.removed());
        QCOMPARE(f.devices().size(), std::size_t{1});
    }

    void hubRestartIsSurvived()
    {
        Fixture f;
        QVERIFY(f.online());
        QVERIFY(f.running());

        f.hub.stop();
        QTRY_COMPARE_WITH_TIMEOUT(f.samples.connected(), 0, kPatienceMs);
        f.hub.start();

        QTRY_COMPARE_WITH_TIMEOUT(f.samples.connected(), SampleDevices::kCount, 60'000);
        QCOMPARE(f.samples.state(), State::Running);
        f.messages.clear();
        QTRY_COMPARE_WITH_TIMEOUT(f.messages.size(), qsizetype{SampleDevices::kCount}, 60'000);
    }

    void droppedClientComesBack()
    {
        Fixture f;
        QVERIFY(f.online());
        QVERIFY(f.running());
        HttpPeer http = f.hub.http();
        const std::string path = std::string("/devices/sample-meter-5") + kVersion;
        const auto put = [&](const char* status) {
            hub::json::value body = http.get(path).parsed();
            body.as_object()["status"] = status;
            http.setHeader("If-Match", "*");
            return http.request("PUT", path, boost::json::serialize(body)).status;
        };

        QCOMPARE(put("disabled"), 200);
        QTRY_COMPARE_WITH_TIMEOUT(f.samples.connected(), SampleDevices::kCount - 1, kPatienceMs);
        QCOMPARE(put("enabled"), 200);

        QTRY_COMPARE_WITH_TIMEOUT(f.samples.connected(), SampleDevices::kCount, 60'000);
    }

    void offlineHubIsExplained()
    {
        Fixture f;
        f.hub.stop();
        HubSession session(f.session->profile());

        f.samples.add(session);

        QCOMPARE(f.errors.size(), 1);
        QVERIFY(!f.errors[0].message.isEmpty() && !f.errors[0].remedy.isEmpty());
        QCOMPARE(f.samples.state(), State::None);
    }

    void sessionThatGoesWhileAddingIsExplained()
    {
        Fixture f;
        QVERIFY(f.online());
        f.samples.add(*f.session);

        f.session.reset();

        QCOMPARE(f.errors.size(), 1);
        QCOMPARE(f.samples.state(), State::None);
    }

    void canBeDestroyedAtAnyTime_data()
    {
        QTest::addColumn<int>("afterMs");
        for (const int afterMs : {0, 5, 20, 50, 100, 200, 400, 1'000}) {
            QTest::addRow("%d ms", afterMs) << afterMs;
        }
    }

    void canBeDestroyedAtAnyTime()
    {
        QFETCH(int, afterMs);
        Fixture f;
        QVERIFY(f.online());
        auto samples = std::make_unique<PahoSamples>();
        samples->add(*f.session);
        QTest::qWait(afterMs);

        QElapsedTimer timer;
        timer.start();
        samples.reset();

        QVERIFY2(timer.elapsed() < 4'000, qPrintable(QString::number(timer.elapsed())));
    }

    void addAndDisconnectInQuickSuccession()
    {
        Fixture f;
        QVERIFY(f.online());

        for (int i = 0; i < 3; ++i) {
            f.samples.add(*f.session);
            f.samples.disconnectAll();
            f.samples.add(*f.session);
            QTRY_VERIFY_WITH_TIMEOUT(f.samples.connected() > 0, kPatienceMs);
            f.samples.disconnectAll();
        }

        QVERIFY(f.running());
        QVERIFY(f.errors.isEmpty());
    }

    void topicsAreReadAsTheHubWritesThem_data()
    {
        using Kind = DeviceMessage::Kind;
        QTest::addColumn<QByteArray>("topic");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("status");
        const auto row = [](const char* topic, Kind kind, const char* name, const char* request,
                            int status) {
            QTest::newRow(topic) << QByteArray(topic) << int(kind) << QString(name)
                                 << QByteArray(request) << status;
        };
        row("$iothub/methods/POST/reboot/?$rid=5", Kind::Method, "reboot", "5", 0);
        row("$iothub/methods/POST/a?b/?$rid=1f", Kind::Method, "a?b", "1f", 0);
        row("$iothub/twin/res/200/?$rid=7", Kind::TwinAnswer, "", "7", 200);
        row("$iothub/twin/res/204/?$rid=7&$version=3", Kind::TwinAnswer, "", "7", 204);
        row("$iothub/twin/PATCH/properties/desired/?$version=4", Kind::DesiredPatch, "", "", 0);
        row("devices/pump/messages/devicebound/%24.mid=1", Kind::Command, "", "", 0);
        row("something/else", Kind::Unknown, "", "", 0);
    }

    void topicsAreReadAsTheHubWritesThem()
    {
        QFETCH(QByteArray, topic);

        const DeviceMessage message = deviceMessage(topic.toStdString(), "{}");

        QTEST(int(message.kind), "kind");
        QTEST(message.name, "name");
        QTEST(message.request, "request");
        QTEST(message.status, "status");
    }

    void methodsDoWhatTheySay()
    {
        SampleWork work(sampleKinds()[0]);

        QCOMPARE(work.answer("ping", {}).status, 200);
        QCOMPARE(work.answer("setInterval", R"({"seconds":2.5})").status, 200);
        QCOMPARE(work.interval(), std::chrono::milliseconds(2'500));
        for (const char* bad : {"", "{}", "5", R"({"seconds":0})", R"({"seconds":4000})",
                                R"({"seconds":"2"})"}) {
            QCOMPARE(work.answer("setInterval", bad).status, 400);
        }
        QCOMPARE(work.answer("selfDestruct", {}).status, 404);
        QCOMPARE(work.interval(), std::chrono::milliseconds(2'500));
        QCOMPARE(work.reported()["interval"].toDouble(), 2.5);
    }

    void desiredIntervalIsFollowed()
    {
        SampleWork work(sampleKinds()[0]);

        QVERIFY(!work.takeDesired({{"limits", 5}, {"$version", 2}}));
        QVERIFY(!work.takeDesired({{"interval", QJsonValue()}}));
        QVERIFY(work.takeDesired({{"interval", 30}}));

        QCOMPARE(work.interval(), std::chrono::seconds(30));
    }

    void hubReachesTheDevices()
    {
        Fixture f;
        QVERIFY(f.online());
        QVERIFY(f.running());
        HttpPeer http = f.hub.http();
        const std::string twin = std::string("/twins/sample-gate-4") + kVersion;
        const auto reported = [&](const char* name) {
            const hub::json::value json = http.get(twin).parsed();
            const auto* value =
                json.at("properties").at("reported").as_object().if_contains(name);
            return value == nullptr ? std::string() : boost::json::serialize(*value);
        };
        QTRY_COMPARE_WITH_TIMEOUT(reported("firmware"), std::string(R"("2.4.1")"), kPatienceMs);

        const std::string methods = std::string("/twins/sample-gate-4/methods") + kVersion;
        const auto answer = http.request(
            "POST", methods, R"({"methodName":"setInterval","payload":{"seconds":7}})");
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.parsed().at("status").as_int64(), 200);
        QTRY_COMPARE_WITH_TIMEOUT(reported("interval"), std::string("7"), kPatienceMs);
        QCOMPARE(http.request("PATCH", twin, R"({"properties":{"desired":{"interval":9}}})").status,
                 200);
        QTRY_COMPARE_WITH_TIMEOUT(reported("interval"), std::string("9"), kPatienceMs);
    }

    void readingsArePlausible()
    {
        for (const SampleKind& kind : sampleKinds()) {
            SampleModel model(kind, 7);
            for (int i = 0; i < 10'000; ++i) {
                const QJsonObject reading = QJsonDocument::fromJson(model.next()).object();
                for (const SampleQuantity& what : kind.quantities) {
                    const double away = std::abs(reading[what.name].toDouble() - what.mean);
                    QVERIFY2(away < what.swing + 30 * what.jitter, what.name.data());
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(SamplesTest)
#include "tst_samples.moc"
