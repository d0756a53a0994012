#include "tests/services/tst_commands.h"

#include "tests/support/command_desk.h"

#include "domain/limits.h"

#include <QTest>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

CommandId idOf(const QueueView& view, const std::string& body)
{
    for (const Command& command : view.commands) {
        if (command.body == body) {
            return command.id;
        }
    }
    qFatal("no %s in the queue", body.c_str());
}

QStringList eventTexts(const ServicesFixture& fixture)
{
    QStringList texts;
    for (const EventPointer& event : fixture.events.readAfter(0, 1'000).events) {
        if (event->type == "command" || event->type == "queue") {
            texts << QString::fromStdString(event->deviceId + " " + event->data);
        }
    }
    return texts;
}

} // namespace

void CommandsTest::enqueuedCommandWaitsWhole()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    const WallTime now = fixture.clock.wall();

    const CommandId id = desk.send("reboot", CommandAck::Full, now + 10min);

    const Command command = desk.item(id).command;
    QVERIFY(command.state == CommandState::Waiting);
    QVERIFY(command.ack == CommandAck::Full);
    QCOMPARE(command.device, desk.key());
    QCOMPARE(command.sequence, std::uint64_t{1});
    QVERIFY(command.enqueued == now);
    QVERIFY(command.expires == now + 10min);
    QVERIFY(command.body == "reboot");
    QVERIFY(systemValue(command.properties, SystemProperty::MessageId) == "id-reboot");
}

void CommandsTest::commandWithoutMessageIdGetsOne()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);

    const CommandId id = desk.trySend({{}, "body", CommandAck::None, std::nullopt}).value();

    const auto command = desk.item(id).command;
    QCOMPARE(systemValue(command.properties, SystemProperty::MessageId)->size(), std::size_t{36});
}

void CommandsTest::disabledDeviceMayBeSentTo()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    IdentityUpdate update;
    update.enabled = false;
    QVERIFY(fixture.await(fixture.registry->put(desk.id(), update, EtagCondition::any())));

    QVERIFY(desk.trySend(newCommand("a")));
}

void CommandsTest::unknownDeviceIsRefused()
{
    ServicesFixture fixture;
    const IdentityId nobody{"nobody", {}};
    Commands& commands = *fixture.commands;
    const CommandActor by = CommandDesk::admin();
    CommandQuery query;
    query.id = nobody;
    const auto isUnknown = [](const auto& result) {
        return !result && result.error().code == Errc::DeviceNotFound;
    };

    QVERIFY(isUnknown(fixture.await(commands.enqueue(nobody, newCommand("a"), by))));
    QVERIFY(isUnknown(fixture.await(commands.purgeAll(nobody, by))));
    QVERIFY(isUnknown(fixture.await(commands.look(query))));
    QVERIFY(isUnknown(fixture.await(commands.remove(nobody, {1}, by))));
    QVERIFY(isUnknown(fixture.await(commands.requeue(nobody, {1}, by))));
    QVERIFY(isUnknown(fixture.await(commands.countMatching(nobody, {}))));
    QVERIFY(isUnknown(fixture.await(commands.hold(nobody, "x", by))));
    QVERIFY(isUnknown(fixture.await(commands.resume(nobody, by))));
}

void CommandsTest::sizeCountsBodyAndProperties()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    NewCommand command = newCommand("x"); // "id-x", "kind" and "x" are 9 bytes
    command.body.assign(65'536 - 9, 'b');

    const auto whole = desk.trySend(command);
    command.body += 'b';
    const auto tooLarge = desk.trySend(command);

    QVERIFY(whole);
    QVERIFY(!tooLarge);
    QVERIFY(tooLarge.error().code == Errc::MessageTooLarge);
}

void CommandsTest::impossibleExpiryIsRefused()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    const WallTime now = fixture.clock.wall();

    for (const WallTime expires : {now, now - 1s, now + 48h + 1s}) {
        const auto refused = desk.trySend(newCommand("a", CommandAck::None, expires));
        QVERIFY(!refused);
        QVERIFY(refused.error().code == Errc::InvalidExpiry);
    }
    QVERIFY(desk.trySend(newCommand("a", CommandAck::None, now + 48h)));
}

