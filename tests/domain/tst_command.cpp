#include "domain/command.h"
#include "domain/limits.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::chrono_literals;

namespace {

constexpr WallTime kNow{1'700'000'000s};

Command waiting()
{
    Command command;
    command.id = 7;
    command.sequence = 3;
    command.enqueued = kNow - 1min;
    command.expires = kNow + 1h;
    return command;
}

Command inFlight(unsigned deliveryCount = 0)
{
    Command command = waiting();
    command.deliveryCount = deliveryCount;
    lock(command, {"token", 0, kNow + 1min});
    return command;
}

} // namespace

class CommandTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesComeBack();
    void unknownNamesAreNothing();
    void expiryIsTheHubsOrTheSenders_data();
    void expiryIsTheHubsOrTheSenders();
    void timeIsOverAtTheExpiryItself();
    void lockedCommandSaysByWhom();
    void completedCommandIsFree();
    void rejectedCommandIsDead();
    void purgeTakesWhatWaitsOrIsInFlight();
    void expiredCommandIsDead();
    void abandonedCommandWaitsAgainAndIsCounted();
    void lastDeliveryEndsIt();
    void abandonedAfterItsTimeIsExpired();
    void countGoesBeforeTime();
    void requeuedCommandIsAsNewButForItsId();
    void feedbackIsGivenToWhoAsked_data();
    void feedbackIsGivenToWhoAsked();
};

void CommandTest::namesComeBack()
{
    for (const auto state : {CommandState::Waiting, CommandState::InFlight, CommandState::Completed,
                             CommandState::Dead}) {
        QVERIFY(commandStateFromName(nameOf(state)) == state);
    }
    for (const auto ack :
         {CommandAck::None, CommandAck::Positive, CommandAck::Negative, CommandAck::Full}) {
        QVERIFY(commandAckFromName(nameOf(ack)) == ack);
    }
    QVERIFY(commandAckFromName("FULL") == CommandAck::Full); // as some SDKs write it
    QCOMPARE(nameOf(CommandState::InFlight), std::string_view("inFlight"));
    QCOMPARE(nameOf(DeadReason::DeliveryCountExceeded), std::string_view("deliveryCountExceeded"));
    QCOMPARE(nameOf(DeadReason::None), std::string_view());
}

void CommandTest::unknownNamesAreNothing()
{
    QVERIFY(!commandStateFromName("lost"));
    QVERIFY(!commandStateFromName("Waiting"));
    QVERIFY(!commandAckFromName(""));
    QVERIFY(!commandAckFromName("both"));
}

