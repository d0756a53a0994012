#include "tests/services/tst_writer.h"

#include "tests/support/services_fixture.h"

#include <QTest>

#include <thread>

using namespace hub;
using namespace hub::test;

namespace {

/// Runs a job and gives what its `done` was told.
Result<void> runJob(ServicesFixture& fixture, std::function<Result<void>(Storage&)> work)
{
    std::atomic<bool> finished{false};
    Result<void> result = success();
    fixture.writer->post({std::move(work), [&](const Result<void>& done) {
                              result = done;
                              finished = true;
                          }});
    if (!fixture.runUntil([&finished] { return finished.load(); })) {
        qFatal("a job does not end");
    }
    return result;
}

Result<void> setting(Storage& storage, const char* name)
{
    return storage.settings().set(name, "set");
}

bool isSet(ServicesFixture& fixture, const char* name)
{
    auto work = [name](Storage& storage) { return storage.settings().get(name); };
    return fixture.await(fixture.workers->read(work)).value().has_value();
}

} // namespace

void WriterTest::acknowledgesInOrderAfterTheCommit()
{
    ServicesFixture fixture;
    for (std::uint16_t id = 1; id <= 100; ++id) {
        const Ack ack{0, 0, id, 1};
        fixture.append(1, "x", &ack);
    }

    QVERIFY(fixture.runUntil([&] { return fixture.acked.size() == 100; }));

    for (std::uint16_t id = 1; id <= 100; ++id) {
        QCOMPARE(fixture.acked[id - 1U].packetId, id);
    }
    QCOMPARE(fixture.writer->messages(), std::uint64_t{100});
}

void WriterTest::nothingIsAcknowledgedWhileTheDiskIsFull()
{
    ServicesFixture fixture;
    fixture.faults.diskFull = true;
    const Ack ack{0, 0, 1, 1};
    fixture.append(1, "kept", &ack);
    QVERIFY(fixture.runUntil([&] { return fixture.faults.appends >= 2; })); // it keeps trying

    QVERIFY(fixture.acked.empty());
    QVERIFY(fixture.writer->isDiskFull());
    fixture.faults.diskFull = false;

    QVERIFY(fixture.runUntil([&] { return fixture.acked.size() == 1; }));
    QVERIFY(!fixture.writer->isDiskFull());
    QVERIFY(!fixture.failure.has_value());
    QCOMPARE(fixture.commitCount.load(), std::size_t{1});
}

void WriterTest::nothingIsEverAcknowledgedAfterAFailedSync()
{
    ServicesFixture fixture;
    fixture.faults.broken = true;
    const Ack ack{0, 0, 1, 1};
    fixture.append(1, "lost", &ack);
    QVERIFY(fixture.runUntil([&] { return fixture.writer->hasFailed(); }));

    fixture.faults.broken = false; // a later sync would succeed: it must not be trusted
    fixture.append(1, "later", &ack);
    fixture.writer->stop();
    fixture.io.restart();
    fixture.io.run();

    QVERIFY(fixture.acked.empty());
    QVERIFY(fixture.failure.has_value());
    QCOMPARE(fixture.faults.appends.load(), 1);
}

void WriterTest::acksWithoutMessagesKeepTheirTurn()
{
    ServicesFixture fixture;
    const Ack first{0, 0, 1, 1};
    fixture.append(1, "message", &first);
    fixture.shard.appendAck({0, 0, 2, 0});
    const Ack third{0, 0, 3, 1};
    fixture.append(1, "message", &third);
    QVERIFY(fixture.runUntil([&] { return fixture.acked.size() == 3; }));

    fixture.shard.appendAck({0, 0, 4, 0}); // alone: no commit is needed
    QVERIFY(fixture.runUntil([&] { return fixture.acked.size() == 4; }));

    for (std::uint16_t i = 0; i < 4; ++i) {
        QCOMPARE(fixture.acked[i].packetId, static_cast<std::uint16_t>(i + 1));
    }
}

