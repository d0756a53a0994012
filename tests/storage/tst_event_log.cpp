#include "tests/storage/tst_event_log.h"

#include "tests/storage/store_fixture.h"

#include "base/private_file.h"

#include <sqlite3.h>

#include <QTest>

using namespace hub;
using namespace hub::test;

namespace {

void put(StoreFixture& fixture, const std::vector<std::pair<DeviceKey, std::string>>& messages)
{
    EventBatch batch;
    for (const auto& [device, body] : messages) {
        TelemetryMessage message;
        message.device = device;
        message.enqueued = fixture.clock.wall();
        message.partition = static_cast<std::uint8_t>(device % 4);
        message.body = body;
        batch.append(message);
    }
    EventBatch* const batches[] = {&batch};
    if (auto done = fixture.storage->events().append(batches); !done) {
        qFatal("append: %s", done.error().detail.c_str());
    }
}

EventQuery all(DeviceKey device)
{
    EventQuery query;
    query.devices = {device};
    query.limit = 1000;
    return query;
}

QStringList bodies(const EventPage& page)
{
    QStringList result;
    for (const StoredMessage& message : page.messages) {
        result << QString::fromStdString(message.body);
    }
    return result;
}

EventPage read(Storage& storage, const EventQuery& query)
{
    auto page = storage.events().read(query);
    if (!page) {
        qFatal("read: %s", page.error().detail.c_str());
    }
    return std::move(page.value());
}

/// All bytes of the telemetry folder, write-ahead logs included.
Bytes diskBytes(const StoreFixture& fixture)
{
    Bytes bytes;
    for (const auto& file : std::filesystem::directory_iterator(fixture.folder / "telemetry")) {
        bytes += readSmallFile(file.path(), 64 << 20).value();
    }
    return bytes;
}

bool eraseWhole(Storage& storage, DeviceKey device)
{
    EraseStep step;
    for (int i = 0; i < 1000 && !step.finished; ++i) {
        step = storage.events().erase(device, step).value();
    }
    return step.finished;
}

} // namespace

void EventLogTest::sequencesRunOnOverBatchesAndRestarts()
{
    StoreFixture fixture;
    put(fixture, {{1, "a"}, {2, "b"}});
    put(fixture, {{1, "c"}});

    fixture.reopen();
    put(fixture, {{1, "d"}});

    const EventPage page = read(*fixture.storage, all(1));
    QCOMPARE(page.messages.size(), std::size_t{3});
    QCOMPARE(page.messages[0].sequence, Sequence{1});
    QCOMPARE(page.messages[1].sequence, Sequence{3});
    QCOMPARE(page.messages[2].sequence, Sequence{4});
}

void EventLogTest::readsOneDeviceOldestFirst()
{
    StoreFixture fixture;
    put(fixture, {{1, "a"}, {65, "other device, same filter bit"}, {1, "b"}});
    put(fixture, {{3, "other"}});
    put(fixture, {{1, "c"}});

    const EventPage page = read(*fixture.storage, all(1));

    QCOMPARE(bodies(page), QStringList({"a", "b", "c"}));
    QVERIFY(!page.next.has_value());
}

void EventLogTest::pagesJoinWithoutGapOrRepeat()
{
    StoreFixture fixture;
    QStringList expected;
    for (int i = 0; i < 50; ++i) {
        const QString body = QString::number(i);
        expected << body;
        put(fixture, {{1, body.toStdString()}, {2, "noise"}});
    }

    for (const std::size_t limit : {1U, 7U, 49U, 50U, 51U}) {
        QStringList got;
        EventQuery query = all(1);
        query.limit = limit;
        for (;;) {
            const EventPage page = read(*fixture.storage, query);
            got << bodies(page);
            if (!page.next) {
                break;
            }
            query.after = *page.next;
        }
        QCOMPARE(got, expected);
    }
}

void EventLogTest::rangeIsFromInclusiveToExclusive()
{
    StoreFixture fixture;
    const WallTime start = fixture.clock.wall();
    for (const char* const body : {"0", "1", "2", "3"}) {
        put(fixture, {{1, body}});
        fixture.clock.advance(std::chrono::seconds(1));
    }
    EventQuery query = all(1);
    query.from = start + std::chrono::seconds(1);
    query.to = start + std::chrono::seconds(3);

    QCOMPARE(bodies(read(*fixture.storage, query)), QStringList({"1", "2"}));
}

