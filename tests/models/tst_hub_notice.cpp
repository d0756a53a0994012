#include "models/hub_notice.h"
#include "tests/support/fake_hub.h"

#include <QSet>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;
using Phase = LocalHubStatus::Phase;
using State = HubSession::State;
using Weight = HubNotice::Weight;
using Action = HubNotice::Action;

class HubNoticeTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void heaviestWins_data();
    void heaviestWins();
    void firstTryIsNoTrouble();
    void lostHubSaysThatItTriesAgain();
    void noHubNoNotice();
    void everyStateHasAWordOfItsOwn();
};

namespace {

/// A session that has come into a state at a fake hub.
struct Visited
{
    FakeHub fake;
    FakeHub stranger;
    std::unique_ptr<HubSession> session;

    bool comeTo(State state, bool isLocal)
    {
        ConnectionProfile profile = fake.profile();
        profile.isLocal = isLocal;
        if (state == State::SignedOut) {
            fake.answer("/admin/capabilities", 401, "{}");
        } else if (state == State::NeedsCode) {
            fake.answer("/admin/me", 200,
                        R"({"kind":"person","name":"alice","role":"viewer",)"
                        R"("secondFactor":true,"permissions":["view"]})");
        } else if (state == State::Degraded) {
            fake.answer("/admin/health", 200, FakeHub::health("degraded", "The disk is full."));
        } else if (state == State::Untrusted) {
            profile.authority = stranger.authority();
        } else if (state == State::Connecting) {
            fake.goAway();
        }
        session = std::make_unique<HubSession>(profile);
        session->start();
        const bool mayFail = state == State::Connecting || state == State::SignedOut ||
                             state == State::Untrusted;
        return QTest::qWaitFor([&] {
            return session->state() == state && (!mayFail || session->lastError().isError());
        });
    }
};

} // namespace

void HubNoticeTest::heaviestWins_data()
{
    QTest::addColumn<bool>("isLocal");
    QTest::addColumn<Phase>("phase");
    QTest::addColumn<State>("state");
    QTest::addColumn<QString>("sentence"); ///< a part of it; empty: no notice
    QTest::addColumn<Weight>("weight");
    QTest::addColumn<Action>("action");
    const auto row = [](const char* name, bool isLocal, Phase phase, State state,
                        const QString& sentence, Weight weight, Action action) {
        QTest::newRow(name) << isLocal << phase << state << sentence << weight << action;
    };
    row("all is well elsewhere", false, Phase::Running, State::Online, {}, Weight::Info,
        Action::None);
    row("local notices", true, Phase::Running, State::Online, u"Port 8883 is taken"_s, Weight::Info,
        Action::None);
    row("local hub failed", true, Phase::Failed, State::Connecting, u"The store failed."_s,
        Weight::Bad, Action::RestartLocalHub);
    row("failed before signed out", true, Phase::Failed, State::SignedOut, u"The store failed."_s,
        Weight::Bad, Action::RestartLocalHub);
    row("local failure is not of another hub", false, Phase::Failed, State::Online, {},
        Weight::Info, Action::None);
    row("signed out", false, Phase::Running, State::SignedOut, u"does not accept the key"_s,
        Weight::Bad, Action::ConnectAgain);
    row("no second factor", false, Phase::Running, State::NeedsCode,
        u"alice has not shown the second factor"_s, Weight::Bad, Action::EnterCode);
    row("untrusted", false, Phase::Running, State::Untrusted, u"authority"_s, Weight::Bad,
        Action::ConnectAgain);
    row("lost", false, Phase::Running, State::Connecting, u"cannot be reached"_s, Weight::Warning,
        Action::RetryNow);
    row("degraded before notices", true, Phase::Running, State::Degraded, u"with limits"_s,
        Weight::Warning, Action::None);
}

void HubNoticeTest::heaviestWins()
{
    QFETCH(const bool, isLocal);
    QFETCH(const Phase, phase);
    QFETCH(const State, state);
    QFETCH(const QString, sentence);
    Visited visited;
    QVERIFY(visited.comeTo(state, isLocal));
    LocalHubStatus local;
    local.set({.phase = phase,
               .message = u"The store failed."_s,
               .remedy = u"Look at the disk."_s,
               .notices = {u"Port 8883 is taken, using 8884."_s}});

    const auto notice = noticeFor(local, visited.session.get());

    QCOMPARE(notice.has_value(), !sentence.isEmpty());
    if (notice) {
        QVERIFY2(notice->sentence.contains(sentence), qPrintable(notice->sentence));
        QTEST(notice->weight, "weight");
        QTEST(notice->action, "action");
    }
}

void HubNoticeTest::firstTryIsNoTrouble()
{
    FakeHub fake;
    fake.hang("/admin/capabilities");
    HubSession session(fake.profile());
    session.start();
    QTRY_COMPARE(fake.requestsOf("/admin/capabilities").size(), 1);

    QVERIFY(!noticeFor(LocalHubStatus(), &session));
}

void HubNoticeTest::lostHubSaysThatItTriesAgain()
{
    Visited visited;
    QVERIFY(visited.comeTo(State::Connecting, false));

    const auto notice = noticeFor(LocalHubStatus(), visited.session.get());

    QVERIFY(notice.has_value());
    QVERIFY2(notice->detail.contains(u"may be old"_s), qPrintable(notice->detail));
}

void HubNoticeTest::noHubNoNotice()
{
    LocalHubStatus local;
    local.set({.phase = Phase::Failed, .message = u"The store failed."_s});

    QVERIFY(!noticeFor(local, nullptr)); // what stands in the pages' place says it
}

void HubNoticeTest::everyStateHasAWordOfItsOwn()
{
    QSet<QString> words;
    for (const State state : {State::Offline, State::Connecting, State::Online, State::Degraded,
                              State::NeedsCode, State::SignedOut, State::Untrusted}) {
        words.insert(textOf(state));
    }

    QCOMPARE(words.size(), 7);
    QVERIFY(!words.contains(QString()));
}

std::unique_ptr<QObject> hubNoticeTest()
{
    return std::make_unique<HubNoticeTest>();
}

} // namespace deck::test

#include "tst_hub_notice.moc"