void CommandsTest::queueTakesFiftyThatWaitOrAreInFlight()
{
    ServicesFixture fixture(ServicesFixture::Durability::None);
    CommandDesk desk(fixture);
    for (int i = 0; i < 50; ++i) {
        desk.send(std::to_string(i));
    }
    const auto locked = desk.receive();

    const auto refused = desk.trySend(newCommand("more"));

    QVERIFY(!refused);
    QVERIFY(refused.error().code == Errc::QueueFull);
    QVERIFY(desk.settle(locked->lock->token, Settlement::Complete));
    QVERIFY(desk.trySend(newCommand("more")));
}

void CommandsTest::expiredOnesMakeRoom()
{
    ServicesFixture fixture(ServicesFixture::Durability::None);
    CommandDesk desk(fixture);
    for (int i = 0; i < 50; ++i) {
        desk.send(std::to_string(i), CommandAck::None, fixture.clock.wall() + 1min);
    }
    desk.sweep();
    QVERIFY(!desk.trySend(newCommand("more")));

    fixture.clock.advance(1min); // nobody has swept since

    QVERIFY(desk.trySend(newCommand("more")));
    QCOMPARE(desk.look().counts.waiting, std::uint64_t{1});
    QCOMPARE(desk.look().counts.dead, std::uint64_t{50});
}

void CommandsTest::askedCommandIsLockedForAMinute()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    const CommandId id = desk.send("a");

    const auto given = desk.receive();

    QVERIFY(given.has_value());
    QCOMPARE(given->id, id);
    QVERIFY(given->state == CommandState::InFlight);
    QCOMPARE(given->lock->token.size(), std::size_t{36});
    QVERIFY(given->lock->until == fixture.clock.wall() + 60s);
    QVERIFY(given->body == "a");
    QCOMPARE(given->deliveryCount, 0U);
}

void CommandsTest::lockedCommandIsGivenOnlyOnce()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.send("a");
    desk.send("b");

    const auto first = desk.receive();
    const auto second = desk.receive();
    const auto third = desk.receive();
    const auto link = desk.attach(1); // what HTTP holds, MQTT does not see

    QVERIFY(first->body == "a");
    QVERIFY(second->body == "b");
    QVERIFY(!third);
    QVERIFY(link->commands.empty());
}

void CommandsTest::emptyQueueCostsNoCommit()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.send("a");
    desk.sweep();
    const auto locked = desk.receive();
    fixture.flush();
    const auto commits = fixture.writer->commits();

    QVERIFY(!desk.receive());
    QVERIFY(!desk.receive());

    QCOMPARE(fixture.writer->commits(), commits);
}

void CommandsTest::tokenSettlesOnce_data()
{
    QTest::addColumn<int>("settlement");
    QTest::addColumn<QString>("row");

    QTest::newRow("complete") << int(Settlement::Complete) << "a completed";
    QTest::newRow("reject") << int(Settlement::Reject) << "a dead rejected";
    QTest::newRow("abandon") << int(Settlement::Abandon) << "a waiting 1";
}

void CommandsTest::tokenSettlesOnce()
{
    QFETCH(const int, settlement);
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.send("a");
    const std::string token = desk.receive()->lock->token;

    const auto first = desk.settle(token, static_cast<Settlement>(settlement));
    const auto second = desk.settle(token, static_cast<Settlement>(settlement));
    const auto unknown = desk.settle("not-a-token", static_cast<Settlement>(settlement));
    const auto empty = desk.settle("", static_cast<Settlement>(settlement));

    QVERIFY(first);
    for (const auto* refused : {&second, &unknown, &empty}) {
        QVERIFY(!*refused);
        QVERIFY(refused->error().code == Errc::LockLost);
    }
    QTEST(desk.queue().join(";"), "row");
}

void CommandsTest::tokenOfAnotherDeviceIsLost()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    CommandDesk other(fixture, "dev2");
    desk.send("a");
    const std::string token = desk.receive()->lock->token;

    const auto refused = other.settle(token, Settlement::Complete);

    QVERIFY(!refused);
    QVERIFY(refused.error().code == Errc::LockLost);
    QCOMPARE(desk.queue(), QStringList{"a inFlight"});
}