void WriterTest::shardIsFullUntilItsMessagesAreCommitted()
{
    ServicesFixture fixture;
    fixture.faults.diskFull = true;
    const std::string body(200'000, 'x');

    std::size_t count = 0;
    while (!fixture.shard.isFull() && count < 1'000) {
        fixture.append(1, body);
        ++count;
    }
    QVERIFY(count * body.size() <= limits::kMaxUncommittedBytes + body.size());
    fixture.faults.diskFull = false;

    QVERIFY(fixture.runUntil([&] { return !fixture.shard.isFull(); }));
}

void WriterTest::manyMessagesShareACommit()
{
    ServicesFixture fixture;
    fixture.faults.diskFull = true;
    fixture.append(1, "first");
    QVERIFY(fixture.runUntil([&] { return fixture.faults.appends >= 1; }));
    for (int i = 0; i < 500; ++i) {
        fixture.append(1, "gathered while the first one waits");
    }
    fixture.faults.diskFull = false;

    QVERIFY(fixture.runUntil([&] { return fixture.commitCount >= 2; })); // told behind the commit

    QCOMPARE(fixture.writer->messages(), std::uint64_t{501});
    QCOMPARE(fixture.commitCount.load(), std::size_t{2});
}

void WriterTest::failedJobLeavesTheOthers()
{
    ServicesFixture fixture;
    fixture.faults.diskFull = true; // all three gather behind one telemetry commit
    fixture.append(1, "x");
    QVERIFY(fixture.runUntil([&] { return fixture.faults.appends >= 1; }));
    std::vector<Errc> errors;
    std::atomic<int> done{0};
    const auto post = [&](std::function<Result<void>(Storage&)> work) {
        fixture.writer->post({std::move(work), [&](const Result<void>& result) {
                                  errors.push_back(result ? Errc::Internal : result.error().code);
                                  ++done;
                              }});
    };
    post([](Storage& storage) { return setting(storage, "a"); });
    post([](Storage& storage) -> Result<void> {
        HUB_TRYV(setting(storage, "b"));
        return fail(Errc::DeviceNotFound);
    });
    post([](Storage& storage) { return setting(storage, "c"); });
    fixture.faults.diskFull = false;

    QVERIFY(fixture.runUntil([&done] { return done == 3; }));

    QCOMPARE(errors[1], Errc::DeviceNotFound);
    QVERIFY(isSet(fixture, "a"));
    QVERIFY(!isSet(fixture, "b"));
    QVERIFY(isSet(fixture, "c"));
}

void WriterTest::jobsFailWhileTheDiskIsFullAndWorkAgainAfterwards()
{
    ServicesFixture fixture;
    fixture.faults.diskFull = true;

    const auto refused = runJob(fixture, [](Storage& storage) { return setting(storage, "a"); });
    fixture.faults.diskFull = false;
    const auto done = runJob(fixture, [](Storage& storage) { return setting(storage, "b"); });

    QVERIFY(!refused);
    QCOMPARE(refused.error().code, Errc::DiskFull);
    QVERIFY(done);
    QVERIFY(!isSet(fixture, "a"));
    QVERIFY(isSet(fixture, "b"));
    QVERIFY(!fixture.writer->hasFailed());
}

void WriterTest::jobsFailAfterAFailedSync()
{
    ServicesFixture fixture;
    fixture.faults.broken = true;
    QVERIFY(!runJob(fixture, [](Storage& storage) { return setting(storage, "a"); }));
    fixture.faults.broken = false;

    const auto later = runJob(fixture, [](Storage& storage) { return setting(storage, "b"); });

    QVERIFY(!later);
    QCOMPARE(later.error().code, Errc::StorageFailed);
    QVERIFY(fixture.failure.has_value());
}

void WriterTest::stopCommitsWhatIsThere()
{
    ServicesFixture fixture;
    for (int i = 0; i < 1'000; ++i) {
        fixture.append(1, "x");
    }
    std::atomic<bool> stored{false};
    fixture.writer->post({[](Storage& storage) { return setting(storage, "a"); },
                          [&stored](const Result<void>& done) { stored = bool(done); }});

    fixture.writer->stop();

    QCOMPARE(fixture.writer->messages(), std::uint64_t{1'000});
    QVERIFY(stored);
}

void WriterTest::jobsAfterStopAreRefused()
{
    ServicesFixture fixture;
    fixture.writer->stop();

    const auto refused = runJob(fixture, [](Storage& storage) { return setting(storage, "a"); });

    QVERIFY(!refused);
    QCOMPARE(refused.error().code, Errc::Unavailable);
}
