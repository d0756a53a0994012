#include "models/client/event_stream.h"
#include "models/hub_session.h"
#include "tests/support/fake_hub.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;

class HubSessionTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eventsComeInPiecesAndInOrder();
    void eventsResumeBehindTheLastOne();
    void eventCutOffIsAskedForAgain();
    void uselessEventsAreSkipped();
    void closedStreamStaysClosed();

    void comesOnline();
    void startsOnlyOnce();
    void hubInTroubleIsDegraded();
    void wrongKeySignsOut();
    void wrongAuthorityIsUntrusted();
    void hubThatComesBackIsReconnected();
    void malformedAnswersAreSaid_data();
    void malformedAnswersAreSaid();
    void hubThatKeepsFailingIsAskedLessAndLess();
    void lateFailureDoesNotEndASessionThatWorks();
    void stoppedSessionStaysStopped();
    void gapIsToldAsMissedEvents();
    void telemetryIsPassedOn();
};

namespace {

/// A session of a fake hub, and what it says.
struct Connected
{
    FakeHub fake;
    HubSession session{fake.profile()};
    QSignalSpy reconnected{&session, &HubSession::reconnected};
    QSignalSpy missed{&session, &HubSession::eventsMissed};

    /// Until it can be used and its events come.
    bool wait()
    {
        session.start();
        return QTest::qWaitFor([this] {
            return session.state() == HubSession::State::Online && fake.openStreams() == 1;
        });
    }
};

/// Ids in the data of events.
struct Stream
{
    FakeHub fake;
    HubClient client{fake.profile()};
    EventStream events{client};
    QStringList types;

    Stream()
    {
        QObject::connect(
            &events, &EventStream::received, &events,
            [this](const hub::api::Event& event) { types << QString::fromStdString(event.type); });
    }