void CommandsTest::lapsedLockIsLostBeforeTheSweep()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.send("a");
    const std::string token = desk.receive()->lock->token;

    fixture.clock.advance(60s);

    QVERIFY(desk.settle(token, Settlement::Complete).error().code == Errc::LockLost);
    QCOMPARE(desk.receive()->deliveryCount, 1U); // given out again, with another token
}

void CommandsTest::lapsedLockComesBackAndIsCounted()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.send("a");
    (void)desk.receive();
    fixture.clock.advance(60s - 1us);
    desk.sweep();
    const QStringList before = desk.queue();

    fixture.clock.advance(1us);
    desk.sweep();

    QCOMPARE(before, QStringList{"a inFlight"});
    QCOMPARE(desk.queue(), QStringList{"a waiting 1"});
}

void CommandsTest::tenthReturnIsTheLast()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    const CommandId id = desk.send("a");

    for (int i = 0; i < 10; ++i) {
        QVERIFY(desk.settle(desk.receive()->lock->token, Settlement::Abandon));
    }

    QVERIFY(!desk.receive());
    QCOMPARE(desk.queue(), QStringList{"a dead deliveryCountExceeded 10"});
    QCOMPARE(desk.life(id).mid(19), QStringList({"delivered", "abandoned", "dead"}));
}

void CommandsTest::expiredCommandIsNeverGivenOut()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.send("a", CommandAck::None, fixture.clock.wall() + 1min);
    desk.send("b");
    desk.sweep();

    fixture.clock.advance(1min);

    QVERIFY(desk.receive()->body == "b");
    QCOMPARE(desk.queue(), QStringList({"b inFlight", "a dead expired"}));
}

void CommandsTest::sweepExpiresAndForgets()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.send("a", CommandAck::None, fixture.clock.wall() + 1min);
    fixture.clock.advance(1min);
    desk.sweep();
    const QStringList expired = desk.queue();

    fixture.clock.advance(limits::kCommandsKept - 1us);
    desk.sweep();
    const QStringList kept = desk.queue();
    fixture.clock.advance(1us);
    desk.sweep();

    QCOMPARE(expired, QStringList{"a dead expired"});
    QCOMPARE(kept, expired);
    QVERIFY(desk.queue().isEmpty());
    QCOMPARE(desk.look().counts.dead, std::uint64_t{0});
}

void CommandsTest::sweepPostsNothingWhenNothingIsDue()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.send("a");
    desk.sweep(); // the first one learns when something is due
    const auto commits = fixture.writer->commits();

    for (int i = 0; i < 100; ++i) {
        fixture.clock.advance(10s);
        fixture.commands->sweep();
    }
    fixture.flush();

    QCOMPARE(fixture.writer->commits(), commits + 1); // the flush itself
}

void CommandsTest::clockSetBackRevivesNothing()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.send("a", CommandAck::None, fixture.clock.wall() + 1min);
    const WallTime before = fixture.clock.wall();
    fixture.clock.advance(2min);
    desk.sweep();

    fixture.clock.setWall(before);
    const CommandId later = desk.send("b");

    QCOMPARE(desk.queue(), QStringList({"b waiting", "a dead expired"}));
    QVERIFY(desk.item(later).command.enqueued == before + 2min);
}

void CommandsTest::heldQueueTakesButGivesNothing()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.hold();
    desk.send("a");
    const auto commits = fixture.writer->commits();

    QVERIFY(!desk.receive());
    QCOMPARE(fixture.writer->commits(), commits);
    const QueueView held = desk.look();
    desk.resume();

    QVERIFY(held.hold->reason == "repair");
    QVERIFY(held.hold->by == "iothubowner");
    QVERIFY(held.hold->since == fixture.clock.wall());
    QVERIFY(!desk.look().hold);
    QVERIFY(desk.receive()->body == "a");
}

void CommandsTest::holdOutlivesARestart()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.hold();
    desk.send("a");

    fixture.restart();

    QVERIFY(desk.look().hold.has_value());
    QVERIFY(desk.attach(1)->commands.empty());
    QCOMPARE(desk.queue(), QStringList{"a waiting"});
}

