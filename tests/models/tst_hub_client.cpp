#include "domain/token.h"
#include "models/client/hub_client.h"
#include "models/client/trust_probe.h"
#include "tests/support/fake_hub.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>
#include <optional>

namespace deck::test {

using namespace Qt::StringLiterals;

class HubClientTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void requestCarriesWhatItNeeds();
    void idsSurviveThePath_data();
    void idsSurviveThePath();
    void answersBecomeWords_data();
    void answersBecomeWords();
    void errorsKeepNameAndNumber_data();
    void errorsKeepNameAndNumber();
    void impatientRequestIsGivenUp();
    void answerThatBreaksOffIsNoAnswer();
    void closedPortIsUnreachable();
    void otherAuthorityIsUntrusted();
    void otherNameIsUntrustedAndSaidSo();
    void programThatSpeaksNoTlsIsUnreachable();
    void answerComesOnceOrNotAtAll();

    void probeShowsTheAuthorityOfAHub();
    void probeRefusesACertificateForAnotherName();
    void probeFailsWhereNobodyAnswers();
    void cancelledProbeSaysNothing();
};

namespace {

/// Sends and waits for the answer.
std::optional<HubReply> ask(HubClient& client, const HubRequest& request)
{
    std::optional<HubReply> answer;
    client.send(request, &client, [&](const HubReply& reply) { answer = reply; });
    const bool came = QTest::qWaitFor([&] { return answer.has_value(); });
    return came ? answer : std::nullopt;
}

HubReply get(const ConnectionProfile& profile, const QString& path)
{
    HubClient client(profile);
    HubRequest request;
    request.path = path;
    return ask(client, request).value_or(HubReply{});
}

} // namespace

void HubClientTest::requestCarriesWhatItNeeds()
{
    FakeHub fake;
    fake.answer("/devices/pump", 200, R"({"ok":true})");
    HubClient client(fake.profile());
    HubRequest request;
    request.method = "PUT";
    request.path = u"/devices/pump"_s;
    request.body = R"({"deviceId":"pump"})";
    request.ifMatch = QStringLiteral("*");

    const auto reply = ask(client, request);

    QVERIFY(reply && reply->ok());
    QCOMPARE(reply->status, 200);
    QCOMPARE(reply->body, R"({"ok":true})");
    const FakeHub::Request seen = fake.requests().first();
    QCOMPARE(seen.method, "PUT");
    QCOMPARE(seen.body, R"({"deviceId":"pump"})");
    QCOMPARE(seen.headers["if-match"], "*");
    QCOMPARE(seen.headers["content-type"], "application/json");
    QVERIFY(hub::parseSasToken(seen.headers["authorization"].toStdString()));
}

void HubClientTest::idsSurviveThePath_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("sent");

    QTest::newRow("plain") << u"/devices/pump-7"_s << QByteArray("/devices/pump-7");
    QTest::newRow("blank") << u"/devices/pump 7"_s << QByteArray("/devices/pump%207");
    QTest::newRow("all that ids may have")
        << u"/devices/a%b#c?d+e'f"_s << QByteArray("/devices/a%25b%23c%3Fd%2Be%27f");
    QTest::newRow("beyond ASCII") << u"/devices/ü"_s << QByteArray("/devices/%C3%BC");
}

void HubClientTest::idsSurviveThePath()
{
    QFETCH(const QString, path);
    QFETCH(const QByteArray, sent);
    FakeHub fake;

    get(fake.profile(), path);

    QCOMPARE(fake.requests().first().path, sent);
}

