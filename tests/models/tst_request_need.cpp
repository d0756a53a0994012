#include "models/client/json_body.h"
#include "models/client/request_need.h"
#include "tests/support/fake_hub.h"
#include "tests/support/test_hub.h"

#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;

class RequestNeedTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hubAndConsoleAgreeOnWhoMayAsk_data();
    void hubAndConsoleAgreeOnWhoMayAsk();
    void whatIsNotInTheTableIsAsked();
    void whatIsKeptIsAnsweredLater();
};

namespace {

/// With a condition that no resource meets, so that what would be let through changes nothing.
HubRequest request(const QByteArray& method, const QString& path, const QByteArray& body = {})
{
    HubRequest request;
    request.method = method;
    request.path = path;
    request.query.addQueryItem(u"api-version"_s, u"2021-04-12"_s);
    request.body = body;
    request.ifMatch = method == "GET" || method == "POST" ? QString() : u"\"nobody's\""_s;
    return request;
}

/// What the console asks, each once; the device is in the part of those who are limited to one.
QList<HubRequest> requestsOfTheConsole()
{
    QList<HubRequest> all;
    for (const QString& path :
         {u"access/entries"_s, u"access/groups"_s, u"access/groups/g/members"_s, u"access/mode"_s,
          u"access/ip-rules"_s, u"access/denied"_s, u"alerts"_s, u"audit"_s, u"audit/verify"_s,
          u"queues"_s, u"queues/pump/commands"_s, u"dead-letters"_s, u"devices"_s,
          u"devices/pump"_s, u"devices/pump/keys/use"_s, u"capabilities"_s, u"health"_s, u"me"_s}) {
        all << request("GET", u"/admin/"_s + path);
    }
    for (const QString& path :
         {u"access/entries"_s, u"access/groups/preview"_s, u"access/groups/g/members"_s,
          u"access/ip-rules/preview"_s, u"access/ip-rules/apply"_s, u"access/ip-rules/import"_s,
          u"access/denied/ignore"_s, u"alerts/7/acknowledge"_s, u"queues/pump/requeue"_s,
          u"queues/pump/delete"_s, u"queues/pump/purge"_s, u"queues/pump/commands/7/requeue"_s,
          u"queues/pump/commands"_s, u"devices/pump/keys/rollover"_s}) {
        all << request("POST", u"/admin/"_s + path, "[]"); // no body that a route takes
    }
    all << request("PUT", u"/admin/access/mode"_s, "[]")
        << request("PUT", u"/admin/access/ip-rules/draft"_s, "[]")
        << request("PUT", u"/admin/access/entries/7"_s, "[]")
        << request("DELETE", u"/admin/access/entries/7"_s)
        << request("DELETE", u"/admin/access/lockouts/192.0.2.7"_s)
        << request("DELETE", u"/admin/devices/pump"_s)
        << request("PUT", u"/admin/devices/pump/tags"_s, "[]")
        << request("GET", u"/devices/pump"_s) << request("PUT", u"/devices/new"_s, "[]")
        << request("DELETE", u"/devices/pump"_s) << request("GET", u"/twins/pump"_s)
        << request("PATCH", u"/twins/pump"_s, "[]")
        << request("POST", u"/twins/pump/methods"_s, "[]");
    HubRequest explain = request("GET", u"/admin/access/explain"_s);
    explain.query.addQueryItem(u"device"_s, u"pump"_s);
    return all << explain;
}

HubReply answerOf(HubClient& client, const HubRequest& request)
{
    std::optional<HubReply> answer;
    client.send(request, &client, [&answer](const HubReply& reply) { answer = reply; });
    return QTest::qWaitFor([&answer] { return answer.has_value(); }, 20'000) ? *answer
                                                                             : HubReply();
}

bool isRefusal(const HubReply& reply)
{
    return reply.status == 401 || reply.status == 403;
}

} // namespace

void RequestNeedTest::hubAndConsoleAgreeOnWhoMayAsk_data()
{
    QTest::addColumn<QByteArray>("person");
    QTest::newRow("viewer") << QByteArray(R"({"role":"viewer"})");
    QTest::newRow("support") << QByteArray(R"({"role":"support"})");
    QTest::newRow("enroller") << QByteArray(R"({"role":"enroller"})");
    QTest::newRow("operator") << QByteArray(R"({"role":"operator"})");
    QTest::newRow("administrator") << QByteArray(R"({"role":"administrator"})");
    QTest::newRow("operator of a part")
        << QByteArray(R"({"role":"operator","scope":"tags.site = 'berlin'"})");
    QTest::newRow("viewer of a part")
        << QByteArray(R"({"role":"viewer","scope":"tags.site = 'berlin'"})");
}

void RequestNeedTest::hubAndConsoleAgreeOnWhoMayAsk()
{
    QFETCH(const QByteArray, person);
    hub::test::TestHub hub;
    auto profile = profileFrom(QString::fromStdString(hub.server().ownerConnectionString())).value();
    profile.authority = QSslCertificate::fromPath(QString::fromStdString(hub.caFile())).value(0);
    HubClient owner(profile);
    hub.addDevice("pump");
    HubRequest tags = request("PATCH", u"/twins/pump"_s, R"({"tags":{"site":"berlin"}})");
    tags.ifMatch = u"*"_s;
    QVERIFY(answerOf(owner, tags).ok());
    HubRequest make = request("PUT", u"/admin/people/ada"_s, person);
    make.ifMatch.clear();
    const HubReply made = answerOf(owner, make);
    QVERIFY2(made.ok(), qPrintable(made.error.message));
    profile.policy = u"ada"_s;
    profile.key = hub::Secret(
        QByteArray::fromBase64(
            QJsonDocument::fromJson(made.body).object()[u"key"_s].toString().toLatin1())
            .toStdString());
    HubClient ada(profile); // without a gate
    const HubReply me = answerOf(ada, request("GET", u"/admin/me"_s));
    const auto json = hub::parseJson(me.body.toStdString());
    QVERIFY2(json, me.body.constData());
    const auto identity = identityFrom(hub::JsonView(json.value()));
    QVERIFY(identity);

    for (const HubRequest& one : requestsOfTheConsole()) {
        const HubReply reply = answerOf(ada, one);
        QVERIFY(reply.status != 0);
        const QString what = QString::fromLatin1(one.method) + u' ' + one.path + u'?' +
                             one.query.toString() + u' ' + QString::number(reply.status) + u' ' +
                             reply.error.message;
        QVERIFY2(isRefusal(reply) == refusalOf(identity.value(), one).isError(), qPrintable(what));
    }
}

void RequestNeedTest::whatIsNotInTheTableIsAsked()
{
    QVERIFY(!needOf(request("GET", u"/admin/me"_s)));
    QVERIFY(!needOf(request("POST", u"/admin/session"_s)));
    QVERIFY(!needOf(request("GET", u"/admin/health"_s)));
    QVERIFY(!needOf(request("GET", u"/admin"_s)));
}

void RequestNeedTest::whatIsKeptIsAnsweredLater()
{
    FakeHub fake;
    HubClient client(fake.profile());
    client.setGate([](const HubRequest& request) {
        HubError error;
        if (request.path == u"/kept"_s) {
            error.kind = HubError::Kind::NotAllowed;
            error.message = u"No."_s;
        }
        return error;
    });
    std::optional<HubReply> kept;
    QObject gone;
    bool lateAnswer = false;
    {
        QObject context;
        client.send(request("GET", u"/kept"_s), &context,
                    [&lateAnswer](const HubReply&) { lateAnswer = true; });
    }

    QNetworkReply* const sent = client.send(request("GET", u"/kept"_s), &gone,
                                            [&kept](const HubReply& reply) { kept = reply; });

    QVERIFY(sent == nullptr);
    QVERIFY(!kept.has_value()); // as of any other request: not before send() has returned
    QTRY_VERIFY(kept.has_value());
    QCOMPARE(kept->error.kind, HubError::Kind::NotAllowed);
    QCOMPARE(kept->status, 0);
    QVERIFY(!lateAnswer); // who asked has gone
    QCOMPARE(answerOf(client, request("GET", u"/other"_s)).status, 404);
    QCOMPARE(fake.requests().size(), 1);
}

std::unique_ptr<QObject> requestNeedTest()
{
    return std::make_unique<RequestNeedTest>();
}

} // namespace deck::test

#include "tst_request_need.moc"
