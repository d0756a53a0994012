#include "tests/services/tst_command_debts.h"

#include "tests/support/command_desk.h"

#include <QTest>

using namespace hub;
using namespace hub::test;

void CommandDebtsTest::detachOnAFullDiskIsMadeGoodLater()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.attach(1);
    const CommandId id = desk.send("a");

    fixture.faults.diskFull = true;
    desk.detach(1);
    const QStringList meanwhile = desk.queue();
    fixture.faults.diskFull = false;
    desk.sweep();

    QCOMPARE(meanwhile, QStringList{"a inFlight"});
    QCOMPARE(desk.queue(), QStringList{"a waiting 1"});
    QVERIFY(desk.item(id).life.back().connection == "10.0.0.1:5000");
}

void CommandDebtsTest::detachThatNeverRanIsMadeGoodLater()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.attach(1);
    desk.send("a");

    fixture.faults.busy = true;
    desk.detach(1);
    desk.sweep(); // in vain
    const QStringList meanwhile = desk.queue();
    fixture.faults.busy = false;
    desk.sweep();

    QCOMPARE(meanwhile, QStringList{"a inFlight"});
    QCOMPARE(desk.queue(), QStringList{"a waiting 1"});
}

void CommandDebtsTest::detachedSessionIsHandedNothingMeanwhile()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    const auto link = desk.attach(1); // lives on, as a connection that closes does for a while

    fixture.faults.busy = true;
    desk.detach(1);
    fixture.faults.busy = false;
    desk.send("a");

    QVERIFY(link->commands.empty());
    QCOMPARE(desk.queue(), QStringList{"a waiting"});
}

void CommandDebtsTest::manyDetachesThatNeverRanAreMadeGood()
{
    ServicesFixture fixture(ServicesFixture::Durability::None);
    std::vector<std::unique_ptr<CommandDesk>> desks;
    for (SessionNumber session = 1; session <= 300; ++session) { // more than one piece
        auto& desk = desks.emplace_back(
            std::make_unique<CommandDesk>(fixture, "dev" + std::to_string(session)));
        desk->attach(session);
        desk->send("a");
    }

    fixture.faults.busy = true;
    for (SessionNumber session = 1; session <= 300; ++session) {
        desks[session - 1]->detach(session);
    }
    fixture.faults.busy = false;
    desks.front()->sweep();
    fixture.flush();

    for (const auto& desk : desks) {
        QCOMPARE(desk->queue(), QStringList{"a waiting 1"});
    }
}

void CommandDebtsTest::pauseNeedsNoStore()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    const auto link = desk.attach(1);

    fixture.faults.busy = true;
    fixture.commands->pause(1);
    fixture.flush();
    fixture.faults.busy = false;
    desk.sweep();
    desk.send("a");

    QVERIFY(link->commands.empty());
    QCOMPARE(desk.queue(), QStringList{"a waiting"});
}

void CommandDebtsTest::acknowledgementOnAFullDiskIsMadeGoodLater()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.attach(1);
    const CommandId id = desk.send("a");

    fixture.faults.diskFull = true;
    desk.acknowledge(1, id);
    fixture.faults.diskFull = false;
    desk.sweep();
    desk.detach(1);

    QCOMPARE(desk.queue(), QStringList{"a completed"});
}

void CommandDebtsTest::acknowledgementOnAFullDiskIsMadeGoodByTheDetach()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.attach(1);
    const CommandId id = desk.send("a");

    fixture.faults.diskFull = true;
    desk.acknowledge(1, id);
    fixture.faults.diskFull = false;
    desk.detach(1); // before any sweep

    QCOMPARE(desk.queue(), QStringList{"a completed"});
}

void CommandDebtsTest::acknowledgementThatNeverRanIsMadeGood()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.attach(1);
    const CommandId first = desk.send("a");
    const CommandId second = desk.send("b");

    fixture.faults.busy = true;
    desk.acknowledge(1, first);
    desk.acknowledge(1, second);
    desk.detach(1);
    fixture.faults.busy = false;
    desk.sweep();

    QCOMPARE(desk.look().counts.completed, std::uint64_t{2});
}

void CommandDebtsTest::giveBackThatNeverRanIsMadeGood()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    const auto link = desk.attach(1);
    const CommandId id = desk.send("a");
    fixture.commands->pause(1);

    fixture.faults.busy = true;
    fixture.commands->giveBack(desk.key(), 1, {id, link->commands[0]->sequence});
    fixture.flush();
    fixture.faults.busy = false;
    desk.sweep();

    QCOMPARE(desk.queue(), QStringList{"a waiting 1"});
}