void CommandsTest::purgeTakesWhatMatches_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<int>("count");

    QTest::newRow("everything") << "" << 4;
    QTest::newRow("part of the body") << "contains=lan" << 2;
    QTest::newRow("part of the message id") << "contains=id-p" << 2;
    QTest::newRow("other case") << "contains=PLAN" << 0;
    QTest::newRow("has the property") << "name=kind" << 4;
    QTest::newRow("has another property") << "name=Kind" << 0;
    QTest::newRow("value of the property") << "name=kind value=p" << 2;
    QTest::newRow("part of the value") << "name=kind value=" << 0;
    QTest::newRow("before a time") << "before" << 2;
    QTest::newRow("all conditions") << "before contains=plane" << 1;
}

void CommandsTest::purgeTakesWhatMatches()
{
    QFETCH(const QString, what);
    QFETCH(const int, count);
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    PurgeFilter filter;
    for (const char* body : {"plane", "boat"}) {
        desk.send(body);
    }
    fixture.clock.advance(1s);
    for (const QString& part : what.split(' ')) {
        const std::string value = part.section('=', 1).toStdString();
        if (part == "before") {
            filter.enqueuedBefore = fixture.clock.wall();
        } else if (part.startsWith("contains=")) {
            filter.contains = value;
        } else if (part.startsWith("name=")) {
            filter.propertyName = value;
        } else if (part.startsWith("value=")) {
            filter.propertyValue = value;
        }
    }
    for (const char* body : {"plan", "coat"}) {
        desk.send(body);
    }

    const auto counted = fixture.await(fixture.commands->countMatching(desk.id(), filter));
    const auto purged =
        fixture.await(fixture.commands->purge(desk.id(), filter, CommandDesk::admin()));

    QCOMPARE(int(counted.value()), count);
    QCOMPARE(int(purged.value()), count);
    QCOMPARE(int(desk.look().counts.dead), count);
    QCOMPARE(int(desk.look().counts.waiting), 4 - count);
}

void CommandsTest::purgeSparesWhatIsInFlightUnlessAsked()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.send("a");
    desk.send("b");
    const std::string token = desk.receive()->lock->token;

    const auto some = fixture.await(fixture.commands->purge(desk.id(), {}, CommandDesk::admin()));
    const QStringList between = desk.queue();
    const std::uint64_t rest = desk.purgeAll();

    QCOMPARE(some.value(), std::uint64_t{1});
    QCOMPARE(between, QStringList({"a inFlight", "b dead purged"}));
    QCOMPARE(rest, std::uint64_t{1});
    QVERIFY(desk.settle(token, Settlement::Complete).error().code == Errc::LockLost);
}

void CommandsTest::removePurgesOrForgets()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    CommandDesk other(fixture, "dev2");
    const CommandId waits = desk.send("a");
    const CommandId dead = desk.send("b");
    const CommandId stays = desk.send("c");
    const CommandId foreign = other.send("d");
    PurgeFilter filter;
    filter.contains = "b";
    (void)fixture.await(fixture.commands->purge(desk.id(), filter, CommandDesk::admin()));

    const auto removed = fixture.await(fixture.commands->remove(
        desk.id(), {waits, dead, dead, foreign, 4711}, CommandDesk::admin()));

    QCOMPARE(removed.value(), std::uint64_t{2});
    QCOMPARE(desk.queue(), QStringList({"c waiting", "a dead purged"}));
    QCOMPARE(other.queue(), QStringList{"d waiting"});
    QVERIFY(!fixture.await(fixture.commands->item(desk.id(), dead)));
    QCOMPARE(desk.item(stays).life.size(), std::size_t{1});
}

void CommandsTest::requeuedOnesWaitAtTheEnd()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    const CommandId first = desk.send("a");
    const CommandId second = desk.send("b");
    desk.purgeAll();
    const CommandId waits = desk.send("c");
    fixture.clock.advance(5min);

    const std::uint64_t count = desk.requeue({second, first, waits, 4711, first});

    QCOMPARE(count, std::uint64_t{2});
    QCOMPARE(desk.queue(), QStringList({"c waiting", "a waiting", "b waiting"}));
    const Command command = desk.item(first).command;
    QVERIFY(command.enqueued == fixture.clock.wall());
    QVERIFY(command.expires == fixture.clock.wall() + 1h);
    QCOMPARE(desk.life(first), QStringList({"enqueued", "purged", "requeued"}));
}

