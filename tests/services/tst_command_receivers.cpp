#include "tests/services/tst_command_receivers.h"

#include "tests/support/command_desk.h"

#include <QTest>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

void CommandReceiversTest::attachedLinkGetsWhatWaitsInOrder()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    for (const char* body : {"a", "b", "c"}) {
        desk.send(body);
    }

    const auto link = desk.attach(7);

    QCOMPARE(bodies(*link), QStringList({"a", "b", "c"}));
    QCOMPARE(link->commands[0]->lock->session, std::uint64_t{7});
    QCOMPARE(desk.queue(), QStringList({"a inFlight", "b inFlight", "c inFlight"}));
}

void CommandReceiversTest::enqueuedCommandGoesStraightToTheLink()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    const auto link = desk.attach(7);

    const CommandId id = desk.send("a");

    QCOMPARE(bodies(*link), QStringList{"a"});
    QCOMPARE(link->commands[0]->id, id);
    QVERIFY(systemValue(link->commands[0]->properties, SystemProperty::MessageId) == "id-a");
    QCOMPARE(desk.queue(), QStringList{"a inFlight"});
    QCOMPARE(desk.life(id), QStringList({"enqueued", "delivered"}));
}

void CommandReceiversTest::straightWayIsOneCommit()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    const auto link = desk.attach(7);
    const auto commits = fixture.writer->commits();

    desk.send("a");

    QCOMPARE(link->commands.size(), std::size_t{1});
    QCOMPARE(fixture.writer->commits(), commits + 1);
}

void CommandReceiversTest::acknowledgedCommandIsCompleted()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.attach(7);
    const CommandId id = desk.send("a");

    desk.acknowledge(7, id);
    desk.detach(7);

    QCOMPARE(desk.queue(), QStringList{"a completed"});
    QCOMPARE(desk.life(id), QStringList({"enqueued", "delivered", "completed"}));
}

void CommandReceiversTest::acknowledgementsMayComeInAnyOrder()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.attach(7);
    const CommandId first = desk.send("a");
    const CommandId second = desk.send("b");

    desk.acknowledge(7, second);
    desk.acknowledge(7, first);

    QCOMPARE(desk.look().counts.completed, std::uint64_t{2});
}

void CommandReceiversTest::foreignAcknowledgementIsPassedOver()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    CommandDesk other(fixture, "dev2");
    desk.attach(7);
    other.attach(8);
    const CommandId id = desk.send("a");

    desk.acknowledge(8, id);
    other.acknowledge(7, id);
    desk.acknowledge(0, id);
    desk.acknowledge(7, id + 1);
    const QStringList before = desk.queue();
    desk.acknowledge(7, id);
    desk.acknowledge(7, id); // a second time

    QCOMPARE(before, QStringList{"a inFlight"});
    QCOMPARE(desk.queue(), QStringList{"a completed"});
}

void CommandReceiversTest::whatCannotBeSentWaitsAgain()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    const auto link = desk.attach(7);
    const CommandId id = desk.send("a");
    const Commands::Handed item{id, link->commands[0]->sequence};

    fixture.commands->pause(7);
    fixture.commands->giveBack(desk.key(), 7, {id, item.sequence + 1}); // another
    fixture.commands->giveBack(desk.key(), 8, item);                    // not its own
    fixture.flush();
    const QStringList before = desk.queue();
    fixture.commands->giveBack(desk.key(), 7, item);
    fixture.flush();

    QCOMPARE(before, QStringList{"a inFlight"});
    QCOMPARE(desk.queue(), QStringList{"a waiting 1"});
    QCOMPARE(desk.life(id), QStringList({"enqueued", "delivered", "abandoned"}));
}

void CommandReceiversTest::acknowledgementOfWhatWasRequeuedSinceIsPassedOver()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    const auto link = desk.attach(7);
    const CommandId id = desk.send("a");
    desk.purgeAll();
    desk.requeue({id}); // to the same session

    desk.acknowledge(7, {id, link->commands[0]->sequence});
    const QStringList meanwhile = desk.queue();
    desk.acknowledge(7, {id, link->commands[1]->sequence});

    QCOMPARE(meanwhile, QStringList{"a inFlight"});
    QCOMPARE(desk.queue(), QStringList{"a completed"});
}