void CommandTest::expiryIsTheHubsOrTheSenders_data()
{
    QTest::addColumn<qint64>("wishedSeconds"); // from now; 0 = none
    QTest::addColumn<qint64>("secondsGiven");  // 0 = refused

    QTest::newRow("none") << qint64{0} << qint64{3600};
    QTest::newRow("a second") << qint64{1} << qint64{1};
    QTest::newRow("two days") << qint64{172'800} << qint64{172'800};
    QTest::newRow("more than two days") << qint64{172'801} << qint64{0};
    QTest::newRow("past") << qint64{-1} << qint64{0};
}

void CommandTest::expiryIsTheHubsOrTheSenders()
{
    QFETCH(const qint64, wishedSeconds);
    QFETCH(const qint64, secondsGiven);
    const auto wished = wishedSeconds == 0
                            ? std::nullopt
                            : std::optional(kNow + std::chrono::seconds(wishedSeconds));

    const Result<WallTime> expires = expiryOf(wished, CommandRules(), kNow);

    QCOMPARE(expires.has_value(), secondsGiven != 0);
    if (expires) {
        QVERIFY(expires.value() == kNow + std::chrono::seconds(secondsGiven));
    } else {
        QVERIFY(expires.error().code == Errc::InvalidExpiry);
    }
}

void CommandTest::timeIsOverAtTheExpiryItself()
{
    const Command command = waiting();

    QVERIFY(!isExpired(command, command.expires - 1us));
    QVERIFY(isExpired(command, command.expires));
    QVERIFY(!expiryOf(kNow, CommandRules(), kNow));
}

void CommandTest::lockedCommandSaysByWhom()
{
    Command command = waiting();

    lock(command, {{}, 12, std::nullopt});

    QVERIFY(command.state == CommandState::InFlight);
    QCOMPARE(command.lock->session, std::uint64_t{12});
    QVERIFY(!command.ended);
}

void CommandTest::completedCommandIsFree()
{
    Command command = inFlight();

    complete(command, kNow);

    QVERIFY(command.state == CommandState::Completed);
    QVERIFY(command.reason == DeadReason::None);
    QVERIFY(!command.lock);
    QVERIFY(command.ended == kNow);
}

void CommandTest::rejectedCommandIsDead()
{
    Command command = inFlight();

    reject(command, kNow);

    QVERIFY(command.state == CommandState::Dead);
    QVERIFY(command.reason == DeadReason::Rejected);
    QVERIFY(!command.lock);
    QCOMPARE(command.deliveryCount, 0U);
}

void CommandTest::purgeTakesWhatWaitsOrIsInFlight()
{
    for (Command command : {waiting(), inFlight()}) {
        purge(command, kNow);

        QVERIFY(command.state == CommandState::Dead);
        QVERIFY(command.reason == DeadReason::Purged);
        QVERIFY(!command.lock);
        QVERIFY(command.ended == kNow);
    }
}

void CommandTest::expiredCommandIsDead()
{
    Command command = waiting();

    expire(command, command.expires);

    QVERIFY(command.state == CommandState::Dead);
    QVERIFY(command.reason == DeadReason::Expired);
}

void CommandTest::abandonedCommandWaitsAgainAndIsCounted()
{
    Command command = inFlight(3);

    abandon(command, CommandRules(), kNow);

    QVERIFY(command.state == CommandState::Waiting);
    QCOMPARE(command.deliveryCount, 4U);
    QCOMPARE(command.sequence, std::uint64_t{3}); // keeps its place
    QVERIFY(!command.lock);
    QVERIFY(!command.ended);
}

void CommandTest::lastDeliveryEndsIt()
{
    Command command = inFlight(9);

    abandon(command, CommandRules(), kNow);

    QVERIFY(command.state == CommandState::Dead);
    QVERIFY(command.reason == DeadReason::DeliveryCountExceeded);
    QCOMPARE(command.deliveryCount, 10U);
    QVERIFY(command.ended == kNow);
}

void CommandTest::abandonedAfterItsTimeIsExpired()
{
    Command command = inFlight();

    abandon(command, CommandRules(), command.expires);

    QVERIFY(command.state == CommandState::Dead);
    QVERIFY(command.reason == DeadReason::Expired);
    QCOMPARE(command.deliveryCount, 1U);
}

void CommandTest::countGoesBeforeTime()
{
    Command command = inFlight();
    CommandRules rules;
    rules.maxDeliveryCount = 1;

    abandon(command, rules, command.expires);

    QVERIFY(command.reason == DeadReason::DeliveryCountExceeded);
}

void CommandTest::requeuedCommandIsAsNewButForItsId()
{
    Command command = inFlight(9);
    abandon(command, CommandRules(), kNow);

    requeue(command, 12, kNow + 5min, kNow + 2h);

    QVERIFY(command.state == CommandState::Waiting);
    QVERIFY(command.reason == DeadReason::None);
    QCOMPARE(command.id, CommandId{7});
    QCOMPARE(command.sequence, std::uint64_t{12});
    QCOMPARE(command.deliveryCount, 0U);
    QVERIFY(command.enqueued == kNow + 5min);
    QVERIFY(command.expires == kNow + 2h);
    QVERIFY(!command.ended);
}

void CommandTest::feedbackIsGivenToWhoAsked_data()
{
    QTest::addColumn<int>("ack");
    QTest::addColumn<bool>("ofSuccess");
    QTest::addColumn<bool>("ofDeath");

    QTest::newRow("none") << int(CommandAck::None) << false << false;
    QTest::newRow("positive") << int(CommandAck::Positive) << true << false;
    QTest::newRow("negative") << int(CommandAck::Negative) << false << true;
    QTest::newRow("full") << int(CommandAck::Full) << true << true;
}

void CommandTest::feedbackIsGivenToWhoAsked()
{
    QFETCH(const int, ack);
    Command done = inFlight();
    Command dead = inFlight();
    done.ack = dead.ack = static_cast<CommandAck>(ack);

    const bool whileInFlight = wantsFeedback(done);
    complete(done, kNow);
    reject(dead, kNow);

    QVERIFY(!whileInFlight);
    QTEST(wantsFeedback(done), "ofSuccess");
    QTEST(wantsFeedback(dead), "ofDeath");
}

std::unique_ptr<QObject> commandTest()
{
    return std::make_unique<CommandTest>();
}

} // namespace hub::test

#include "tst_command.moc"