void CommandsTest::requeueOfTooManyChangesNothing()
{
    ServicesFixture fixture(ServicesFixture::Durability::None);
    CommandDesk desk(fixture);
    std::vector<CommandId> dead;
    for (int i = 0; i < 2; ++i) {
        dead.push_back(desk.send("dead"));
    }
    desk.purgeAll();
    for (int i = 0; i < 49; ++i) {
        desk.send("waits");
    }

    const auto refused =
        fixture.await(fixture.commands->requeue(desk.id(), dead, CommandDesk::admin()));

    QVERIFY(!refused);
    QVERIFY(refused.error().code == Errc::QueueFull);
    QCOMPARE(desk.look().counts.dead, std::uint64_t{2});
    QCOMPARE(desk.requeue({dead.front()}), std::uint64_t{1});
}

void CommandsTest::editedCommandWaitsWithNewContents()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    const CommandId id = desk.send("a");
    desk.purgeAll();

    const auto edited = fixture.await(fixture.commands->requeueEdited(
        desk.id(), id, newCommand("z", CommandAck::Positive, fixture.clock.wall() + 3h),
        CommandDesk::admin()));

    QVERIFY(edited);
    const Command command = desk.item(id).command;
    QCOMPARE(CommandDesk::row(command), QString("z waiting"));
    QVERIFY(command.ack == CommandAck::Positive);
    QVERIFY(command.expires == fixture.clock.wall() + 3h);
    QVERIFY(systemValue(command.properties, SystemProperty::MessageId) == "id-z");
    QCOMPARE(desk.life(id), QStringList({"enqueued", "purged", "edited"}));
}

void CommandsTest::onlyDeadOnesAreEdited()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    CommandDesk other(fixture, "dev2");
    const CommandId waits = desk.send("a");
    const CommandId foreign = other.send("b");
    other.purgeAll();
    const auto edit = [&](CommandId id, NewCommand contents) {
        return fixture.await(fixture.commands->requeueEdited(desk.id(), id, std::move(contents),
                                                             CommandDesk::admin()));
    };

    QVERIFY(edit(waits, newCommand("z")).error().code == Errc::CommandNotFound);
    QVERIFY(edit(foreign, newCommand("z")).error().code == Errc::CommandNotFound);
    desk.purgeAll();
    QVERIFY(edit(waits, newCommand("z", CommandAck::None, fixture.clock.wall())).error().code ==
            Errc::InvalidExpiry);
    QVERIFY(edit(waits, newCommand(std::string(70'000, 'z'))).error().code == Errc::MessageTooLarge);
    QCOMPARE(desk.queue(), QStringList{"a dead purged"}); // contents too
}

void CommandsTest::lifeLineTellsAll()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    const CommandId id = desk.send("a");
    QVERIFY(desk.settle(desk.receive()->lock->token, Settlement::Abandon));
    (void)desk.receive();
    fixture.clock.advance(60s);
    desk.sweep();
    desk.attach(1);
    desk.acknowledge(1, id);

    const std::vector<CommandEvent> life = desk.item(id).life;

    QCOMPARE(desk.life(id), QStringList({"enqueued", "delivered", "abandoned", "delivered",
                                         "lockLost", "delivered", "completed"}));
    QVERIFY(life[0].protocol == "service");
    QVERIFY(life[0].connection == "p");
    QVERIFY(life[1].protocol == "https");
    QVERIFY(life[1].connection == "10.0.0.2:6000");
    QVERIFY(life[4].protocol == "hub");
    QVERIFY(!life[4].detail.empty());
    QVERIFY(life[5].protocol == "mqtt");
    QVERIFY(life[6].connection == "10.0.0.1:5000");
    QVERIFY(life[6].time == fixture.clock.wall());
}

void CommandsTest::changesAreAnnounced()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    const CommandId id = desk.send("a");
    QVERIFY(desk.settle(desk.receive()->lock->token, Settlement::Reject));
    desk.hold();
    desk.resume();
    desk.resume(); // is not held any more
    (void)fixture.await(fixture.commands->remove(desk.id(), {id}, CommandDesk::admin()));

    QCOMPARE(eventTexts(fixture),
             QStringList({R"(dev1 {"id":"1","what":"enqueued","state":"waiting"})",
                          R"(dev1 {"id":"1","what":"delivered","state":"inFlight"})",
                          R"(dev1 {"id":"1","what":"rejected","state":"dead"})",
                          R"(dev1 {"what":"held"})", R"(dev1 {"what":"resumed"})",
                          R"(dev1 {"id":"1","what":"removed","state":"gone"})"}));
}

void CommandsTest::deletedIdentityTakesItsQueueWithIt()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    CommandDesk other(fixture, "dev2");
    desk.send("a", CommandAck::Full);
    desk.send("b");
    desk.send("c");
    QVERIFY(desk.settle(desk.receive()->lock->token, Settlement::Complete));
    (void)desk.receive();
    other.send("d");
    fixture.clock.advance(1min);

    QVERIFY(fixture.await(fixture.registry->remove(desk.id(), EtagCondition::any())));

    const QueueList list = fixture.await(fixture.commands->list({})).value();
    QCOMPARE(list.total, std::uint64_t{1});
    QCOMPARE(list.fleet.waiting, std::uint64_t{1});
    QCOMPARE(list.fleet.inFlight + list.fleet.completed + list.fleet.dead, std::uint64_t{0});
    QVERIFY(!fixture.await(fixture.commands->receiveFeedback()).value());
    QVERIFY(!desk.receive());
}