void CommandReceiversTest::wholeQueueMayBeInFlight()
{
    ServicesFixture fixture(ServicesFixture::Durability::None);
    CommandDesk desk(fixture);
    const auto link = desk.attach(7);

    for (int i = 0; i < 50; ++i) {
        desk.send(std::to_string(i));
    }
    const auto refused = desk.trySend(newCommand("more"));

    QCOMPARE(link->commands.size(), std::size_t{50});
    QVERIFY(!refused);
    QVERIFY(refused.error().code == Errc::QueueFull);
}

void CommandReceiversTest::detachTakesBackWhatIsInFlight()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.attach(7);
    const CommandId id = desk.send("a");
    desk.send("b");

    desk.detach(7);
    const QStringList between = desk.queue();
    const auto link = desk.attach(8);

    QCOMPARE(between, QStringList({"a waiting 1", "b waiting 1"}));
    QCOMPARE(bodies(*link), QStringList({"a", "b"}));
    QCOMPARE(desk.life(id), QStringList({"enqueued", "delivered", "lockLost", "delivered"}));
    QVERIFY(desk.item(id).life[2].connection == "10.0.0.1:5000");
}

void CommandReceiversTest::tenthConnectionIsTheLast()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.send("a");

    for (SessionNumber session = 1; session <= 10; ++session) {
        QCOMPARE(bodies(*desk.attach(session)), QStringList{"a"});
        desk.detach(session);
    }

    QCOMPARE(desk.queue(), QStringList{"a dead deliveryCountExceeded 10"});
    QVERIFY(desk.attach(11)->commands.empty());
}

void CommandReceiversTest::newerSessionReceivesAndGetsTheRest()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    const auto older = desk.attach(1);
    desk.send("a");

    const auto newer = desk.attach(2); // takes over before the older one has ended
    desk.send("b");
    const QStringList meanwhile = bodies(*newer);
    desk.detach(1);

    QCOMPARE(bodies(*older), QStringList{"a"});
    QCOMPARE(meanwhile, QStringList{"b"});
    QCOMPARE(bodies(*newer), QStringList({"b", "a"}));
    QCOMPARE(desk.queue(), QStringList({"a inFlight 1", "b inFlight"}));
    QCOMPARE(newer->commands[1]->lock->session, std::uint64_t{2});
}

void CommandReceiversTest::olderSessionReceivesAgainWhenTheNewerEnds()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    const auto older = desk.attach(1);
    const auto newer = desk.attach(2);

    desk.send("a");
    desk.detach(2);

    QCOMPARE(bodies(*newer), QStringList{"a"});
    QCOMPARE(bodies(*older), QStringList{"a"});
    QCOMPARE(desk.queue(), QStringList{"a inFlight 1"});
}

void CommandReceiversTest::sessionThatEndsBeforeItBeginsHoldsNothing()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.send("a");
    const auto link = std::make_shared<FakeLink>();

    fixture.commands->attach(desk.receiver(1, link));
    fixture.commands->detach(desk.key(), 1);
    fixture.flush();
    desk.send("b");

    // The first job may have run before the second was there: then the item came back counted.
    const QueueView view = desk.look();
    QCOMPARE(view.counts.waiting, std::uint64_t{2});
    QCOMPARE(view.commands[0].deliveryCount, static_cast<unsigned>(link->commands.size()));
    QCOMPARE(bodies(*desk.attach(2)), QStringList({"a", "b"}));
}

void CommandReceiversTest::secondSubscriptionOfASessionCounts()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.send("a");
    const auto link = std::make_shared<FakeLink>();

    fixture.commands->attach(desk.receiver(1, link));
    fixture.commands->pause(1);
    fixture.commands->attach(desk.receiver(1, link)); // subscribed again
    fixture.flush();
    desk.send("b");

    QVERIFY(bodies(*link).contains("a"));
    QCOMPARE(bodies(*link).last(), QString("b"));
    QCOMPARE(desk.look().counts.inFlight, std::uint64_t{2});
}

void CommandReceiversTest::pausedSessionIsHandedNothingUntilItAttachesAgain()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    const auto link = desk.attach(1);
    desk.send("a");

    fixture.commands->pause(1);
    desk.send("b");
    const QStringList meanwhile = desk.queue();
    fixture.commands->attach(desk.receiver(1, link));
    fixture.flush();

    QCOMPARE(meanwhile, QStringList({"a inFlight", "b waiting"})); // what it has it keeps
    QCOMPARE(bodies(*link), QStringList({"a", "b"}));
}

