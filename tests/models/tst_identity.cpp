#include "models/access_group_table.h"
#include "models/access_mode.h"
#include "models/act_result.h"
#include "models/alert_table.h"
#include "models/audit_table.h"
#include "models/client/identity.h"
#include "models/hub_session.h"
#include "models/ip_rule_draft.h"
#include "tests/support/fake_hub.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;
using hub::Permission;

class IdentityTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhoIsSignedIn_data();
    void readsWhoIsSignedIn();
    void nonsenseIsRefused_data();
    void nonsenseIsRefused();
    void refusalNamesWhatIsMissing();

    void olderHubGivesAllRights();
    void personIsKnownBeforeAnythingIsAsked();
    void policyThatMayNotLookIsSignedInAllTheSame();
    void keyThatIsNotKnownSignsOut();
    void otherRightsCountOnceTheHubCutsTheStream();
    void wholeHubIsNotAskedAboutForAPart();
    void refusalOfAPersonIsInTheHubsWords();
};

namespace {

const QByteArray kViewer = R"({"kind":"person","name":"vera","credential":"key","role":"viewer",)"
                           R"("scope":"","secondFactor":false,"permissions":["view"]})";
const QByteArray kBerlin =
    R"({"kind":"person","name":"alice","credential":"key","role":"operator",)"
    R"("scope":"tags.site = 'berlin'","secondFactor":false,)"
    R"("permissions":["view","queues","enroll","operate","access","telepathy"]})";
const QByteArray kRegistryRead =
    R"({"kind":"policy","name":"registryRead","credential":"primaryKey","rights":"RegistryRead"})";
const QByteArray kOwner =
    R"({"kind":"policy","name":"iothubowner","credential":"primaryKey",)"
    R"("rights":"RegistryRead, RegistryWrite, ServiceConnect, DeviceConnect"})";

hub::Result<Identity> read(const QByteArray& body)
{
    const auto json = hub::parseJson(body.toStdString());
    return json ? identityFrom(hub::JsonView(json.value())) : hub::Result<Identity>(json.error());
}

/// A hub at which somebody with that answer of /admin/me signs in.
struct SignedIn
{
    FakeHub fake;
    std::unique_ptr<HubSession> session;

    bool as(const QByteArray& me)
    {
        fake.answer("/admin/me", 200, me);
        fake.answer("/admin/capabilities", 200,
                    FakeHub::capabilities({"alerts", "access", "denied", "audit"}));
        session = std::make_unique<HubSession>(fake.profile());
        session->start();
        return QTest::qWaitFor([this] { return session->isOnline(); });
    }
};

} // namespace

void IdentityTest::readsWhoIsSignedIn_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("looks");
    QTest::addColumn<bool>("operates");
    QTest::addColumn<bool>("administers");
    QTest::addColumn<bool>("wholeHub");
    QTest::newRow("viewer") << kViewer << u"vera  ·  viewer"_s << true << false << false << true;
    QTest::newRow("part of the fleet")
        << kBerlin << u"alice  ·  operator  ·  only tags.site = 'berlin'"_s << true << true << false
        << false;
    QTest::newRow("policy") << kRegistryRead << u"registryRead  ·  RegistryRead"_s << false << false
                            << false << false;
    QTest::newRow("owner") << kOwner << u"iothubowner"_s << true << true << true << true;
}

void IdentityTest::readsWhoIsSignedIn()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QString, text);

    const auto identity = read(body);

    QVERIFY2(identity, identity ? "" : identity.error().detail.c_str());
    QCOMPARE(identity.value().text(), text);
    QTEST(identity.value().mayLook(), "looks");
    QTEST(identity.value().may({Permission::Operate}), "operates");
    QTEST(identity.value().may({Permission::Administer}), "administers");
    QTEST(identity.value().may(kWholeHub), "wholeHub");
}

void IdentityTest::nonsenseIsRefused_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("empty") << QByteArray("{}");
    QTest::newRow("no name") << QByteArray(R"({"kind":"policy","rights":""})");
    QTest::newRow("no rights") << QByteArray(R"({"kind":"policy","name":"x"})");
    QTest::newRow("no permissions") << QByteArray(R"({"kind":"person","name":"x","role":"viewer"})");
    QTest::newRow("permissions are a word")
        << QByteArray(R"({"kind":"person","name":"x","role":"viewer","permissions":"view"})");
    QTest::newRow("permissions are numbers")
        << QByteArray(R"({"kind":"person","name":"x","role":"viewer","permissions":[1]})");
}

void IdentityTest::nonsenseIsRefused()
{
    QFETCH(const QByteArray, body);

    QVERIFY(!read(body));
}

void IdentityTest::refusalNamesWhatIsMissing()
{
    const Identity vera = read(kViewer).value();
    const Identity alice = read(kBerlin).value();
    const Identity policy = read(kRegistryRead).value();

    QCOMPARE(vera.refusal({}), QString());
    QCOMPARE(vera.refusal({Permission::Operate}),
             u"vera (viewer) may not do this: the permission “operate” is missing."_s);
    QVERIFY(alice.refusal(kWholeHub).contains(u"tags.site = 'berlin'"_s));
    QCOMPARE(policy.refusal({}), u"The policy registryRead may not do this: it needs the rights "
                                 "RegistryRead, ServiceConnect."_s);
}

void IdentityTest::olderHubGivesAllRights()
{
    FakeHub fake; // knows no /admin/me
    HubSession session(fake.profile());

    session.start();

    QTRY_COMPARE(session.state(), HubSession::State::Online);
    QCOMPARE(fake.requestsOf("/admin/me").size(), 1);
    QVERIFY(session.identity().may({Permission::Administer, true}));
    QCOMPARE(session.identity().text(), u"iothubowner"_s);
}