void CommandsTest::newGenerationHasAnEmptyQueue()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.send("a");
    desk.hold();
    QVERIFY(fixture.await(fixture.registry->remove(desk.id(), EtagCondition::any())));

    CommandDesk again(fixture);

    QVERIFY(again.key() != desk.key());
    QVERIFY(again.queue().isEmpty());
    QVERIFY(!again.look().hold);
    QCOMPARE(again.item(again.send("b")).command.sequence, std::uint64_t{1});
}

void CommandsTest::endedOnesOfADeviceAreLimited()
{
    ServicesFixture fixture(ServicesFixture::Durability::None);
    CommandDesk desk(fixture);
    desk.send("dead");
    desk.purgeAll();
    desk.attach(1);
    for (std::size_t i = 0; i < limits::kMaxCommandsKept; ++i) {
        desk.acknowledge(1, desk.send(std::to_string(i)));
    }

    const QueueCounts counts = desk.look().counts;

    QCOMPARE(counts.dead, std::uint64_t{1}); // a person may want it; the oldest completed went
    QCOMPARE(counts.completed, std::uint64_t{limits::kMaxCommandsKept - 1});
    CommandQuery query;
    query.limit = 1'000;
    QVERIFY(idOf(desk.look(query), "1") > 0);
}

void CommandsTest::lookPagesInQueueOrder()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    for (const char* body : {"a", "b", "c", "d", "e"}) {
        desk.send(body);
    }
    QVERIFY(desk.settle(desk.receive()->lock->token, Settlement::Complete));
    QVERIFY(desk.settle(desk.receive()->lock->token, Settlement::Reject));
    (void)desk.receive();
    const QStringList whole = desk.queue();
    const auto pages = [&desk](std::vector<CommandState> states) {
        QStringList rows;
        CommandQuery query;
        query.limit = 1;
        query.states = std::move(states);
        do {
            const QueueView view = desk.look(query);
            for (const Command& command : view.commands) {
                rows << CommandDesk::row(command);
            }
            query.after = view.next;
        } while (query.after);
        return rows;
    };

    QCOMPARE(whole, QStringList({"c inFlight", "d waiting", "e waiting", "b dead rejected",
                                 "a completed"}));
    QCOMPARE(pages({}), whole);
    QCOMPARE(pages({CommandState::Waiting, CommandState::Completed}),
             QStringList({"d waiting", "e waiting", "a completed"}));
    QCOMPARE(pages({CommandState::Dead}), QStringList{"b dead rejected"});
}

