// Devices that sign in with certificates, over real TLS.
#include "tests/support/test_certificate.h"
#include "tests/support/test_hub.h"

#include "api/certificate.h"

#include "base/base64.h"

#include <QElapsedTimer>
#include <QTest>

#include <openssl/ssl.h>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

const std::string kVersion = "?api-version=2021-04-12";

std::string bodyWith(const std::string& certificate)
{
    std::string body;
    JsonWriter(body).beginObject().member("certificate", certificate).endObject();
    return body;
}

void add(const TestHub& hub, const std::string& path, const std::string& authentication)
{
    HttpPeer http = hub.http();
    const HttpAnswer answer = http.request("PUT", "/devices/" + path + kVersion,
                                           R"({"authentication":)" + authentication + "}",
                                           {{"Content-Type", "application/json"}});
    if (answer.status != 200) {
        qFatal("cannot add %s: %s", path.c_str(), answer.body.c_str());
    }
}

std::string selfSigned(const std::string& primary, const std::string& secondary = {})
{
    return R"({"type":"selfSigned","x509Thumbprint":{"primaryThumbprint":")" + primary +
           R"(","secondaryThumbprint":")" + secondary + R"("}})";
}

const std::string kByAuthority = R"({"type":"certificateAuthority"})";

HttpAnswer enter(const TestHub& hub, const std::string& name, const std::string& certificate)
{
    HttpPeer http = hub.http();
    return http.request("PUT", "/admin/certificates/" + name, bodyWith(certificate));
}

HttpAnswer verify(const TestHub& hub, const std::string& name, const TestCertificate& root)
{
    HttpPeer http = hub.http();
    const json::value code =
        http.request("POST", "/admin/certificates/" + name + "/code").parsed();
    const TestCertificate proof =
        TestCertificate::device(std::string(code.at("code").as_string()), &root);
    return http.request("POST", "/admin/certificates/" + name + "/verify", bodyWith(proof.pem()));
}

void enterVerified(const TestHub& hub, const std::string& name, const TestCertificate& root)
{
    if (enter(hub, name, root.pem()).status != 200 || verify(hub, name, root).status != 200) {
        qFatal("cannot register the authority");
    }
}

/// What a device shows in the handshake.
struct Shown
{
    std::string certificates;
    std::string key;
};

Shown show(const TestCertificate& leaf, std::initializer_list<const TestCertificate*> others = {})
{
    Shown shown{leaf.pem(), leaf.keyPem()};
    for (const TestCertificate* const other : others) {
        shown.certificates += other->pem();
    }
    return shown;
}

TlsPeer::Options options(TestHub& hub, const Shown& shown, int version = TLS1_3_VERSION)
{
    TlsPeer::Options options;
    options.port = hub.server().endpoints().mqtts;
    options.caFile = hub.caFile();
    options.maxTlsVersion = version;
    options.certificates = shown.certificates;
    options.key = shown.key;
    return options;
}

/// As SDKs do with x509=true: no password, or an empty one.
MqttConnect claims(const std::string& id, bool emptyPassword = false)
{
    MqttConnect connect = TestHub::connectOptions(id);
    connect.password.reset();
    if (emptyPassword) {
        connect.password = "";
    }
    return connect;
}

/// A connection and the CONNACK that it got.
struct Attempt
{
    std::unique_ptr<MqttPeer> peer;
    std::optional<unsigned> code;
};

Attempt signIn(TestHub& hub,
               const Shown& shown,
               const MqttConnect& connect,
               int version = TLS1_3_VERSION)
{
    Attempt attempt;
    attempt.peer = std::make_unique<MqttPeer>(TlsPeer::connect(options(hub, shown, version)));
    attempt.code = attempt.peer->connect(connect);
    return attempt;
}

/// Hears of refusals from its beginning on.
class RefusalWatch final
{
public:
    explicit RefusalWatch(const TestHub& hub) : stream_(hub.http())
    {
        stream_.openStream("/admin/events?types=denied");
        stream_.readLine(5s); // ": connected"
    }