void HubClientTest::answersBecomeWords_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("remedy");

    QTest::newRow("problem of /admin")
        << 409 << QByteArray(R"({"code":"X","message":"It is there.","remedy":"Take another."})")
        << int(HubError::Kind::Refused) << u"It is there."_s << u"Take another."_s;
    QTest::newRow("problem of the service routes")
        << 404 << QByteArray(R"({"Message":"ErrorCode:DeviceNotFound;No pump."})")
        << int(HubError::Kind::Refused) << u"No pump."_s << QString();
    QTest::newRow("id and nothing else")
        << 404 << QByteArray(R"({"Message":"ErrorCode:DeviceNotFound;pump"})")
        << int(HubError::Kind::Refused) << u"There is no device pump on this hub."_s << QString();
    QTest::newRow("id and nothing else, of /admin")
        << 404 << QByteArray(R"({"code":"DeviceNotFound","message":"pump"})")
        << int(HubError::Kind::Refused) << u"There is no device pump on this hub."_s << QString();
    QTest::newRow("words without an end")
        << 409 << QByteArray(R"({"Message":"ErrorCode:DeviceAlreadyExists;a; b c"})")
        << int(HubError::Kind::Refused) << u"a; b c."_s << QString();
    QTest::newRow("no JSON") << 502 << QByteArray("<h1>Bad gateway</h1>")
                             << int(HubError::Kind::Refused)
                             << u"The hub answers with the error 502."_s << QString();
    QTest::newRow("empty") << 500 << QByteArray() << int(HubError::Kind::Refused)
                           << u"The hub answers with the error 500."_s << QString();
    QTest::newRow("wrong key")
        << 401 << QByteArray(R"({"Message":"ErrorCode:IotHubUnauthorizedAccess;Unauthorized"})")
        << int(HubError::Kind::SignedOut)
        << u"The hub does not accept the key of iothubowner."_s
        << u"Paste a fresh connection string, and check this computer's clock."_s;
}

void HubClientTest::answersBecomeWords()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    QFETCH(const int, kind);
    QFETCH(const QString, message);
    QFETCH(const QString, remedy);
    FakeHub fake;
    fake.answer("/x", status, body);

    const HubReply reply = get(fake.profile(), u"/x"_s);

    QCOMPARE(reply.status, status);
    QCOMPARE(int(reply.error.kind), kind);
    QCOMPARE(reply.error.message, message);
    QCOMPARE(reply.error.remedy, remedy);
}

void HubClientTest::errorsKeepNameAndNumber_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("code");
    QTest::addColumn<int>("number");
    QTest::addColumn<QString>("message");
    QTest::newRow("service") << QByteArray(R"({"Message":"ErrorCode:DeviceNotFound;No pump."})")
                             << u"DeviceNotFound"_s << 0 << u"No pump."_s;
    QTest::newRow("/admin") << QByteArray(R"({"code":"DeviceNotFound","message":"No pump."})")
                            << u"DeviceNotFound"_s << 0 << u"No pump."_s;
    QTest::newRow("method")
        << QByteArray(R"({"Message":"{\"errorCode\":404103,\"message\":\"too late\"}"})")
        << QString() << 404'103 << u"Too late."_s;
}

void HubClientTest::errorsKeepNameAndNumber()
{
    QFETCH(const QByteArray, body);
    FakeHub fake;
    fake.answer("/x", 404, body);

    const HubReply reply = get(fake.profile(), u"/x"_s);

    QTEST(reply.error.code, "code");
    QTEST(reply.error.number, "number");
    QTEST(reply.error.message, "message");
}

void HubClientTest::impatientRequestIsGivenUp()
{
    FakeHub fake;
    fake.hang("/x");
    HubClient client(fake.profile());
    HubRequest request;
    request.path = u"/x"_s;
    request.patience = std::chrono::milliseconds(100);
    std::optional<HubReply> answer;

    client.send(request, &client, [&](const HubReply& reply) { answer = reply; });

    QTRY_VERIFY(answer);
    QCOMPARE(int(answer->error.kind), int(HubError::Kind::Unreachable));
}

void HubClientTest::answerThatBreaksOffIsNoAnswer()
{
    FakeHub fake;
    fake.breakOff("/admin/devices");

    const HubReply reply = get(fake.profile(), u"/admin/devices"_s);

    QVERIFY(!reply.ok());
    QCOMPARE(int(reply.error.kind), int(HubError::Kind::Unreachable));
}

void HubClientTest::closedPortIsUnreachable()
{
    FakeHub fake;
    fake.goAway();

    const HubReply reply = get(fake.profile(), u"/x"_s);

    QCOMPARE(reply.status, 0);
    QCOMPARE(int(reply.error.kind), int(HubError::Kind::Unreachable));
    QVERIFY(reply.error.message.contains(fake.profile().address()));
    QVERIFY(!reply.error.remedy.isEmpty());
}