void CommandsTest::listShowsTheFleet()
{
    ServicesFixture fixture;
    CommandDesk deep(fixture, "deep");
    CommandDesk old(fixture, "old");
    CommandDesk held(fixture, "held");
    CommandDesk idle(fixture, "idle");
    const WallTime start = fixture.clock.wall();
    old.send("a");
    QVERIFY(old.settle(old.receive()->lock->token, Settlement::Abandon));
    fixture.clock.advance(1s);
    deep.send("b", CommandAck::None, fixture.clock.wall() + 5min);
    deep.send("c");
    held.hold();
    const auto ids = [&fixture](QueueOrder order, bool descending, const std::string& part = {}) {
        QueueListQuery query;
        query.order = order;
        query.descending = descending;
        query.contains = part;
        QStringList names;
        const QueueList list = fixture.await(fixture.commands->list(query)).value();
        for (const QueueSummary& queue : list.queues) {
            names << QString::fromStdString(queue.id.device);
        }
        return names;
    };

    const QueueList list = fixture.await(fixture.commands->list({})).value();

    QCOMPARE(list.total, std::uint64_t{3}); // nothing is in idle's queue
    QCOMPARE(list.fleet.waiting, std::uint64_t{3});
    QVERIFY(list.queues[0].nextExpiry == start + 1s + 5min);
    QVERIFY(list.queues[0].oldestEnqueued == start + 1s);
    QCOMPARE(list.queues[1].mostAttempts, 1U);
    QVERIFY(list.queues[1].lastPoll == start);
    QVERIFY(list.queues[2].held && !list.queues[2].oldestEnqueued && !list.queues[2].nextExpiry);
    QCOMPARE(ids(QueueOrder::Depth, true), QStringList({"deep", "old", "held"}));
    QCOMPARE(ids(QueueOrder::Id, false), QStringList({"deep", "held", "old"}));
    QCOMPARE(ids(QueueOrder::OldestAge, true), QStringList({"old", "deep", "held"}));
    QCOMPARE(ids(QueueOrder::Depth, true, "OL"), QStringList({"old"}));
    QCOMPARE(ids(QueueOrder::Depth, true, "%"), QStringList());
}

void CommandsTest::deadLettersAreOfAllDevices()
{
    ServicesFixture fixture;
    CommandDesk one(fixture, "one");
    CommandDesk two(fixture, "two");
    one.send("a");
    two.send("b");
    one.send("c");
    one.purgeAll();
    two.purgeAll();
    two.send("d");
    const auto page = [&fixture](std::optional<CommandId> after, std::size_t limit) {
        return fixture.await(fixture.commands->deadLetters(after, limit)).value();
    };

    const auto first = page(std::nullopt, 2);
    const auto second = page(first.back().command.id, 2);

    QCOMPARE(first.size(), std::size_t{2});
    QVERIFY(first[0].id == one.id());
    QCOMPARE(CommandDesk::row(first[0].command), QString("c dead purged"));
    QVERIFY(first[1].id == two.id());
    QCOMPARE(second.size(), std::size_t{1});
    QCOMPARE(CommandDesk::row(second[0].command), QString("a dead purged"));
}

void CommandsTest::lastPollIsSeenAtOnceAndStored()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    const WallTime polled = fixture.clock.wall();

    QVERIFY(!desk.look().lastPoll);
    QVERIFY(!desk.receive());
    QVERIFY(desk.look().lastPoll == polled);
    fixture.clock.advance(1min);
    desk.sweep();
    fixture.restart();

    QVERIFY(desk.look().lastPoll == polled);
}

void CommandsTest::failedCommitTellsNobody()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    const auto link = desk.attach(1);
    const std::size_t events = fixture.events.readAfter(0, 1'000).events.size();

    fixture.faults.diskFull = true;
    const auto refused = desk.trySend(newCommand("a"));
    fixture.faults.diskFull = false;

    QVERIFY(!refused);
    QVERIFY(refused.error().code == Errc::DiskFull);
    QVERIFY(link->commands.empty());
    QCOMPARE(fixture.events.readAfter(0, 1'000).events.size(), events);
    QVERIFY(desk.queue().isEmpty());
}