    /// The reason of the next one; empty when none comes.
    std::string next()
    {
        while (const auto line = stream_.readLine(5s)) {
            if (line->starts_with("data: ")) {
                const json::value event = parseJson(line->substr(6)).value();
                return std::string(event.at("data").at("reason").as_string());
            }
        }
        return {};
    }

private:
    HttpPeer stream_;
};

} // namespace

class HubX509Test : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thumbprintsSignIn_data()
    {
        QTest::addColumn<bool>("secondary");
        QTest::addColumn<int>("version");
        QTest::addColumn<bool>("emptyPassword");
        QTest::newRow("primary, TLS 1.3") << false << TLS1_3_VERSION << false;
        QTest::newRow("secondary, TLS 1.3") << true << TLS1_3_VERSION << true;
        QTest::newRow("primary, TLS 1.2") << false << TLS1_2_VERSION << true;
        QTest::newRow("secondary, TLS 1.2") << true << TLS1_2_VERSION << false;
    }

    void thumbprintsSignIn()
    {
        QFETCH(const bool, secondary);
        QFETCH(const int, version);
        QFETCH(const bool, emptyPassword);
        TestHub hub;
        const TestCertificate one = TestCertificate::device("one");
        const TestCertificate two = TestCertificate::device("two");
        add(hub, "dev1", selfSigned(one.sha256(), two.sha1()));

        const Attempt attempt = signIn(hub, show(secondary ? two : one),
                                        claims("dev1", emptyPassword), version);

        QVERIFY(attempt.code == 0U);
        QVERIFY(attempt.peer->publish("devices/dev1/messages/events/", "x", 1));
        const json::value message = hub.messagesOf("dev1", 1).at(0);
        const std::string method(message.at("systemProperties")
                                     .at("iothub-connection-auth-method")
                                     .as_string());
        QVERIFY2(method.find(R"("type":"x509","issuer":"iothub")") != std::string::npos,
                 method.c_str());
    }

    void authoritySignsIn_data()
    {
        QTest::addColumn<int>("version");
        QTest::newRow("TLS 1.2") << TLS1_2_VERSION;
        QTest::newRow("TLS 1.3") << TLS1_3_VERSION;
    }

    void authoritySignsIn()
    {
        QFETCH(const int, version);
        TestHub hub;
        const TestCertificate root = TestCertificate::authority("Root");
        const TestCertificate middle = TestCertificate::authority("Middle", &root);
        const TestCertificate leaf = TestCertificate::device("dev1", &middle);
        enterVerified(hub, "plant", root);
        add(hub, "dev1", kByAuthority);

        const Attempt attempt = signIn(hub, show(leaf, {&middle}), claims("dev1"), version);

        QVERIFY(attempt.code == 0U);
        HttpPeer http = hub.http();
        const json::value device = http.get("/admin/devices/dev1").parsed();
        QCOMPARE(std::string(device.at("connection").at("signedInWith").as_string()),
                 "certificate:" + leaf.sha256());
        QVERIFY(attempt.peer->publish("devices/dev1/messages/events/", "x", 1));
        const json::value message = hub.messagesOf("dev1", 1).at(0);
        const std::string method(message.at("systemProperties")
                                     .at("iothub-connection-auth-method")
                                     .as_string());
        QVERIFY2(method.find(R"("type":"x509","issuer":"external")") != std::string::npos,
                 method.c_str());
    }

    void moduleSignsIn()
    {
        TestHub hub;
        const TestCertificate root = TestCertificate::authority("Root");
        const TestCertificate leaf = TestCertificate::device("dev1/mod", &root);
        enterVerified(hub, "plant", root);
        add(hub, "dev1", kByAuthority);
        add(hub, "dev1/modules/mod", kByAuthority);

        RefusalWatch refusals(hub);

        QVERIFY(signIn(hub, show(leaf), claims("dev1/mod")).code == 0U);
        QVERIFY(signIn(hub, show(leaf), claims("dev1")).code == 5U);
        QCOMPARE(refusals.next(), std::string("certificateName"));
    }

    void whatIsNotGoodIsRefusedAfterTheHandshake_data()
    {
        QTest::addColumn<QString>("shown");
        QTest::addColumn<QString>("who");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char* shown, const char* who, const char* reason) {
            QTest::newRow(shown) << shown << who << reason;
        };
        row("nothing", "vouched", "credentialsMissing");
        row("another self-signed one", "own", "certificateUnknown");
        row("expired", "vouched", "certificateExpired");
        row("other name", "vouched", "certificateName");
        row("authority not verified", "vouched", "certificateUntrusted");
        row("unknown authority", "vouched", "certificateUntrusted");
        row("no certificate in between", "vouched", "certificateUntrusted");
        row("for servers", "vouched", "certificateUntrusted");
        row("revoked", "vouched", "certificateRevoked");
        row("good for a device with keys", "keys", "credentialsMissing");
    }

    void whatIsNotGoodIsRefusedAfterTheHandshake()
    {
        QFETCH(const QString, shown);
        QFETCH(const QString, who);
        QFETCH(const QString, reason);
        TestHub hub;
        const TestCertificate root = TestCertificate::authority("Root");
        const TestCertificate middle = TestCertificate::authority("Middle", &root);
        const TestCertificate pending = TestCertificate::authority("Pending");
        const TestCertificate stranger = TestCertificate::authority("Stranger");
        const TestCertificate revoked = TestCertificate::device("vouched", &root);
        TestCertificate::Options over;
        over.commonName = "vouched";
        over.notAfter = wallFromMicros(1'000'000'000'000'000); // 2001
        TestCertificate::Options server;
        server.commonName = "vouched";
        server.extendedUse = "serverAuth";
        enterVerified(hub, "plant", root);
        QCOMPARE(enter(hub, "pending", pending.pem()).status, 200);
        HttpPeer http = hub.http();
        QCOMPARE(http.request("PUT", "/admin/revoked-certificates/" + revoked.sha256()).status,
                 200);
        add(hub, "vouched", kByAuthority);
        add(hub, "own", selfSigned(root.sha256()));
        hub.addDevice("keys");
        const std::map<QString, Shown> all{
            {"nothing", {}},
            {"another self-signed one", show(TestCertificate::device("own"))},
            {"expired", show(TestCertificate::make(over, &root))},
            {"other name", show(TestCertificate::device("Vouched", &root))},
            {"authority not verified", show(TestCertificate::device("vouched", &pending))},
            {"unknown authority", show(TestCertificate::device("vouched", &stranger), {&stranger})},
            {"no certificate in between", show(TestCertificate::device("vouched", &middle))},
            {"for servers", show(TestCertificate::make(server, &root))},
            {"revoked", show(revoked)},
            {"good for a device with keys", show(TestCertificate::device("keys", &root))}};

        RefusalWatch refusals(hub);

        const Attempt attempt = signIn(hub, all.at(shown), claims(who.toStdString()));

        QVERIFY(attempt.code == 5U); // the device learns no more than that
        QCOMPARE(QString::fromStdString(refusals.next()), reason);
    }

    void tokenAndCertificateTogether()
    {
        TestHub hub;
        const TestCertificate own = TestCertificate::device("own");
        add(hub, "own", selfSigned(own.sha256()));
        hub.addDevice("keys");
        RefusalWatch refusals(hub);

        QVERIFY(signIn(hub, show(own), TestHub::connectOptions("keys")).code == 0U);
        QVERIFY(signIn(hub, show(own), TestHub::connectOptions("own")).code == 5U);
        QCOMPARE(refusals.next(), std::string("wrongAuthType"));
    }

    void revocationClosesTheLiveConnection_data()
    {
        QTest::addColumn<QString>("act");
        QTest::newRow("device's certificate") << "leaf";
        QTest::newRow("certificate in between") << "middle";
        QTest::newRow("uploaded certificate") << "upload";
        QTest::newRow("authority removed") << "remove";
    }

    void revocationClosesTheLiveConnection()
    {
        QFETCH(const QString, act);
        TestHub hub;
        const TestCertificate root = TestCertificate::authority("Root");
        const TestCertificate middle = TestCertificate::authority("Middle", &root);
        const TestCertificate leaf = TestCertificate::device("dev1", &middle);
        enterVerified(hub, "plant", root);
        add(hub, "dev1", kByAuthority);
        hub.addDevice("other");
        const auto other = hub.device("other");
        const Attempt attempt = signIn(hub, show(leaf, {&middle}), claims("dev1"));
        QVERIFY(attempt.code == 0U);
        HttpPeer http = hub.http();
        const std::string list = "/admin/revoked-certificates";
        QElapsedTimer timer;
        timer.start();

        const HttpAnswer answer =
            act == "leaf"     ? http.request("PUT", list + "/" + leaf.sha256())
            : act == "middle" ? http.request("PUT", list + "/" + middle.sha256())
            : act == "upload" ? http.request("POST", list, bodyWith(toBase64(leaf.der())))
                              : http.request("DELETE", "/admin/certificates/plant");

        QVERIFY2(answer.status == 200 || answer.status == 204, answer.body.c_str());
        QVERIFY(attempt.peer->tls().waitForClose(2s));
        QVERIFY2(timer.elapsed() < 1'000, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(signIn(hub, show(leaf, {&middle}), claims("dev1")).code == 5U);
        QVERIFY(other->publish("devices/other/messages/events/", "x", 1));
        QVERIFY(other->receive().has_value());
    }

    void takenOffTheListItSignsInAgain()
    {
        TestHub hub;
        const TestCertificate own = TestCertificate::device("own");
        add(hub, "dev1", selfSigned(own.sha1()));
        HttpPeer http = hub.http();
        const std::string entry = "/admin/revoked-certificates/" + own.sha256();
        QCOMPARE(http.request("PUT", entry, R"({"reason":"lost"})").status, 200);
        QVERIFY(signIn(hub, show(own), claims("dev1")).code == 5U);

        QCOMPARE(http.request("DELETE", entry).status, 204);

        QVERIFY(signIn(hub, show(own), claims("dev1")).code == 0U);
    }

    void replacedThumbprintClosesTheLiveConnection()
    {
        TestHub hub;
        const TestCertificate one = TestCertificate::device("one");
        const TestCertificate two = TestCertificate::device("two");
        add(hub, "dev1", selfSigned(one.sha1()));
        const Attempt attempt = signIn(hub, show(one), claims("dev1"));
        QVERIFY(attempt.code == 0U);
        HttpPeer http = hub.http();

        const HttpAnswer answer =
            http.request("PUT", "/devices/dev1" + kVersion,
                         R"({"authentication":)" + selfSigned(two.sha1()) + "}",
                         {{"If-Match", "*"}});

        QCOMPARE(answer.status, 200);
        QVERIFY(attempt.peer->tls().waitForClose(2s));
        QVERIFY(signIn(hub, show(one), claims("dev1")).code == 5U);
        QVERIFY(signIn(hub, show(two), claims("dev1")).code == 0U);
    }

    void authoritiesSurviveARestart()
    {
        TestHub hub;
        const TestCertificate root = TestCertificate::authority("Root");
        enterVerified(hub, "plant", root);
        add(hub, "dev1", kByAuthority);

        hub.stop();
        hub.start();

        QVERIFY(signIn(hub, show(TestCertificate::device("dev1", &root)), claims("dev1")).code ==
                0U);
    }

    // TLS.

    void everyPortAsksAndNamesNobody()
    {
        TestHub hub;
        enterVerified(hub, "plant", TestCertificate::authority("Root"));
        for (const std::uint16_t port :
             {hub.server().endpoints().mqtts, hub.server().endpoints().https.front()}) {
            for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
                TlsPeer::Options wanted = options(hub, {}, version);
                wanted.port = port;

                const auto peer = TlsPeer::connect(wanted);

                QVERIFY(peer);
                QCOMPARE(peer->namedAuthorities(), 0);
            }
        }
    }

    void httpsTakesAnyCertificate()
    {
        TestHub hub;
        TlsPeer::Options wanted = options(hub, show(TestCertificate::device("anybody")));
        wanted.port = hub.server().endpoints().https.front();
        HttpPeer http(wanted);

        QCOMPARE(http.get("/admin/health").status, 401); // it does not count there
    }

    void sessionsResumeOnlyWithoutACertificate_data()
    {
        QTest::addColumn<int>("version");
        QTest::newRow("TLS 1.2") << TLS1_2_VERSION;
        QTest::newRow("TLS 1.3") << TLS1_3_VERSION;
    }

    void sessionsResumeOnlyWithoutACertificate()
    {
        QFETCH(const int, version);
        TestHub hub;
        hub.addDevice("keys");
        const TestCertificate root = TestCertificate::authority("Root");
        const TestCertificate middle = TestCertificate::authority("Middle", &root);
        const Shown shown = show(TestCertificate::device("dev1", &middle), {&middle});
        enterVerified(hub, "plant", root);
        add(hub, "dev1", kByAuthority);
        const auto again = [&](const Shown& what, const MqttConnect& who, bool& resumed) {
            const Attempt first = signIn(hub, what, who, version);
            if (first.code != 0U) {
                return false;
            }
            const auto session = first.peer->tls().session();
            TlsPeer::Options wanted = options(hub, what, version);
            wanted.session = session.get();
            MqttPeer second(TlsPeer::connect(wanted));
            resumed = second.tls().wasResumed();
            return second.connect(who) == 0U;
        };
        bool resumed = false;

        QVERIFY(again({}, TestHub::connectOptions("keys"), resumed));
        QVERIFY(resumed);
        QVERIFY(again(shown, claims("dev1"), resumed)); // the chain came again
        QVERIFY(!resumed);
    }

    void hugeChainEndsTheHandshake()
    {
        TestHub hub;
        hub.addDevice("dev1");
        Shown shown = show(TestCertificate::authority("0"));
        for (int i = 1; i < 100; ++i) { // about 45 KB
            shown.certificates += TestCertificate::authority(std::to_string(i)).pem();
        }

        QVERIFY(TlsPeer::connect(options(hub, shown, TLS1_2_VERSION)) == nullptr);
        QVERIFY(hub.device("dev1") != nullptr); // nobody else notices
    }

    // The admin API.

    void routesReadBackWhatWasWritten()
    {
        TestHub hub;
        HttpPeer http = hub.http();
        const TestCertificate root = TestCertificate::authority("Root");

        const HttpAnswer made = enter(hub, "plant", toBase64(root.der()));
        const auto entered = api::certificateFrom(JsonView(made.parsed())).value();
        QCOMPARE(made.headers.at("etag"), "\"" + entered.etag + "\"");
        QCOMPARE(entered.subject, std::string("CN=Root,O=Plant"));
        QCOMPARE(entered.thumbprint, root.sha256());
        QVERIFY(!entered.verified);
        QCOMPARE(enter(hub, "plant", root.pem()).status, 412);
        const auto verified =
            api::certificateFrom(JsonView(verify(hub, "plant", root).parsed())).value();
        QVERIFY(verified.verified);
        QVERIFY(verified.code.empty());
        const auto list =
            api::certificateListFrom(JsonView(http.get("/admin/certificates").parsed())).value();
        QCOMPARE(list.certificates.size(), std::size_t{1});
        QCOMPARE(list.certificates[0].etag, verified.etag);

        QCOMPARE(http.request("DELETE", "/admin/certificates/plant", {},
                              {{"If-Match", "\"" + entered.etag + "\""}})
                     .status,
                 412);
        QCOMPARE(http.request("DELETE", "/admin/certificates/plant").status, 204);
        QCOMPARE(http.get("/admin/certificates/plant").status, 404);
    }

    void changesNeedAllRights_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("path");
        const auto row = [](const char* method, const char* path) {
            QTest::addRow("%s %s", method, path) << method << path;
        };
        row("PUT", "/admin/certificates/plant");
        row("DELETE", "/admin/certificates/plant");
        row("POST", "/admin/certificates/plant/code");
        row("POST", "/admin/certificates/plant/verify");
        row("POST", "/admin/revoked-certificates");
        row("PUT", "/admin/revoked-certificates/x");
        row("DELETE", "/admin/revoked-certificates/x");
    }

    void changesNeedAllRights()
    {
        QFETCH(const QString, method);
        QFETCH(const QString, path);
        TestHub hub;
        HttpPeer http = hub.httpAs("registryReadWrite");

        QCOMPARE(http.request(method.toStdString(), path.toStdString(), "{}").status, 401);
    }
};

QTEST_GUILESS_MAIN(HubX509Test)
#include "tst_x509.moc"
