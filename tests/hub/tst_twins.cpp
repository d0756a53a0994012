// Twins over real sockets: bodies to the letter, conditions, rights, and what outlives a restart.
#include "tests/support/test_hub.h"

#include <QRegularExpression>
#include <QTest>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

const std::string kTwin = "/twins/dev1?api-version=2021-04-12";

/// The body with T for times that are not "never", and E for the identity's ETag.
QString golden(const HttpAnswer& answer)
{
    static const QRegularExpression time(R"("2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}0Z")");
    static const QRegularExpression etag(R"("deviceEtag":"[A-Za-z0-9+/]+=*")");
    return QString::fromStdString(answer.body)
        .replace(time, "T")
        .replace(etag, R"("deviceEtag":"E")");
}

/// A new device's twin with other parts in it.
QString twinText(const char* etag, int version, const char* tags, const char* desired)
{
    return QString(R"({"deviceId":"dev1","etag":"%1","deviceEtag":"E","status":"enabled",)"
                   R"("statusReason":null,"statusUpdateTime":"0001-01-01T00:00:00Z",)"
                   R"("connectionState":"Disconnected","lastActivityTime":"0001-01-01T00:00:00Z",)"
                   R"("cloudToDeviceMessageCount":0,"authenticationType":"sas",)"
                   R"("x509Thumbprint":{"primaryThumbprint":null,"secondaryThumbprint":null},)"
                   R"("modelId":"","version":%2,"tags":%3,"properties":{"desired":%4,)"
                   R"("reported":{"$metadata":{"$lastUpdated":T},"$version":1}},)"
                   R"("capabilities":{"iotEdge":false}})")
        .arg(etag)
        .arg(version)
        .arg(tags, desired);
}

/// "404001 DeviceNotFound dev1": the header and what stands in {"Message":"ErrorCode:<code>;<text>"}.
QString errorOf(const HttpAnswer& answer)
{
    const json::value body = answer.parsed();
    const QString message = QString::fromUtf8(body.at("Message").as_string().c_str());
    const auto code = answer.headers.find("iothub-errorcode");
    const QString name = code == answer.headers.end() ? "" : QString::fromStdString(code->second);
    return QString::number(answer.status) + " " +
           (message.startsWith("ErrorCode:" + name + ";") ? message.mid(10) : "not alike");
}

} // namespace

class HubTwinsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void newTwinHasEveryMember()
    {
        TestHub hub;
        hub.addDevice("dev1");

        const HttpAnswer answer = hub.http().get(kTwin);

        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.headers.at("content-type"), std::string("application/json; charset=utf-8"));
        QCOMPARE(answer.headers.at("etag"), std::string("\"AAAAAAAAAAE=\""));
        QCOMPARE(golden(answer), twinText("AAAAAAAAAAE=", 2, "{}",
                                          R"({"$metadata":{"$lastUpdated":T},"$version":1})"));
    }

    void patchAnswersTheWholeTwin()
    {
        TestHub hub;
        hub.addDevice("dev1");
        HttpPeer http = hub.http();

        const HttpAnswer answer = http.request(
            "PATCH", kTwin,
            R"({"tags":{"a":"b"},"properties":{"desired":{"telemetry":{"freq":"5m"},"x":null}}})",
            {{"If-Match", "\"AAAAAAAAAAE=\""}});

        QCOMPARE(answer.headers.at("etag"), std::string("\"AAAAAAAAAAI=\""));
        QCOMPARE(golden(answer),
                 twinText("AAAAAAAAAAI=", 3, R"({"a":"b"})",
                          R"({"telemetry":{"freq":"5m"},"$metadata":{"$lastUpdated":T,)"
                          R"("$lastUpdatedVersion":2,"telemetry":{"$lastUpdated":T,)"
                          R"("$lastUpdatedVersion":2,"freq":{"$lastUpdated":T,)"
                          R"("$lastUpdatedVersion":2}}},"$version":2})"));
        QVERIFY(http.get(kTwin).body == answer.body);
    }

    void putReplaces()
    {
        TestHub hub;
        hub.addDevice("dev1");
        HttpPeer http = hub.http();
        http.request("PATCH", kTwin, R"({"tags":{"a":1},"properties":{"desired":{"x":1,"y":2}}})");

        const HttpAnswer answer =
            http.request("PUT", kTwin, R"({"properties":{"desired":{"y":3}}})");

        QCOMPARE(golden(answer),
                 twinText("AAAAAAAAAAM=", 4, "{}",
                          R"({"y":3,"$metadata":{"$lastUpdated":T,"$lastUpdatedVersion":3,)"
                          R"("y":{"$lastUpdated":T,"$lastUpdatedVersion":3}},"$version":3})"));
    }

    void wholeTwinMayBeSentBack_data()
    {
        QTest::addColumn<QString>("method");
        QTest::newRow("PATCH, as IoT Explorer does") << "PATCH";
        QTest::newRow("PUT") << "PUT";
    }

    void wholeTwinMayBeSentBack()
    {
        QFETCH(QString, method);
        TestHub hub;
        hub.addDevice("dev1");
        HttpPeer http = hub.http();
        const HttpAnswer before = http.request(
            "PATCH", kTwin, R"({"tags":{"a":{"b":1}},"properties":{"desired":{"x":{"y":[1.0]}}}})");

        const HttpAnswer answer = http.request(method.toStdString(), kTwin, before.body);

        QCOMPARE(answer.status, 200);
        const QString expected = golden(before)
                                     .replace("AAAAAAAAAAI=", "AAAAAAAAAAM=")
                                     .replace(R"("version":3)", R"("version":4)")
                                     .replace(R"("$version":2)", R"("$version":3)")
                                     .replace(R"(Version":2)", R"(Version":3)");
        QCOMPARE(golden(answer), expected);
    }

    void numbersStayWhatTheyAre()
    {
        TestHub hub;
        hub.addDevice("dev1");
        const std::string values =
            R"({"real":1.0,"sum":0.30000000000000004,"i":4503599627370495,"n":-481.29197134398476})";
        HttpPeer http = hub.http();
        http.request("PATCH", kTwin, R"({"properties":{"desired":)" + values + "}}");

        for (int i = 0; i < 3; ++i) { // each one reads and writes them all
            http.request("PATCH", kTwin, R"({"properties":{"desired":{"other":1}}})");
        }

        const std::string body = http.get(kTwin).body;
        QVERIFY2(body.find(values.substr(0, values.size() - 1)) != std::string::npos, body.c_str());
    }

    void ifMatchIsHeeded_data()
    {
        QTest::addColumn<QString>("ifMatch");
        QTest::addColumn<int>("status");
        QTest::newRow("none") << "" << 200;
        QTest::newRow("star") << "*" << 200;
        QTest::newRow("quoted star") << "\"*\"" << 200;
        QTest::newRow("the twin's") << "\"AAAAAAAAAAE=\"" << 200;
        QTest::newRow("the twin's without quotes") << "AAAAAAAAAAE=" << 200;
        QTest::newRow("another") << "\"AAAAAAAAAAI=\"" << 412;
        QTest::newRow("another without quotes") << "AAAAAAAAAAI=" << 412;
    }

    void ifMatchIsHeeded()
    {
        QFETCH(QString, ifMatch);
        QFETCH(int, status);
        static TestHub hub;
        HttpPeer http = hub.http();
        std::map<std::string, std::string> headers;
        if (!ifMatch.isEmpty()) {
            headers["If-Match"] = ifMatch.toStdString();
        }
        for (const char* const method : {"PATCH", "PUT"}) {
            http.request("DELETE", "/devices/dev1?api-version=2021-04-12");
            hub.addDevice("dev1");

            const HttpAnswer answer = http.request(method, kTwin, R"({"tags":{"a":1}})", headers);

            QVERIFY2(answer.status == status, answer.body.c_str());
        }
    }

    void refusalsNameWhatIsWrong_data()
    {
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("error");
        const QString device = "/twins/dev1?";
        QTest::newRow("no device") << "/twins/none?" << "{}" << "404 DeviceNotFound;none";
        QTest::newRow("no module")
            << "/twins/dev1/modules/m1?" << "{}" << "404 ModuleNotFound;dev1/m1";
        QTest::newRow("no device of a module")
            << "/twins/none/modules/m1?" << "{}" << "404 DeviceNotFound;none";
        QTest::newRow("bad id")
            << "/twins/dev%201?" << "{}"
            << "400 ArgumentInvalid;an id has 1 to 128 of A-Z a-z 0-9 - : . + % _ # * ? ! ( ) , = @ $ '";
        QTest::newRow("array") << device << "[]" << "400 ArgumentInvalid;the body must be an object";
        QTest::newRow("tags") << device << R"({"tags":1})"
                              << "400 ArgumentInvalid;'tags' must be an object";
        QTest::newRow("properties") << device << R"({"properties":[]})"
                                    << "400 ArgumentInvalid;'properties' must be an object";
        QTest::newRow("desired") << device << R"({"properties":{"desired":"x"}})"
                                 << "400 ArgumentInvalid;'properties.desired' must be an object";
        QTest::newRow("key") << device << R"({"tags":{"a":{"b c":1}}})"
                             << "400 ArgumentInvalid;Property name 'b c' in 'tags.a' contains "
                                "invalid character ' '";
        QTest::newRow("text")
            << device << QString("{\"tags\":{\"a\":\"%1\"}}").arg(QString(4097, 'x'))
            << "400 ArgumentInvalid;Property or Tag value should be maximum 4096 bytes: 'tags.a'";
        QTest::newRow("size")
            << device
            << QString("{\"tags\":{\"a\":\"%1\",\"b\":\"x%1\"}}").arg(QString(4095, 'x'))
            << "413 MessageTooLarge;The size of tags is 8193, the limit is 8192";
    }

    void refusalsNameWhatIsWrong()
    {
        QFETCH(QString, target);
        QFETCH(QString, body);
        QFETCH(QString, error);
        static TestHub hub;
        static const bool added = [] {
            hub.addDevice("dev1");
            return true;
        }();
        QVERIFY(added);
        HttpPeer http = hub.http();

        for (const char* const method : {"PATCH", "PUT"}) {
            const HttpAnswer answer = http.request(
                method, target.toStdString() + "api-version=2021-04-12", body.toStdString());
            QCOMPARE(errorOf(answer), error);
        }
        QCOMPARE(http.get(kTwin).headers.at("etag"), std::string("\"AAAAAAAAAAE=\""));
    }

    void bodyMustBeJson()
    {
        TestHub hub;
        hub.addDevice("dev1");
        HttpPeer http = hub.http();

        const HttpAnswer broken = http.request("PATCH", kTwin, "{");
        const HttpAnswer text =
            http.request("PATCH", kTwin, "{}", {{"Content-Type", "text/plain"}});

        QCOMPARE(broken.status, 400);
        QCOMPARE(broken.headers.at("iothub-errorcode"), std::string("IotHubFormatError"));
        QCOMPARE(text.status, 415);
    }

    void membersMatchIgnoringCaseAndPathsAreDecoded()
    {
        TestHub hub;
        hub.addDevice("dev1");
        HttpPeer http = hub.http();

        const HttpAnswer answer =
            http.request("PATCH", "/TWINS%2Fdev1?api-version=2020-09-30",
                         R"({"Tags":{"Site":"berlin"},"Properties":{"Desired":{"X":1}}})");

        QCOMPARE(answer.status, 200);
        QVERIFY(answer.parsed().at("tags").at("Site") == "berlin");
        QVERIFY(answer.parsed().at("properties").at("desired").at("X") == 1);
    }

    void onlyServicesMayCall_data()
    {
        QTest::addColumn<QString>("policy");
        QTest::addColumn<int>("status");
        QTest::newRow("iothubowner") << "iothubowner" << 200;
        QTest::newRow("service") << "service" << 200;
        QTest::newRow("device") << "device" << 401;
        QTest::newRow("registryRead") << "registryRead" << 401;
        QTest::newRow("registryReadWrite") << "registryReadWrite" << 401;
    }

    void onlyServicesMayCall()
    {
        QFETCH(QString, policy);
        QFETCH(int, status);
        static TestHub hub;
        hub.http().request("PUT", "/devices/dev1?api-version=2021-04-12", "{}");
        HttpPeer http = hub.httpAs(policy.toStdString());

        QCOMPARE(http.get(kTwin).status, status);
        QCOMPARE(http.request("PATCH", kTwin, "{}").status, status);
        QCOMPARE(http.request("PUT", kTwin, "{}").status, status);
        const int ofModules = status == 200 ? 404 : 401;
        const std::string module = "/twins/dev1/modules/m?api-version=2021-04-12";
        QCOMPARE(http.get(module).status, ofModules);
        QCOMPARE(http.request("PATCH", module, "{}").status, ofModules);
        QCOMPARE(http.request("PUT", module, "{}").status, ofModules);
    }

    void liveDeviceIsShown()
    {
        TestHub hub;
        hub.addDevice("dev1");
        const auto device = hub.mqtt();
        MqttConnect options = TestHub::connectOptions("dev1");
        *options.userName += "&model-id=dtmi%3Aexample%3APump%3B1";
        QCOMPARE(device->connect(options).value_or(255), 0U);

        const json::value twin = hub.http().get(kTwin).parsed();

        QVERIFY(twin.at("connectionState") == "Connected");
        QVERIFY(twin.at("modelId") == "dtmi:example:Pump;1");
    }

    void tagsOfTheAdminApiAreTheTwins()
    {
        TestHub hub;
        hub.addDevice("dev1");
        HttpPeer http = hub.http();

        const HttpAnswer set =
            http.request("PUT", "/admin/devices/dev1/tags", R"({"site":"berlin"})");
        const json::value twin = http.get(kTwin).parsed();
        const HttpAnswer refused =
            http.request("PUT", "/admin/devices/dev1/tags", R"({"a.b":1})");
        http.request("PATCH", kTwin, R"({"tags":{"floor":3}})");
        const json::value device = http.get("/admin/devices/dev1").parsed();

        QCOMPARE(set.status, 200);
        QVERIFY(twin.at("tags").at("site") == "berlin");
        QVERIFY(twin.at("etag") == "AAAAAAAAAAI=");
        QVERIFY(twin.at("version") == 3);
        QCOMPARE(refused.status, 400);
        QCOMPARE(device.at("tags").as_object().size(), std::size_t{2});
    }

    void twinsOutliveARestartButNotTheirDevice()
    {
        TestHub hub;
        hub.addDevice("dev1");
        const std::string before =
            hub.http()
                .request("PATCH", kTwin, R"({"tags":{"a":1},"properties":{"desired":{"x":1.5}}})")
                .body;

        hub.stop();
        hub.start();
        const std::string after = hub.http().get(kTwin).body;
        HttpPeer http = hub.http();
        http.request("DELETE", "/devices/dev1?api-version=2021-04-12");
        const int deleted = http.get(kTwin).status;
        hub.addDevice("dev1");

        QCOMPARE(after, before);
        QCOMPARE(deleted, 404);
        QCOMPARE(golden(http.get(kTwin)),
                 twinText("AAAAAAAAAAE=", 2, "{}",
                          R"({"$metadata":{"$lastUpdated":T},"$version":1})"));
    }
};

QTEST_GUILESS_MAIN(HubTwinsTest)
#include "tst_twins.moc"