    bool open()
    {
        events.open();
        return QTest::qWaitFor([this] { return events.isOpen(); }, 20'000);
    }
};

} // namespace

void HubSessionTest::eventsComeInPiecesAndInOrder()
{
    Stream stream;
    QVERIFY(stream.open());

    stream.fake.sendEvent("b:1", "one");
    stream.fake.send("id: b:2\ndata: {\"time\":\"2026-11-22T14:32:06Z\",\"type\":\"tw");
    QTRY_COMPARE(stream.types, QStringList{u"one"_s});
    stream.fake.send("o\",\"deviceId\":\"\",\"data\":{}}\n");
    stream.fake.send("\n: \n\n");
    stream.fake.sendEvent("b:3", "three");

    QTRY_COMPARE(stream.types, (QStringList{u"one"_s, u"two"_s, u"three"_s}));
}

void HubSessionTest::eventsResumeBehindTheLastOne()
{
    Stream stream;
    QVERIFY(stream.open());
    QVERIFY(!stream.fake.requests().first().headers.contains("last-event-id"));
    stream.fake.sendEvent("b:41", "one");
    stream.fake.sendEvent("b:42", "two");
    QTRY_COMPARE(stream.types.size(), 2);

    stream.fake.cutStreams();

    QTRY_COMPARE(stream.fake.requestsOf("/admin/events").size(), 2);
    QCOMPARE(stream.fake.requests().last().headers["last-event-id"], "b:42");
    QTRY_COMPARE(stream.fake.openStreams(), 1);
    stream.fake.sendEvent("b:43", "three");
    QTRY_COMPARE(stream.types.size(), 3);
}

void HubSessionTest::eventCutOffIsAskedForAgain()
{
    Stream stream;
    QVERIFY(stream.open());
    stream.fake.sendEvent("b:1", "one");
    QTRY_COMPARE(stream.types.size(), 1);

    stream.fake.send("id: b:2\n");
    stream.fake.cutStreams();
    QTRY_COMPARE(stream.fake.requestsOf("/admin/events").size(), 2);
    QTRY_COMPARE(stream.fake.openStreams(), 1);
    stream.fake.send(": \n\n");
    stream.fake.cutStreams();

    QTRY_COMPARE(stream.fake.requestsOf("/admin/events").size(), 3);
    QCOMPARE(stream.fake.requests().last().headers["last-event-id"], "b:1");
}

void HubSessionTest::uselessEventsAreSkipped()
{
    Stream stream;
    QVERIFY(stream.open());

    stream.fake.send("id: b:1\ndata: no JSON\n\nid: b:2\ndata: [1]\n\ndata:\n\nretry: 5\n\n");
    stream.fake.sendEvent("b:3", "good");

    QTRY_COMPARE(stream.types, QStringList{u"good"_s});
}

void HubSessionTest::closedStreamStaysClosed()
{
    Stream stream;
    QVERIFY(stream.open());

    stream.events.close();
    QTRY_COMPARE(stream.fake.openStreams(), 0);
    QVERIFY(!stream.events.isOpen());

    QVERIFY(stream.open());
    QCOMPARE(stream.fake.requestsOf("/admin/events").size(), 2);
}

void HubSessionTest::comesOnline()
{
    Connected hub;
    QList<HubSession::State> states;
    connect(&hub.session, &HubSession::stateChanged, this, [&] { states << hub.session.state(); });

    QVERIFY(hub.wait());

    QCOMPARE(states, (QList{HubSession::State::Connecting, HubSession::State::Online}));
    QCOMPARE(hub.reconnected.count(), 1);
    QCOMPARE(hub.session.capabilities()->hubId, std::string("fake"));
    QVERIFY(hub.session.health().has_value());
    QVERIFY(hub.session.isOnline());
    QCOMPARE(hub.session.secondsToRetry(), 0);
}

void HubSessionTest::startsOnlyOnce()
{
    Connected hub;

    hub.session.start();
    QVERIFY(hub.wait());
    hub.session.start();
    hub.session.retryNow();
    QCoreApplication::processEvents();

    QCOMPARE(hub.fake.requestsOf("/admin/capabilities").size(), 1);
    QCOMPARE(hub.reconnected.count(), 1);
}

void HubSessionTest::hubInTroubleIsDegraded()
{
    FakeHub fake;
    fake.answer("/admin/health", 200, FakeHub::health("degraded", "The disk is full."));
    HubSession session(fake.profile());

    session.start();

    QTRY_COMPARE(session.state(), HubSession::State::Degraded);
    QVERIFY(session.isOnline());
    QCOMPARE(session.health()->reason, std::string("The disk is full."));
}

void HubSessionTest::wrongKeySignsOut()
{
    FakeHub fake;
    fake.answer("/admin/capabilities", 401, "{}");
    HubSession session(fake.profile());

    session.start();

    QTRY_COMPARE(session.state(), HubSession::State::SignedOut);
    QVERIFY(!session.isOnline());
    QVERIFY(session.lastError().remedy.contains(u"connection string"_s));
    fake.answerWell("/admin/capabilities");
    session.retryNow();
    QTRY_COMPARE(session.state(), HubSession::State::Online);
}

void HubSessionTest::wrongAuthorityIsUntrusted()
{
    FakeHub fake;
    const FakeHub other;
    ConnectionProfile profile = fake.profile();
    profile.authority = other.authority();
    HubSession session(profile);

    session.start();

    QTRY_COMPARE(session.state(), HubSession::State::Untrusted);
    QVERIFY(fake.requests().isEmpty());
}

void HubSessionTest::hubThatComesBackIsReconnected()
{
    Connected hub;
    QVERIFY(hub.wait());

    hub.fake.goAway();
    QTRY_COMPARE(hub.session.state(), HubSession::State::Connecting);
    QCOMPARE(int(hub.session.lastError().kind), int(HubError::Kind::Unreachable));
    QVERIFY(hub.session.secondsToRetry() > 0);
    QVERIFY(hub.fake.goOn());

    QTRY_COMPARE(hub.session.state(), HubSession::State::Online);
    QCOMPARE(hub.reconnected.count(), 2);
    QTRY_COMPARE(hub.fake.openStreams(), 1);
}

void HubSessionTest::malformedAnswersAreSaid_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body");

    for (const QByteArray path : {"/admin/capabilities", "/admin/health"}) {
        QTest::addRow("%s, web page", path.constData()) << path << QByteArray("<html></html>");
        QTest::addRow("%s, list", path.constData()) << path << QByteArray("[]");
        QTest::addRow("%s, empty", path.constData()) << path << QByteArray();
    }
}

