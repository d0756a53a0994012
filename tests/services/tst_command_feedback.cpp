#include "tests/services/tst_command_feedback.h"

#include "tests/support/command_desk.h"

#include "domain/limits.h"

#include <QTest>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

std::optional<FeedbackBatch> take(ServicesFixture& fixture)
{
    return fixture.await(fixture.commands->receiveFeedback()).value();
}

Result<void> settle(ServicesFixture& fixture, const FeedbackBatch& batch, bool complete)
{
    return fixture.await(fixture.commands->settleFeedback(batch.lockToken, complete));
}

QStringList texts(const std::optional<FeedbackBatch>& batch)
{
    QStringList result;
    for (const FeedbackRecord& record :
         batch ? batch->records : std::vector<FeedbackRecord>()) {
        result << QString::fromStdString(record.originalMessageId + " " + record.statusCode);
    }
    return result;
}

/// A command of the queue that ends in each way.
void endAll(ServicesFixture& fixture, CommandDesk& desk, CommandAck ack)
{
    fixture.clock.advance(1us);
    desk.send("done", ack);
    QVERIFY(desk.settle(desk.receive()->lock->token, Settlement::Complete));
    desk.send("refused", ack);
    QVERIFY(desk.settle(desk.receive()->lock->token, Settlement::Reject));
    desk.send("purged", ack);
    desk.purgeAll();
    desk.send("tired", ack);
    while (const auto command = desk.receive()) {
        QVERIFY(desk.settle(command->lock->token, Settlement::Abandon));
    }
    desk.send("late", ack, fixture.clock.wall() + 1s);
    fixture.clock.advance(1s);
    desk.sweep();
    fixture.clock.advance(limits::kFeedbackGather);
}

} // namespace

void CommandFeedbackTest::everyEndHasItsStatus()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);

    endAll(fixture, desk, CommandAck::Full);

    QCOMPARE(texts(take(fixture)),
             QStringList({"id-done Success", "id-refused Rejected", "id-purged Purged",
                          "id-tired DeliveryCountExceeded", "id-late Expired"}));
}

void CommandFeedbackTest::onlyWhoAskedIsTold()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);

    endAll(fixture, desk, CommandAck::None);
    const auto none = take(fixture);
    endAll(fixture, desk, CommandAck::Positive);
    const auto positive = take(fixture);
    QVERIFY(settle(fixture, *positive, true));
    endAll(fixture, desk, CommandAck::Negative);
    const auto negative = take(fixture);

    QVERIFY(!none);
    QCOMPARE(texts(positive), QStringList{"id-done Success"});
    QCOMPARE(negative->records.size(), std::size_t{4});
    QVERIFY(!texts(negative).join(' ').contains("Success"));
}

void CommandFeedbackTest::recordNamesCommandAndDevice()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.send("a", CommandAck::Full);
    const WallTime purged = fixture.clock.wall();
    desk.purgeAll();
    fixture.clock.advance(15s);

    const FeedbackRecord record = take(fixture)->records.at(0);

    QVERIFY(record.originalMessageId == "id-a");
    QVERIFY(record.deviceId == "dev1");
    QVERIFY(record.time == purged);
    const auto device = fixture.await(fixture.registry->get(desk.id())).value();
    QVERIFY(record.generationId == device.row.identity.generationId);
}

void CommandFeedbackTest::recordsGatherForFifteenSeconds()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.send("a", CommandAck::Full);
    desk.purgeAll();

    fixture.clock.advance(15s - 1us);
    const auto early = take(fixture);
    fixture.clock.advance(1us);
    const auto ready = take(fixture);

    QVERIFY(!early);
    QCOMPARE(ready->records.size(), std::size_t{1});
}

void CommandFeedbackTest::fullBatchIsReadyAtOnce()
{
    ServicesFixture fixture(ServicesFixture::Durability::None);
    CommandDesk desk(fixture);
    desk.attach(1);
    for (int i = 0; i < 63; ++i) {
        desk.acknowledge(1, desk.send(std::to_string(i), CommandAck::Positive));
    }
    const auto early = take(fixture);
    desk.acknowledge(1, desk.send("63", CommandAck::Positive));
    desk.acknowledge(1, desk.send("64", CommandAck::Positive));

    const auto batch = take(fixture);

    QVERIFY(!early);
    QCOMPARE(batch->records.size(), std::size_t{64});
    QVERIFY(batch->records.back().originalMessageId == "id-63");
}

void CommandFeedbackTest::lockedBatchIsGivenToNobodyElse()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.send("a", CommandAck::Full);
    desk.purgeAll();
    fixture.clock.advance(15s);

    const auto first = take(fixture);
    const auto second = take(fixture);

    QVERIFY(first.has_value());
    QVERIFY(!second);
}

void CommandFeedbackTest::completedBatchIsGone()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.send("a", CommandAck::Full);
    desk.purgeAll();
    fixture.clock.advance(15s);
    const auto batch = take(fixture);

    const auto first = settle(fixture, *batch, true);
    const auto second = settle(fixture, *batch, true);
    const auto empty = settle(fixture, {}, true);

    QVERIFY(first);
    QVERIFY(second.error().code == Errc::LockLost);
    QVERIFY(empty.error().code == Errc::LockLost);
    fixture.clock.advance(2min);
    QVERIFY(!take(fixture));
}

void CommandFeedbackTest::batchGivenBackComesAgain()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.send("a", CommandAck::Full);
    desk.purgeAll();
    fixture.clock.advance(15s);
    const auto first = take(fixture);

    QVERIFY(settle(fixture, *first, false));
    const auto second = take(fixture);

    QCOMPARE(texts(second), texts(first));
    QVERIFY(second->lockToken != first->lockToken);
    QVERIFY(settle(fixture, *first, true).error().code == Errc::LockLost);
}

void CommandFeedbackTest::lapsedBatchComesAgainAndItsTokenIsLost()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.send("a", CommandAck::Full);
    desk.purgeAll();
    fixture.clock.advance(15s);
    const auto first = take(fixture);

    fixture.clock.advance(60s);

    QVERIFY(settle(fixture, *first, true).error().code == Errc::LockLost);
    QCOMPARE(texts(take(fixture)), texts(first));
}

void CommandFeedbackTest::tenthReturnIsTheLast()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.send("a", CommandAck::Full);
    desk.purgeAll();
    fixture.clock.advance(15s);

    for (int i = 0; i < 5; ++i) {
        QVERIFY(settle(fixture, *take(fixture), false));
        QVERIFY(take(fixture).has_value());
        fixture.clock.advance(60s); // its lock lapses
        desk.sweep();
    }

    QVERIFY(!take(fixture));
}

void CommandFeedbackTest::feedbackLivesForAnHour()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.send("a", CommandAck::Full);
    desk.purgeAll();

    fixture.clock.advance(1h);

    QVERIFY(!take(fixture)); // also before a sweep
    desk.sweep();
    QVERIFY(!take(fixture));
}

void CommandFeedbackTest::feedbackOutlivesARestart()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.send("a", CommandAck::Full);
    desk.purgeAll();
    fixture.clock.advance(15s);

    fixture.restart();

    QCOMPARE(texts(take(fixture)), QStringList{"id-a Purged"});
}

void CommandFeedbackTest::nothingToTakeCostsNoCommit()
{
    ServicesFixture fixture;
    CommandDesk desk(fixture);
    desk.send("a", CommandAck::Full);
    desk.purgeAll();
    desk.sweep();
    const auto commits = fixture.writer->commits();

    QVERIFY(!take(fixture));
    QVERIFY(!take(fixture));

    QCOMPARE(fixture.writer->commits(), commits);
}