void HubClientTest::otherAuthorityIsUntrusted()
{
    FakeHub fake;
    const FakeHub other;
    ConnectionProfile profile = fake.profile();
    profile.authority = other.authority();

    const HubReply reply = get(profile, u"/x"_s);

    QCOMPARE(int(reply.error.kind), int(HubError::Kind::Untrusted));
    QVERIFY(reply.error.message.contains(u"authority"_s));
    QVERIFY(fake.requests().isEmpty()); // no token for a stranger
}

void HubClientTest::otherNameIsUntrustedAndSaidSo()
{
    FakeHub fake("hub.example");

    const HubReply reply = get(fake.profile(), u"/x"_s);

    QCOMPARE(int(reply.error.kind), int(HubError::Kind::Untrusted));
    QVERIFY2(!reply.error.message.contains(u"authority"_s), qPrintable(reply.error.message));
    QVERIFY(fake.requests().isEmpty());
}

/// A hub that stops in the middle of a handshake raised the alarm of a wrong certificate.
void HubClientTest::programThatSpeaksNoTlsIsUnreachable()
{
    FakeHub fake;
    fake.speakNonsense();

    const HubReply reply = get(fake.profile(), u"/x"_s);

    QCOMPARE(int(reply.error.kind), int(HubError::Kind::Unreachable));
}

void HubClientTest::answerComesOnceOrNotAtAll()
{
    FakeHub fake;
    HubClient client(fake.profile());
    HubRequest request;
    request.path = u"/x"_s;
    int answers = 0;
    auto gone = std::make_unique<QObject>();

    client.send(request, gone.get(), [&](const HubReply&) { answers += 100; });
    client.send(request, this, [&](const HubReply&) { ++answers; });
    gone.reset();

    QTRY_COMPARE(fake.requests().size(), 2);
    QTRY_COMPARE(answers, 1);
}

void HubClientTest::probeShowsTheAuthorityOfAHub()
{
    FakeHub fake;
    TrustProbe probe;
    QSignalSpy unknown(&probe, &TrustProbe::unknownAuthority);
    QSignalSpy failed(&probe, &TrustProbe::failed);

    probe.start(u"127.0.0.1"_s, fake.serverPort());

    QTRY_COMPARE(unknown.count(), 1);
    QVERIFY(haveSameKey(unknown[0][0].value<QSslCertificate>(), fake.authority()));
    QCOMPARE(failed.count(), 0);
    QVERIFY(fake.requests().isEmpty());
}

void HubClientTest::probeRefusesACertificateForAnotherName()
{
    FakeHub fake("hub.example");
    TrustProbe probe;
    QSignalSpy failed(&probe, &TrustProbe::failed);

    probe.start(u"127.0.0.1"_s, fake.serverPort());

    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(!failed[0][0].toString().isEmpty());
}

void HubClientTest::probeFailsWhereNobodyAnswers()
{
    FakeHub fake;
    const quint16 port = fake.serverPort();
    fake.goAway();
    TrustProbe probe;
    QSignalSpy failed(&probe, &TrustProbe::failed);

    probe.start(u"127.0.0.1"_s, port);
    QTRY_COMPARE(failed.count(), 1);

    QVERIFY(fake.goOn());
    fake.speakNonsense();
    probe.start(u"127.0.0.1"_s, port);
    QTRY_COMPARE(failed.count(), 2);
}

void HubClientTest::cancelledProbeSaysNothing()
{
    FakeHub fake;
    TrustProbe probe;
    QSignalSpy unknown(&probe, &TrustProbe::unknownAuthority);
    QSignalSpy failed(&probe, &TrustProbe::failed);
    probe.start(u"127.0.0.1"_s, fake.serverPort());

    probe.cancel();
    probe.start(u"127.0.0.1"_s, fake.serverPort());
    QTRY_COMPARE(unknown.count(), 1);

    QCOMPARE(failed.count(), 0);
}

std::unique_ptr<QObject> hubClientTest()
{
    return std::make_unique<HubClientTest>();
}

} // namespace deck::test

#include "tst_hub_client.moc"
