#include "models/hub_session.h"
#include "tests/support/fake_hub.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;
using State = HubSession::State;

class SecondFactorTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsAskedBeforeTheCode();
    void sessionGoesWithEveryRequest();
    void refusedCodeCanBeFollowedByAnother_data();
    void refusedCodeCanBeFollowedByAnother();
    void answerWithoutASessionIsNoSession();
    void endOfTheSessionAsksAgain();
    void factorThatIsNewIsAskedForAtOnce();
    void keyThatEndsWithTheSessionSignsOut();
    void factorThatWasTakenAwayNeedsNoCode();
    void stoppedSessionTakesNoAnswer();
};

namespace {

const QByteArray kSession = "5e55104";
const QByteArray kOpened = R"({"session":"5e55104","until":"2026-11-22T22:00:00Z"})";
const QByteArray kUnknown = R"({"code":"IotHubUnauthorizedAccess","message":"Unauthorized"})";
const QByteArray kMissing =
    R"({"code":"IotHubUnauthorizedAccess","message":"'alice' has to show the second factor"})";

QByteArray me(bool secondFactor)
{
    return R"({"kind":"person","name":"alice","role":"viewer","scope":"","secondFactor":)"_ba +
           (secondFactor ? "true"_ba : "false"_ba) + R"(,"permissions":["view"]})"_ba;
}

/// A hub that wants a code from alice.
struct Guarded
{
    FakeHub fake;
    HubSession session{fake.profile()};
    QSignalSpy refused{&session, &HubSession::codeRefused};

    Guarded()
    {
        fake.answer("/admin/me", 200, me(true));
        fake.answer("/admin/session", 200, kOpened);
    }
    bool reaches(State state)
    {
        return QTest::qWaitFor([this, state] { return session.state() == state; }, 20'000);
    }
    bool asks()
    {
        session.start();
        return reaches(State::NeedsCode);
    }
    bool comesOnline()
    {
        if (!asks()) {
            return false;
        }
        session.showCode(u"123456"_s);
        return reaches(State::Online) &&
               QTest::qWaitFor([this] { return fake.openStreams() == 1; }, 20'000);
    }
};

} // namespace

void SecondFactorTest::nothingIsAskedBeforeTheCode()
{
    Guarded hub;

    QVERIFY(hub.asks());

    QVERIFY(!hub.session.isOnline());
    QCOMPARE(hub.fake.requests().size(), 1);
    QCOMPARE(hub.session.identity().name(), u"alice"_s);
    QCOMPARE(hub.session.secondsToRetry(), 0); // it waits for a person
}

void SecondFactorTest::sessionGoesWithEveryRequest()
{
    Guarded hub;
    QVERIFY(hub.comesOnline());

    const auto shown = hub.fake.requestsOf("/admin/session");
    QCOMPARE(shown.size(), 1);
    QCOMPARE(shown.first().method, "POST");
    QCOMPARE(shown.first().body, R"({"code":"123456"})");
    QVERIFY(!shown.first().headers.contains("x-hubdeck-session"));
    for (const char* path : {"/admin/capabilities", "/admin/health", "/admin/events"}) {
        const auto requests = hub.fake.requestsOf(path);
        QVERIFY(!requests.isEmpty());
        QCOMPARE(requests.first().headers.value("x-hubdeck-session"), kSession);
    }
}

void SecondFactorTest::refusedCodeCanBeFollowedByAnother_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("message");
    QTest::newRow("wrong") << 401
                           << QByteArray(R"({"code":"IotHubUnauthorizedAccess","message":)"
                                         R"("the code is wrong, or was used before"})")
                           << u"The code is wrong, or was used before."_s;
    QTest::newRow("too many") << 429
                              << QByteArray(R"({"code":"ThrottlingException","message":)"
                                            R"("too many wrong codes; wait 840 s",)"
                                            R"("remedy":"Close event streams."})")
                              << u"Too many wrong codes; wait 840 s."_s;
}

void SecondFactorTest::refusedCodeCanBeFollowedByAnother()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    QFETCH(const QString, message);
    Guarded hub;
    hub.fake.answer("/admin/session", status, body);
    QVERIFY(hub.asks());

