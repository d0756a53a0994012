#include "models/hub_connector.h"
#include "tests/support/fake_hub.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;
using State = HubConnector::State;

class HubConnectorTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void badStringsAreRefusedAtOnce_data();
    void badStringsAreRefusedAtOnce();
    void unreachableHubIsSaid();
    void hubWithoutTlsIsSaid();
    void certificateOfAnotherHostIsSaid();
    void unknownAuthorityIsAskedAboutBeforeAKeyIsSent();
    void trustSignsIn();
    void nameIsTheHostsUnlessGiven();
    void cancelledQuestionLeavesNothing();
    void cancelledSignInIsNoError();
    void wrongKeyIsSaidOnce();
    void hubInTroubleCanBeKept();
    void keyIsGoodThoughACodeIsMissing();
    void errorGoesWithTheNextTry();
    void trustWithoutAQuestionDoesNothing();
};

namespace {

struct Fixture
{
    FakeHub fake;
    HubConnector connector;
    QList<State> states;

    Fixture()
    {
        QObject::connect(&connector, &HubConnector::changed, &connector,
                         [this] { states << connector.state(); });
    }

    QString string() const { return connectionStringOf(fake.profile()); }

    bool ask()
    {
        connector.start(string(), {});
        return reaches(State::AskTrust);
    }

    bool reaches(State state)
    {
        return QTest::qWaitFor([this, state] { return connector.state() == state; });
    }

    bool fails()
    {
        return QTest::qWaitFor(
            [this] { return connector.state() == State::Idle && connector.error().isError(); });
    }
};

} // namespace

void HubConnectorTest::badStringsAreRefusedAtOnce_data()
{
    QTest::addColumn<QString>("string");
    QTest::addColumn<QString>("said");
    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("words") << u"please connect"_s << QString();
    QTest::newRow("no key") << u"HostName=h;SharedAccessKeyName=p"_s << u"SharedAccessKey"_s;
    QTest::newRow("no host") << u"SharedAccessKeyName=p;SharedAccessKey=MDEyMzQ1Njc4OWFiY2RlZg=="_s
                             << u"HostName"_s;
    QTest::newRow("of a device")
        << u"HostName=h;DeviceId=d;SharedAccessKey=MDEyMzQ1Njc4OWFiY2RlZg=="_s << u"device"_s;
}

void HubConnectorTest::badStringsAreRefusedAtOnce()
{
    QFETCH(const QString, string);
    QFETCH(const QString, said);
    Fixture f;

    f.connector.start(string, {});

    QCOMPARE(f.states, QList{State::Idle});
    const QString message = f.connector.error().message;
    QVERIFY2(message.contains(said), qPrintable(message));
    QVERIFY2(message.endsWith(u'.') && message.front().isUpper(), qPrintable(message));
}

void HubConnectorTest::unreachableHubIsSaid()
{
    Fixture f;
    f.fake.goAway();

    f.connector.start(f.string(), {});
    QCOMPARE(f.connector.state(), State::Probing);

    QVERIFY(f.fails());
    QCOMPARE(f.states, (QList{State::Probing, State::Idle}));
    QCOMPARE(f.connector.error().kind, HubError::Kind::Unreachable);
    QVERIFY(!f.connector.error().message.isEmpty());
}

void HubConnectorTest::hubWithoutTlsIsSaid()
{
    Fixture f;
    f.fake.speakNonsense();

    f.connector.start(f.string(), {});

    QVERIFY(f.fails());
    QCOMPARE(f.connector.error().kind, HubError::Kind::Unreachable);
}

void HubConnectorTest::certificateOfAnotherHostIsSaid()
{
    FakeHub other("other.example");
    HubConnector connector;

    connector.start(connectionStringOf(other.profile()), {});

    QTRY_VERIFY(connector.error().isError());
    QVERIFY(connector.error().message.contains(u"certificate"_s));
    QVERIFY(other.requests().isEmpty());
}

void HubConnectorTest::unknownAuthorityIsAskedAboutBeforeAKeyIsSent()
{
    Fixture f;

    QVERIFY(f.ask());

    QVERIFY(haveSameKey(f.connector.authority(), f.fake.authority()));
    QVERIFY(f.fake.requests().isEmpty());
    QVERIFY(!f.connector.error().isError());
}