void IdentityTest::personIsKnownBeforeAnythingIsAsked()
{
    SignedIn hub;
    QVERIFY(hub.as(kBerlin));

    QCOMPARE(hub.session->identity().name(), u"alice"_s);
    QCOMPARE(hub.fake.requests().first().path, "/admin/me");
    QTRY_COMPARE(hub.fake.openStreams(), 1);
    QCOMPARE(hub.fake.requestsOf("/admin/me").size(), 1);
}

/// No policy but the owner's had both rights that a session asked for: it was taken for a wrong key.
void IdentityTest::policyThatMayNotLookIsSignedInAllTheSame()
{
    SignedIn hub;
    for (const char* path : {"/admin/capabilities", "/admin/health", "/admin/events"}) {
        hub.fake.answer(path, 401, "{}");
    }
    hub.fake.answer("/admin/me", 200, kRegistryRead);
    HubSession session(hub.fake.profile());

    session.start();

    QTRY_COMPARE(session.state(), HubSession::State::Online);
    QVERIFY(!session.identity().mayLook());
    QVERIFY(!session.supports("queues"));
    QTRY_VERIFY(hub.fake.requestsOf("/admin/me").size() >= 3); // goes on looking whether it is there
    QCOMPARE(session.state(), HubSession::State::Online);
    for (const char* path : {"/admin/capabilities", "/admin/health", "/admin/events"}) {
        QCOMPARE(hub.fake.requestsOf(path).size(), 0); // each would be a refusal in the audit log
    }
}

void IdentityTest::keyThatIsNotKnownSignsOut()
{
    FakeHub fake;
    fake.answer("/admin/me", 401, R"({"code":"IotHubUnauthorizedAccess","message":"Unauthorized"})");
    HubSession session(fake.profile());

    session.start();

    QTRY_COMPARE(session.state(), HubSession::State::SignedOut);
    QVERIFY(session.lastError().message.contains(u"does not accept the key"_s));
    QCOMPARE(fake.requestsOf("/admin/capabilities").size(), 0);
}

void IdentityTest::otherRightsCountOnceTheHubCutsTheStream()
{
    SignedIn hub;
    QVERIFY(hub.as(kBerlin));
    QTRY_COMPARE(hub.fake.openStreams(), 1);
    QSignalSpy changed(hub.session.get(), &HubSession::identityChanged);
    QSignalSpy reconnected(hub.session.get(), &HubSession::reconnected);

    hub.fake.answer("/admin/me", 200, kViewer);
    hub.fake.cutStreams();

    QTRY_COMPARE(changed.count(), 1);
    QCOMPARE(hub.session->identity().name(), u"vera"_s);
    QCOMPARE(reconnected.count(), 1);
    QVERIFY(hub.session->isOnline());
}

void IdentityTest::wholeHubIsNotAskedAboutForAPart()
{
    SignedIn hub;
    QVERIFY(hub.as(kBerlin));
    AlertTable alerts(*hub.session);
    AccessMode mode(*hub.session);
    IpRuleDraft rules(*hub.session);
    AccessGroupTable groups(*hub.session);
    AuditTable audit(*hub.session);
    const QList<QByteArray> paths{"/admin/alerts", "/admin/access/mode", "/admin/access/ip-rules",
                                  "/admin/access/groups"};
    QSignalSpy answered(&audit, &AuditTable::answered);

    alerts.refresh();
    groups.refresh();
    audit.refresh();
    QTRY_COMPARE(hub.fake.openStreams(), 1);
    QTRY_VERIFY(!answered.isEmpty());

    for (const QByteArray& path : paths + QList<QByteArray>{"/admin/audit"}) {
        QVERIFY2(hub.fake.requestsOf(path).isEmpty(), path.constData());
    }
    QVERIFY(lacksRight(*hub.session, audit.error()));
    QCOMPARE(rightsError(*hub.session, audit.error()).remedy, u"Ask who administers this hub."_s);
    hub.fake.answer("/admin/me", 200, kViewer);
    hub.fake.cutStreams();
    for (const QByteArray& path : paths) {
        QTRY_VERIFY2(!hub.fake.requestsOf(path).isEmpty(), path.constData());
    }
    QVERIFY(hub.fake.requestsOf("/admin/audit").isEmpty()); // a viewer does not administer
}

void IdentityTest::refusalOfAPersonIsInTheHubsWords()
{
    SignedIn hub;
    QVERIFY(hub.as(kBerlin));
    hub.fake.answer("/x", 401, R"({"code":"IotHubUnauthorizedAccess","message":)"
                               R"("'alice' (operator) lacks the permission 'keys'"})");
    hub.fake.answer("/y", 403, R"({"code":"GenericForbidden","message":)"
                               R"("'alice' is limited to part of the fleet",)"
                               R"("remedy":"Call the hub by one of its own host names."})");
    QList<HubReply> replies;
    for (const QString& path : {u"/x"_s, u"/y"_s}) {
        HubRequest request;
        request.path = path;
        hub.session->client().send(request, this,
                                   [&replies](const HubReply& reply) { replies << reply; });
        QTRY_VERIFY(!replies.isEmpty() && replies.last().status != 0);
    }
    QTRY_COMPARE(replies.size(), 2);

    for (const HubReply& reply : replies) {
        QVERIFY(lacksRight(*hub.session, reply.error));
        const HubError words = rightsError(*hub.session, reply.error);
        QVERIFY2(words.message.startsWith(u"'alice'"_s), qPrintable(words.message));
        QCOMPARE(words.remedy, u"Ask who administers this hub."_s);
    }
}

std::unique_ptr<QObject> identityTest()
{
    return std::make_unique<IdentityTest>();
}

} // namespace deck::test

#include "tst_identity.moc"