    hub.session.showCode(u"000000"_s);

    QTRY_COMPARE(hub.refused.count(), 1);
    const auto error = hub.refused.first().first().value<HubError>();
    QCOMPARE(error.message, message);
    QVERIFY(!error.remedy.contains(u"streams"_s));
    QCOMPARE(hub.session.state(), State::NeedsCode);
    hub.fake.answer("/admin/session", 200, kOpened);
    hub.session.showCode(u"123456"_s);
    QVERIFY(hub.reaches(State::Online));
}

void SecondFactorTest::answerWithoutASessionIsNoSession()
{
    Guarded hub;
    hub.fake.answer("/admin/session", 200, "{}");
    QVERIFY(hub.asks());

    hub.session.showCode(u"123456"_s);

    QTRY_COMPARE(hub.refused.count(), 1);
    QCOMPARE(hub.session.state(), State::NeedsCode);
    QVERIFY(!hub.session.client().hasSecondFactor());
}

void SecondFactorTest::endOfTheSessionAsksAgain()
{
    Guarded hub;
    QVERIFY(hub.comesOnline());

    hub.fake.answer("/admin/health", 401, kMissing);

    QVERIFY(hub.reaches(State::NeedsCode));
    QVERIFY(!hub.session.client().hasSecondFactor());
    QTRY_COMPARE(hub.fake.openStreams(), 0);
    hub.fake.answerWell("/admin/health");
    hub.session.showCode(u"654321"_s);
    QVERIFY(hub.reaches(State::Online));
    QCOMPARE(hub.fake.requestsOf("/admin/session").size(), 2);
}

/// Each request without it would be a refusal in the audit log.
void SecondFactorTest::factorThatIsNewIsAskedForAtOnce()
{
    Guarded hub;
    hub.fake.answer("/admin/me", 200, me(false));
    hub.session.start();
    QVERIFY(hub.reaches(State::Online));
    QTRY_COMPARE(hub.fake.openStreams(), 1);
    const qsizetype health = hub.fake.requestsOf("/admin/health").size();

    hub.fake.answer("/admin/me", 200, me(true));
    hub.fake.answer("/admin/events", 401, kMissing);
    hub.fake.cutStreams();

    QVERIFY(hub.reaches(State::NeedsCode));
    QCOMPARE(hub.fake.requestsOf("/admin/events").size(), 2); // the one that was cut, and one more
    QCOMPARE(hub.fake.requestsOf("/admin/health").size(), health);
}

void SecondFactorTest::keyThatEndsWithTheSessionSignsOut()
{
    Guarded hub;
    QVERIFY(hub.comesOnline());

    hub.fake.answer("/admin/me", 401, kUnknown);
    hub.fake.answer("/admin/health", 401, kUnknown);

    QVERIFY(hub.reaches(State::SignedOut));
    QVERIFY(!hub.session.client().hasSecondFactor());
}

void SecondFactorTest::factorThatWasTakenAwayNeedsNoCode()
{
    Guarded hub;
    hub.fake.answer("/admin/session", 400, R"({"code":"InvalidOperation","message":"none"})");
    QVERIFY(hub.asks());
    hub.fake.answer("/admin/me", 200, me(false));

    hub.session.showCode(u"123456"_s);

    QVERIFY(hub.reaches(State::Online));
    QCOMPARE(hub.refused.count(), 0);
}

void SecondFactorTest::stoppedSessionTakesNoAnswer()
{
    Guarded hub;
    QVERIFY(hub.asks());
    hub.fake.hang("/admin/session");
    hub.session.showCode(u"123456"_s);
    QTRY_COMPARE(hub.fake.requestsOf("/admin/session").size(), 1);

    hub.session.stop();
    hub.fake.answerHanging("/admin/session", 200, R"({"session":"late","until":""})");
    QTest::qWait(50);

    QCOMPARE(hub.session.state(), State::Offline);
    QVERIFY(!hub.session.client().hasSecondFactor());
}

std::unique_ptr<QObject> secondFactorTest()
{
    return std::make_unique<SecondFactorTest>();
}

} // namespace deck::test

#include "tst_second_factor.moc"