void HubSessionTest::malformedAnswersAreSaid()
{
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, body);
    FakeHub fake;
    fake.answer(path, 200, body);
    HubSession session(fake.profile());

    session.start();

    QTRY_COMPARE(int(session.lastError().kind), int(HubError::Kind::Malformed));
    QCOMPARE(session.state(), HubSession::State::Connecting);
    QVERIFY(!session.lastError().remedy.isEmpty());
}

void HubSessionTest::hubThatKeepsFailingIsAskedLessAndLess()
{
    FakeHub fake;
    fake.answer("/admin/health", 500, "{}"); // though capabilities are answered well
    HubSession session(fake.profile());

    session.start();

    QTRY_VERIFY(session.secondsToRetry() >= 2);
    QVERIFY(fake.requestsOf("/admin/health").size() <= 4);
}

/// An answer to an attempt that was given up took the session of the next one down.
void HubSessionTest::lateFailureDoesNotEndASessionThatWorks()
{
    Connected hub;
    hub.fake.hang("/admin/capabilities");
    hub.session.start();
    QTRY_COMPARE(hub.fake.requestsOf("/admin/capabilities").size(), 1);
    hub.fake.answerWell("/admin/capabilities");
    hub.session.retryNow();
    QVERIFY(hub.wait());
    QSignalSpy changed(&hub.session, &HubSession::stateChanged);

    hub.fake.answerHanging("/admin/capabilities", 500, "{}");
    QTRY_VERIFY(hub.fake.requestsOf("/admin/health").size() >= 2); // it goes on asking

    QCOMPARE(changed.count(), 0);
    QCOMPARE(hub.session.state(), HubSession::State::Online);
    QCOMPARE(hub.reconnected.count(), 1);
}

void HubSessionTest::stoppedSessionStaysStopped()
{
    Connected hub;
    hub.fake.hang("/admin/capabilities");
    hub.session.start();
    QTRY_COMPARE(hub.fake.requestsOf("/admin/capabilities").size(), 1);

    hub.session.stop();
    hub.fake.answerHanging("/admin/capabilities", 200, "{}");
    hub.session.retryNow();
    QCoreApplication::processEvents();

    QCOMPARE(hub.session.state(), HubSession::State::Offline);
    hub.fake.answerWell("/admin/capabilities");
    QVERIFY(hub.wait());
}

void HubSessionTest::gapIsToldAsMissedEvents()
{
    Connected hub;
    QVERIFY(hub.wait());

    hub.fake.sendEvent("b:1", "gap");

    QTRY_COMPARE(hub.missed.count(), 1);
    QCOMPARE(hub.reconnected.count(), 1);
}

void HubSessionTest::telemetryIsPassedOn()
{
    Connected hub;
    QVERIFY(hub.wait());
    std::vector<hub::api::Message> received;
    connect(&hub.session, &HubSession::telemetryReceived, this,
            [&](const std::vector<hub::api::Message>& messages) { received = messages; });
    QSignalSpy skipped(&hub.session, &HubSession::telemetrySkipped);

    hub.fake.sendEvent("b:1", "telemetry",
                       R"([{"deviceId":"pump","sequence":"7",)"
                       R"("enqueuedTime":"2026-11-22T14:32:06Z","body":"{\"t\":1}"},"broken"])");
    hub.fake.sendEvent("b:2", "telemetry-skipped", R"({"count":5})");
    hub.fake.sendEvent("b:3", "telemetry", R"("no list")");
    hub.fake.sendEvent("b:4", "telemetry-skipped", R"({"count":"many"})");

    QTRY_COMPARE(skipped.count(), 2);
    QCOMPARE(skipped[0][0].toLongLong(), 5);
    QCOMPARE(skipped[1][0].toLongLong(), 0);
    QCOMPARE(received.size(), std::size_t{1});
    QCOMPARE(received[0].body, std::string(R"({"t":1})"));
}

std::unique_ptr<QObject> hubSessionTest()
{
    return std::make_unique<HubSessionTest>();
}

} // namespace deck::test

#include "tst_hub_session.moc"
