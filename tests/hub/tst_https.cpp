// The service API over real sockets: registry routes, rights, errors and rude callers.
#include "tests/support/test_hub.h"

#include <QElapsedTimer>
#include <QTest>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

const std::string kVersion = "?api-version=2021-04-12";

std::string text(const json::value& value, const char* name)
{
    const json::value* found = value.as_object().if_contains(name);
    return found != nullptr && found->is_string() ? std::string(found->as_string()) : "";
}

/// The code and the text of {"Message":"ErrorCode:<code>;<text>"}.
QStringList errorOf(const HttpAnswer& answer)
{
    const QString message = QString::fromStdString(text(answer.parsed(), "Message"));
    return QString(message).remove(0, QString("ErrorCode:").size()).split(';');
}

} // namespace

class HubHttpsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void identityHasEveryMember()
    {
        TestHub hub;
        HttpPeer http = hub.http();

        const HttpAnswer created = http.request("PUT", "/devices/dev1" + kVersion,
                                                R"({"deviceId":"dev1"})");

        QCOMPARE(created.status, 200);
        QCOMPARE(created.headers.at("content-type"), std::string("application/json; charset=utf-8"));
        const json::value identity = created.parsed();
        QCOMPARE(created.headers.at("etag"), "\"" + text(identity, "etag") + "\"");
        for (const char* const member :
             {"deviceId", "generationId", "etag", "connectionState", "status", "statusReason",
              "connectionStateUpdatedTime", "statusUpdatedTime", "lastActivityTime",
              "cloudToDeviceMessageCount", "authentication", "capabilities", "parentScopes"}) {
            QVERIFY2(identity.as_object().contains(member), member);
        }
        QCOMPARE(text(identity, "connectionState"), std::string("Disconnected"));
        QCOMPARE(text(identity, "lastActivityTime"), std::string("0001-01-01T00:00:00Z"));
        const json::value& auth = identity.at("authentication");
        QCOMPARE(text(auth, "type"), std::string("sas"));
        QCOMPARE(auth.at("symmetricKey").at("primaryKey").as_string().size(), std::size_t{44});
        QVERIFY(auth.at("x509Thumbprint").at("primaryThumbprint").is_null());
        QVERIFY(http.get("/devices/dev1" + kVersion).parsed() == identity);
    }

    void goldenRequestsOfTheSdks_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("ifMatch");
        QTest::addColumn<QString>("body");
        QTest::addColumn<int>("status");
        const auto row = [](const char* name, const char* method, const char* target,
                            const char* ifMatch, const char* body, int status) {
            QTest::newRow(name) << method << target << ifMatch << body << status;
        };
        row("node create", "PUT", "/devices/new1?api-version=2021-04-12", "",
            R"({"deviceId":"new1","authentication":{"type":"sas","symmetricKey":{"primaryKey":"","secondaryKey":""}}})",
            200);
        row("node create with a space", "PUT", "/devices/dev%201%23x?api-version=2021-04-12", "",
            R"({"deviceId":"dev 1#x","authentication":{"type":"sas","symmetricKey":{"primaryKey":"","secondaryKey":""}}})",
            400);
        row("node self-signed edge", "PUT", "/devices/dev2?api-version=2021-04-12", "",
            R"({"deviceId":"dev2","authentication":{"x509Thumbprint":{"primaryThumbprint":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},"type":"selfSigned"},"capabilities":{"iotEdge":true}})",
            200);
        row("node update", "PUT", "/devices/there?api-version=2021-04-12", "\"*\"",
            R"({"deviceId":"there","status":"enabled","authentication":{"type":"sas","symmetricKey":{"primaryKey":"","secondaryKey":""}}})",
            200);
        row("node list", "GET", "/devices/?api-version=2021-04-12", "", "", 200);
        row("az create", "PUT", "/devices/d1?api-version=2024-03-31", "",
            R"({"deviceId": "d1", "status": "enabled", "authentication": {"symmetricKey": {}, "type": "sas"}, "capabilities": {"iotEdge": false}})",
            200);
        row("az update", "PUT", "/devices/there?api-version=2024-03-31", "\"*\"",
            R"({"deviceId": "there", "etag": "*", "status": "disabled", "authentication": {"symmetricKey": {"primaryKey": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "secondaryKey": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="}}, "capabilities": {"iotEdge": false}})",
            200);
        row("explorer path", "GET", "/devices%2Fthere?api-version=2020-09-30", "", "", 200);
        row("case of literal words", "GET", "/DEVICES/there?api-version=2020-09-30", "", "", 200);
        row("create again", "PUT", "/devices/there?api-version=2021-04-12", "",
            R"({"deviceId":"there"})", 409);
        row("delete", "DELETE", "/devices/there?api-version=2021-04-12", "\"*\"", "", 204);
        row("delete missing", "DELETE", "/devices/none?api-version=2021-04-12", "\"*\"", "", 404);
    }

    void goldenRequestsOfTheSdks()
    {
        QFETCH(QString, method);
        QFETCH(QString, target);
        QFETCH(QString, ifMatch);
        QFETCH(QString, body);
        QFETCH(int, status);
        TestHub hub;
        hub.addDevice("there");
        HttpPeer http = hub.http();
        std::map<std::string, std::string> headers;
        if (!ifMatch.isEmpty()) {
            headers["If-Match"] = ifMatch.toStdString();
        }

        const HttpAnswer answer = http.request(method.toStdString(), target.toStdString(),
                                               body.toStdString(), headers);

        QVERIFY2(answer.status == status, answer.body.c_str());
        QCOMPARE(answer.status == 204, answer.body.empty());
    }

    void errorsHaveTheServicesShape_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        const auto row = [](const char* name, const char* method, const char* target,
                            const char* body, int status, const char* code) {
            QTest::newRow(name) << method << target << body << status << code;
        };
        row("unknown device", "GET", "/devices/none?api-version=2021-04-12", "", 404,
            "DeviceNotFound");
        row("unknown route", "GET", "/nothing?api-version=2021-04-12", "", 404, "GenericNotFound");
        row("root", "GET", "/?api-version=2021-04-12", "", 404, "GenericNotFound");
        row("known path, other verb", "POST", "/statistics/devices?api-version=2021-04-12", "", 405,
            "GenericMethodNotAllowed");
        row("no version", "GET", "/devices", "", 400, "InvalidProtocolVersion");
        row("malformed version", "GET", "/devices?api-version=1", "", 400, "InvalidProtocolVersion");
        row("broken JSON", "PUT", "/devices/a?api-version=2021-04-12", "{", 400,
            "IotHubFormatError");
        row("array", "PUT", "/devices/a?api-version=2021-04-12", "[]", 400, "ArgumentInvalid");
        row("duplicate key", "PUT", "/devices/a?api-version=2021-04-12",
            R"({"deviceId":"a","deviceId":"a"})", 400, "IotHubFormatError");
        row("other id in the body", "PUT", "/devices/a?api-version=2021-04-12",
            R"({"deviceId":"b"})", 400, "ArgumentInvalid");
        row("unknown status", "PUT", "/devices/a?api-version=2021-04-12", R"({"status":"off"})",
            400, "ArgumentInvalid");
        row("wrong type", "PUT", "/devices/a?api-version=2021-04-12", R"({"status":1})", 400,
            "ArgumentInvalid");
        row("one key only", "PUT", "/devices/a?api-version=2021-04-12",
            R"({"authentication":{"symmetricKey":{"primaryKey":"MDEyMzQ1Njc4OWFiY2RlZg=="}}})", 400,
            "ArgumentInvalid");
        row("short key", "PUT", "/devices/a?api-version=2021-04-12",
            R"({"authentication":{"symmetricKey":{"primaryKey":"MTIz","secondaryKey":"MTIz"}}})",
            400, "ArgumentInvalid");
        row("bad thumbprint", "PUT", "/devices/a?api-version=2021-04-12",
            R"({"authentication":{"x509Thumbprint":{"primaryThumbprint":"12"}}})", 400,
            "ArgumentInvalid");
        row("top too large", "GET", "/devices?api-version=2021-04-12&top=1001", "", 400,
            "ArgumentInvalid");
    }

    void errorsHaveTheServicesShape()
    {
        QFETCH(QString, method);
        QFETCH(QString, target);
        QFETCH(QString, body);
        QFETCH(int, status);
        QFETCH(QString, code);
        static TestHub hub;
        HttpPeer http = hub.http();

        const HttpAnswer answer =
            http.request(method.toStdString(), target.toStdString(), body.toStdString());

        QCOMPARE(answer.status, status);
        QCOMPARE(QString::fromStdString(answer.headers.at("iothub-errorcode")), code);
        const QStringList parts = errorOf(answer);
        QCOMPARE(parts.size(), 2);
        QCOMPARE(parts[0], code);
        QVERIFY(!parts[1].isEmpty());
        QVERIFY(answer.headers.contains("x-ms-request-id"));
        QVERIFY(text(answer.parsed(), "ExceptionMessage").starts_with("Tracking ID:"));
    }

    void staleEtagIsRefused()
    {
        TestHub hub;
        HttpPeer http = hub.http();
        const HttpAnswer created = http.request("PUT", "/devices/a" + kVersion, "{}");
        const std::string etag = created.headers.at("etag");

        const auto put = [&](const std::string& ifMatch) {
            return http.request("PUT", "/devices/a" + kVersion, "{}", {{"If-Match", ifMatch}}).status;
        };

        QCOMPARE(put(etag), 200);
        QCOMPARE(put(etag), 412);
        QCOMPARE(put("*"), 200);
    }

    void bodyThatIsNotJsonIsRefused()
    {
        TestHub hub;
        HttpPeer http = hub.http();

        const HttpAnswer answer =
            http.request("PUT", "/devices/a" + kVersion, "a=b",
                         {{"Content-Type", "application/x-www-form-urlencoded"}});

        QCOMPARE(answer.status, 415);
    }

    void rightsDecideByRoute_data()
    {
        QTest::addColumn<QString>("policy");
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("target");
        QTest::addColumn<int>("status");
        struct Case
        {
            const char* method;
            const char* target;
            QSet<QString> allowed;
            int good;
        };
        const QSet<QString> readers{"iothubowner", "registryRead", "registryReadWrite"};
        const QSet<QString> writers{"iothubowner", "registryReadWrite"};
        const QSet<QString> owner{"iothubowner"};
        const Case cases[] = {
            {"GET", "/devices?api-version=2021-04-12", readers, 200},
            {"GET", "/devices/a?api-version=2021-04-12", readers, 200},
            {"PUT", "/devices/b?api-version=2021-04-12", writers, 200},
            {"DELETE", "/devices/c?api-version=2021-04-12", writers, 204},
            {"GET", "/statistics/devices?api-version=2021-04-12", readers, 200},
            {"GET", "/statistics/service?api-version=2021-04-12", {"iothubowner", "service"}, 200},
            {"GET", "/admin/capabilities", owner, 200},
            {"GET", "/admin/health", owner, 200},
            {"GET", "/admin/devices", owner, 200},
            {"GET", "/admin/devices/a", owner, 200},
            {"GET", "/admin/telemetry?device=a", owner, 200},
            {"PUT", "/admin/devices/a/tags", owner, 200},
            {"DELETE", "/admin/devices/d", owner, 204},
        };
        for (const Case& each : cases) {
            for (const char* const policy :
                 {"iothubowner", "service", "device", "registryRead", "registryReadWrite"}) {
                const int status = each.allowed.contains(policy) ? each.good : 401;
                QTest::addRow("%s %s as %s", each.method, each.target, policy)
                    << policy << each.method << each.target << status;
            }
        }
    }

    void rightsDecideByRoute()
    {
        QFETCH(QString, policy);
        QFETCH(QString, method);
        QFETCH(QString, target);
        QFETCH(int, status);
        static TestHub hub;
        HttpPeer owner = hub.http();
        for (const char* const id : {"a", "c", "d"}) {
            owner.request("PUT", std::string("/devices/") + id + kVersion, "{}");
        }
        owner.request("DELETE", "/devices/b" + kVersion);
        HttpPeer http = hub.httpAs(policy.toStdString());

        const HttpAnswer answer = http.request(method.toStdString(), target.toStdString(),
                                               method == "PUT" ? "{}" : "");

        QVERIFY2(answer.status == status, answer.body.c_str());
    }

    void callersWithoutAGoodTokenLearnNothing_data()
    {
        QTest::addColumn<QString>("header");
        QTest::newRow("none") << "";
        QTest::newRow("basic") << "Basic YTpi";
        QTest::newRow("nonsense") << "SharedAccessSignature x";
        QTest::newRow("device key") << QString::fromStdString(deviceToken("a", kTestKey));
        QTest::newRow("unknown policy")
            << QString::fromStdString(policyToken("nobody", Secret(Bytes(32, 'x'))));
        QTest::newRow("wrong key")
            << QString::fromStdString(policyToken("iothubowner", Secret(Bytes(32, 'x'))));
    }

    void callersWithoutAGoodTokenLearnNothing()
    {
        QFETCH(QString, header);
        static TestHub hub;
        HttpPeer http = hub.http();
        http.setHeader("Authorization", header.toStdString());

        for (const char* const target : {"/devices?api-version=2021-04-12", "/devices/none",
                                         "/nothing", "/admin/health"}) {
            const HttpAnswer answer = http.get(target);
            QCOMPARE(answer.status, 401);
            QCOMPARE(answer.headers.at("iothub-errorcode"), std::string("IotHubUnauthorizedAccess"));
            QVERIFY(answer.body.find("Unauthorized") != std::string::npos);
        }
    }

    void adminIsNotForOtherWebPages()
    {
        TestHub hub;
        HttpPeer http = hub.http();

        QCOMPARE(http.request("GET", "/admin/health", {}, {{"Host", "evil.test"}}).status, 403);
        QCOMPARE(http.request("GET", "/admin/health", {}, {{"Origin", "https://evil.test"}}).status,
                 403);
        QCOMPARE(http.request("GET", "/admin/health", {}, {{"Host", "localhost:8443"}}).status, 200);
    }

    void oversizedRequestsAreRefused()
    {
        TestHub hub;
        HttpPeer http = hub.http();

        const HttpAnswer body =
            http.request("PUT", "/devices/a" + kVersion, std::string(1'100'000, ' '));
        const HttpAnswer head =
            http.request("GET", "/devices" + kVersion, {}, {{"X-Long", std::string(20'000, 'x')}});

        QCOMPARE(body.status, 413);
        QCOMPARE(head.status, 431);
        QCOMPARE(http.get("/devices" + kVersion).status, 200);
    }

    void brokenRequestsAreAnsweredOrClosed_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("no HTTP") << QByteArray("hello\r\n\r\n");
        QTest::newRow("two lengths")
            << QByteArray("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab");
        QTest::newRow("length and chunks")
            << QByteArray("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: "
                          "chunked\r\n\r\n0\r\n\r\n");
        QTest::newRow("space before colon") << QByteArray("GET / HTTP/1.1\r\nHost : x\r\n\r\n");
        QTest::newRow("negative length")
            << QByteArray("GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n");
        QTest::newRow("NUL in a header") << QByteArray("GET / HTTP/1.1\r\nA: b\0c\r\n\r\n", 26);
        QTest::newRow("bad chunk")
            << QByteArray("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
    }

    void brokenRequestsAreAnsweredOrClosed()
    {
        QFETCH(QByteArray, bytes);
        static TestHub hub;
        HttpPeer http = hub.http();

        const HttpAnswer answer = http.raw(bytes.toStdString());

        QVERIFY2(answer.status == 0 || (answer.status >= 400 && answer.status < 500),
                 qPrintable(QString::number(answer.status)));
        QVERIFY(http.tls() == nullptr || http.tls()->waitForClose(2s));
        HttpPeer next = hub.http();
        QCOMPARE(next.get("/devices" + kVersion).status, 200);
    }

    void connectionIsKeptForTheNextRequest()
    {
        TestHub hub;
        HttpPeer http = hub.http();
        QCOMPARE(http.get("/devices" + kVersion).status, 200);
        const TlsPeer* const first = http.tls();

        QCOMPARE(http.get("/devices/none" + kVersion).status, 404);
        QCOMPARE(http.request("DELETE", "/devices/none" + kVersion).status, 404);

        QCOMPARE(http.tls(), first);
    }

    void expectationIsAnswered()
    {
        TestHub hub;
        HttpPeer http = hub.http();

        const HttpAnswer first = http.request("PUT", "/devices/a" + kVersion, "{}",
                                              {{"Expect", "100-continue"}});

        QCOMPARE(first.status, 100);
    }

    void silentCallersAreClosed()
    {
        TestHub hub([](Config& config) { config.authenticationDeadline = 1s; });
        TlsPeer::Options options;
        options.port = hub.server().endpoints().https.front();
        options.tls = false;
        const auto silent = TlsPeer::connect(options);
        options.tls = true;
        const auto slow = TlsPeer::connect(options);
        QVERIFY(slow->send("GET /devices HTTP/1.1\r\nHost: "));

        QVERIFY(silent->waitForClose(3s));
        QVERIFY(slow->waitForClose(3s));
    }

    void idleConnectionDoesNotDelayTheStop()
    {
        TestHub hub;
        HttpPeer http = hub.http();
        QCOMPARE(http.get("/devices" + kVersion).status, 200);
        HttpPeer stream = hub.http();
        QVERIFY(stream.openStream("/admin/events"));
        QElapsedTimer timer;
        timer.start();

        hub.stop();

        QVERIFY2(timer.elapsed() < 2'500, qPrintable(QString::number(timer.elapsed())));
    }
};

QTEST_GUILESS_MAIN(HubHttpsTest)
#include "tst_https.moc"