void CommandReceiversTest::connectionKeepsItsItemBeyondItsTime()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.attach(1);
    const CommandId id = desk.send("a", CommandAck::None, fixture.clock.wall() + 1min);

    fixture.clock.advance(1h);
    desk.sweep();
    const QStringList before = desk.queue();
    desk.detach(1);

    QCOMPARE(before, QStringList{"a inFlight"});
    QCOMPARE(desk.queue(), QStringList{"a dead expired 1"});
    QCOMPARE(desk.life(id), QStringList({"enqueued", "delivered", "lockLost", "dead"}));
}

void CommandReceiversTest::itemAcknowledgedAfterItsTimeIsCompleted()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.attach(1);
    const CommandId id = desk.send("a", CommandAck::None, fixture.clock.wall() + 1min);

    fixture.clock.advance(1h);
    desk.sweep();
    desk.acknowledge(1, id);

    QCOMPARE(desk.queue(), QStringList{"a completed"});
}

void CommandReceiversTest::abandonedItemGoesToTheLinkAtOnce()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.send("a");
    const std::string token = desk.receive()->lock->token;
    const auto link = desk.attach(1);

    QVERIFY(desk.settle(token, Settlement::Abandon));

    QCOMPARE(bodies(*link), QStringList{"a"});
    QCOMPARE(link->commands[0]->deliveryCount, 1U);
}

void CommandReceiversTest::lapsedItemGoesToTheLinkAtOnce()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.send("a");
    (void)desk.receive();
    const auto link = desk.attach(1);

    fixture.clock.advance(60s);
    desk.sweep();

    QCOMPARE(bodies(*link), QStringList{"a"});
    QCOMPARE(desk.queue(), QStringList{"a inFlight 1"});
}

void CommandReceiversTest::requeuedItemsGoToTheLink()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    const CommandId first = desk.send("a");
    const CommandId second = desk.send("b");
    desk.purgeAll();
    const auto link = desk.attach(1);

    desk.requeue({second, first});

    QCOMPARE(bodies(*link), QStringList({"a", "b"}));
    QCOMPARE(desk.queue(), QStringList({"a inFlight", "b inFlight"}));
}

void CommandReceiversTest::heldQueueGivesTheLinkNothing()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    const auto first = desk.attach(1);
    const CommandId before = desk.send("a");
    const CommandId other = desk.send("b");

    desk.hold();
    desk.send("c");
    desk.acknowledge(1, before);
    desk.detach(1);
    const auto second = desk.attach(2);

    QCOMPARE(bodies(*first), QStringList({"a", "b"}));
    QVERIFY(second->commands.empty());
    QCOMPARE(desk.queue(), QStringList({"b waiting 1", "c waiting", "a completed"}));
    QVERIFY(other != before);
}

void CommandReceiversTest::resumeGivesTheLinkWhatWaits()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    const auto link = desk.attach(1);
    desk.hold();
    desk.send("a");
    desk.send("b");

    desk.resume();

    QCOMPARE(bodies(*link), QStringList({"a", "b"}));
}

void CommandReceiversTest::restartTakesBackWhatConnectionsHeld()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    CommandDesk other(fixture, "dev2");
    desk.attach(1);
    other.attach(2);
    const CommandId id = desk.send("a");
    other.send("b");
    other.acknowledge(2, other.send("c"));

    fixture.restart();

    QCOMPARE(desk.queue(), QStringList{"a waiting 1"});
    QCOMPARE(other.queue(), QStringList({"b waiting 1", "c completed"}));
    QCOMPARE(desk.life(id), QStringList({"enqueued", "delivered", "lockLost"}));
    QVERIFY(desk.item(id).life.back().detail.find("restart") != std::string::npos);
}

void CommandReceiversTest::restartKeepsTokens()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.send("a");
    desk.send("b");
    const std::string first = desk.receive()->lock->token;
    const std::string second = desk.receive()->lock->token;

    fixture.clock.advance(30s);
    fixture.restart();
    const auto settled = desk.settle(first, Settlement::Complete);
    fixture.clock.advance(30s);
    const auto lapsed = desk.settle(second, Settlement::Complete);

    QVERIFY(settled);
    QVERIFY(!lapsed);
    desk.sweep();
    QCOMPARE(desk.queue(), QStringList({"b waiting 1", "a completed"}));
}

void CommandReceiversTest::attachThatIsNotStoredClosesTheLink()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.send("a");

    fixture.faults.diskFull = true;
    const auto link = desk.attach(1);
    fixture.faults.diskFull = false;
    desk.send("b");

    QVERIFY(link->reason.has_value());
    QVERIFY(link->commands.empty()); // it is not attached either
    QCOMPARE(desk.queue(), QStringList({"a waiting", "b waiting"}));
}