void EventLogTest::totalCountsWhatMatches()
{
    StoreFixture fixture;
    put(fixture, {{1, "a"}, {2, "x"}, {1, "b"}, {1, "c"}});
    EventQuery query = all(1);
    query.limit = 2;
    query.countAll = true;

    const EventPage page = read(*fixture.storage, query);

    QCOMPARE(bodies(page), QStringList({"a", "b"}));
    QCOMPARE(page.total.value_or(0), std::uint64_t{3});
    QVERIFY(page.next.has_value());
}

void EventLogTest::eachDayHasItsFile()
{
    StoreFixture fixture; // 2023-11-14
    put(fixture, {{1, "today"}});

    fixture.clock.advance(std::chrono::hours(24));
    put(fixture, {{1, "tomorrow"}});

    QVERIFY(std::filesystem::exists(fixture.folder / "telemetry/2023-11-14.db"));
    QVERIFY(std::filesystem::exists(fixture.folder / "telemetry/2023-11-15.db"));
    QCOMPARE(bodies(read(*fixture.storage, all(1))), QStringList({"today", "tomorrow"}));
}

void EventLogTest::clockSetBackKeepsTheOrder()
{
    StoreFixture fixture;
    put(fixture, {{1, "first"}});

    fixture.clock.setWall(fixture.clock.wall() - std::chrono::hours(48));
    put(fixture, {{1, "second"}});
    fixture.reopen();
    put(fixture, {{1, "third"}});

    QCOMPARE(bodies(read(*fixture.storage, all(1))), QStringList({"first", "second", "third"}));
}

void EventLogTest::readerSeesWhatTheWriterCommitted()
{
    StoreFixture fixture;
    const auto reader = fixture.reader();
    QCOMPARE(bodies(read(*reader, all(1))), QStringList());

    put(fixture, {{1, "a"}});
    const QStringList first = bodies(read(*reader, all(1)));
    fixture.clock.advance(std::chrono::hours(24));
    put(fixture, {{1, "b"}});
    const QStringList second = bodies(read(*reader, all(1)));

    QCOMPARE(first, QStringList({"a"}));
    QCOMPARE(second, QStringList({"a", "b"}));
}

void EventLogTest::erasedMessagesLeaveTheDisk()
{
    StoreFixture fixture;
    const std::string canary = "canary-7f3a";
    for (int i = 0; i < 100; ++i) {
        put(fixture, {{1, canary}, {2, "kept"}});
    }
    fixture.clock.advance(std::chrono::hours(24));
    put(fixture, {{1, canary}, {2, "kept"}});
    QVERIFY(diskBytes(fixture).find(canary) != Bytes::npos);

    const bool finished = eraseWhole(*fixture.storage, 1);

    QVERIFY(finished);
    QCOMPARE(bodies(read(*fixture.storage, all(1))), QStringList());
    QCOMPARE(read(*fixture.storage, all(2)).messages.size(), std::size_t{101});
    QVERIFY(diskBytes(fixture).find(canary) == Bytes::npos);
}

void EventLogTest::erasingKeepsSequencesAfterARestart()
{
    StoreFixture fixture;
    put(fixture, {{1, "a"}, {1, "b"}});
    QVERIFY(eraseWhole(*fixture.storage, 1));

    fixture.reopen();
    put(fixture, {{2, "c"}});

    QCOMPARE(read(*fixture.storage, all(2)).messages.at(0).sequence, Sequence{3});
}

void EventLogTest::damagedBatchIsReported()
{
    StoreFixture fixture;
    put(fixture, {{1, "a"}});
    fixture.storage.reset();
    sqlite3* raw = nullptr;
    sqlite3_open((fixture.folder / "telemetry/2023-11-14.db").c_str(), &raw);
    sqlite3_exec(raw, "UPDATE batch SET data = substr(data, 1, 9)", nullptr, nullptr, nullptr);
    sqlite3_close(raw);

    fixture.reopen();
    const auto page = fixture.storage->events().read(all(1));

    QVERIFY(!page);
    QCOMPARE(page.error().code, Errc::Corrupt);
    QVERIFY(page.error().detail.find("sequence 1") != std::string::npos);
}

void EventLogTest::largePageIsCutByBytes()
{
    StoreFixture fixture;
    const std::string body(limits::kMaxTelemetryBytes, 'x');
    for (int i = 0; i < 20; ++i) {
        put(fixture, {{1, body}});
    }

    const EventPage page = read(*fixture.storage, all(1));

    QVERIFY(page.next.has_value());
    QCOMPARE(page.messages.size(), limits::kMaxPageBytes / limits::kMaxTelemetryBytes);
}