void HubConnectorTest::trustSignsIn()
{
    Fixture f;
    QVERIFY(f.ask());

    f.connector.trust();
    QCOMPARE(f.connector.state(), State::SigningIn);

    QVERIFY(f.reaches(State::Done));
    QCOMPARE(f.states, (QList{State::Probing, State::AskTrust, State::SigningIn, State::Done}));
    const ConnectionProfile& profile = f.connector.profile();
    QCOMPARE(profile.address(), f.fake.profile().address());
    QCOMPARE(profile.policy, u"iothubowner"_s);
    QVERIFY(!profile.isLocal && !profile.id.isEmpty());
    QVERIFY(haveSameKey(profile.authority, f.fake.authority()));
    QTRY_COMPARE(f.fake.openStreams(), 0); // it only tried the door
}

void HubConnectorTest::nameIsTheHostsUnlessGiven()
{
    Fixture f;
    QVERIFY(f.ask());
    QCOMPARE(f.connector.profile().name, u"127.0.0.1"_s);

    f.connector.start(u"  "_s + f.string() + u"\n"_s, u" Factory "_s);

    QVERIFY(f.reaches(State::AskTrust));
    QCOMPARE(f.connector.profile().name, u"Factory"_s);
}

void HubConnectorTest::cancelledQuestionLeavesNothing()
{
    Fixture f;
    QVERIFY(f.ask());

    f.connector.cancel();

    QCOMPARE(f.connector.state(), State::Idle);
    QVERIFY(!f.connector.error().isError());
    QVERIFY(f.connector.profile().key.empty());
    QVERIFY(f.fake.requests().isEmpty());
}

void HubConnectorTest::cancelledSignInIsNoError()
{
    Fixture f;
    f.fake.hang("/admin/capabilities");
    QVERIFY(f.ask());
    f.connector.trust();
    QTRY_COMPARE(f.fake.requestsOf("/admin/capabilities").size(), 1);

    f.connector.cancel();
    f.fake.answerHanging("/admin/capabilities", 401, "{}");
    f.connector.start(u"nonsense"_s, {});

    QCOMPARE(f.connector.state(), State::Idle);
    QVERIFY(!f.states.contains(State::Done));
}

void HubConnectorTest::wrongKeyIsSaidOnce()
{
    Fixture f;
    f.fake.answer("/admin/capabilities", 401, "{}");
    QVERIFY(f.ask());

    f.connector.trust();

    QVERIFY(f.fails());
    QCOMPARE(f.connector.error().kind, HubError::Kind::SignedOut);
    QVERIFY(f.connector.error().message.contains(u"iothubowner"_s));
    QCOMPARE(f.states, (QList{State::Probing, State::AskTrust, State::SigningIn, State::Idle}));
    QCOMPARE(f.fake.requestsOf("/admin/capabilities").size(), 1); // no second try by itself
}

void HubConnectorTest::hubInTroubleCanBeKept()
{
    Fixture f;
    f.fake.answer("/admin/health", 200, FakeHub::health("degraded", "The disk is full."));
    QVERIFY(f.ask());

    f.connector.trust();

    QVERIFY(f.reaches(State::Done));
}

/// Whoever keeps the profile asks for the code: a dialog that asks twice would take two of them.
void HubConnectorTest::keyIsGoodThoughACodeIsMissing()
{
    Fixture f;
    f.fake.answer("/admin/me", 200,
                  R"({"kind":"person","name":"alice","role":"viewer",)"
                  R"("secondFactor":true,"permissions":["view"]})");
    QVERIFY(f.ask());

    f.connector.trust();

    QVERIFY(f.reaches(State::Done));
    QCOMPARE(f.fake.requestsOf("/admin/session").size(), 0);
}

void HubConnectorTest::errorGoesWithTheNextTry()
{
    Fixture f;
    f.connector.start(u"nonsense"_s, {});
    QVERIFY(f.connector.error().isError());

    f.connector.start(f.string(), {});

    QVERIFY(!f.connector.error().isError());
    QVERIFY(f.reaches(State::AskTrust));
}

void HubConnectorTest::trustWithoutAQuestionDoesNothing()
{
    Fixture f;

    f.connector.trust();

    QCOMPARE(f.connector.state(), State::Idle);
    QVERIFY(f.states.isEmpty());
}

std::unique_ptr<QObject> hubConnectorTest()
{
    return std::make_unique<HubConnectorTest>();
}

} // namespace deck::test

#include "tst_hub_connector.moc"
