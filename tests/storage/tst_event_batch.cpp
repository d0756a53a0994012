#include "tests/storage/tst_event_batch.h"

#include "storage/event_batch.h"

#include <QTest>

using namespace hub;

namespace {

TelemetryMessage message(DeviceKey device, std::int64_t micros, ByteView body, std::uint8_t partition = 0)
{
    TelemetryMessage result;
    result.device = device;
    result.enqueued = wallFromMicros(micros);
    result.partition = partition;
    result.properties = "props";
    result.body = body;
    return result;
}

} // namespace

void EventBatchTest::rowsComeBackAsTheyWere()
{
    EventBatch batch;
    const Bytes large(200'000, 'x');
    TelemetryMessage first = message(42, 1000, "hello", 3);
    first.auth = {AuthMethod::Scope::Hub, AuthMethod::Type::X509Authority};

    batch.append(first);
    batch.append(message(-7, 2000, large));

    BatchReader rows(batch.data());
    QVERIFY(rows.next());
    QCOMPARE(rows.index(), 0U);
    QCOMPARE(rows.message().device, 42);
    QCOMPARE(toMicros(rows.message().enqueued), 1000);
    QCOMPARE(int(rows.partition()), 3);
    QCOMPARE(rows.message().auth.toByte(), first.auth.toByte());
    QVERIFY(rows.message().properties == "props");
    QVERIFY(rows.message().body == "hello");
    QVERIFY(rows.next());
    QCOMPARE(rows.index(), 1U);
    QCOMPARE(rows.message().device, -7);
    QVERIFY(rows.message().body == large);
    QVERIFY(!rows.next());
    QVERIFY(!rows.damaged());
}

void EventBatchTest::emptyBodyAndPropertiesAreLegal()
{
    EventBatch batch;
    TelemetryMessage nothing = message(1, 1, "");
    nothing.properties = "";

    batch.append(nothing);

    BatchReader rows(batch.data());
    QVERIFY(rows.next());
    QVERIFY(!rows.isErased());
    QVERIFY(rows.message().body.empty());
}

void EventBatchTest::timesAndFilterCoverAllRows()
{
    EventBatch batch;

    batch.append(message(1, 500, "a", 1));
    batch.append(message(65, 100, "b", 1));
    batch.append(message(2, 900, "c", 2));

    QCOMPARE(batch.rows(), 3U);
    QCOMPARE(toMicros(batch.firstTime()), 100);
    QCOMPARE(toMicros(batch.lastTime()), 900);
    QCOMPARE(batch.deviceFilter(), filterBit(1) | filterBit(2));
    QVERIFY((batch.partitionRows() == PartitionCounts{0, 2, 1, 0}));
}

void EventBatchTest::erasedRowsKeepTheirPlaceAndPartition()
{
    EventBatch batch;
    batch.append(message(1, 1, "keep", 0));
    batch.append(message(2, 2, "secret", 3));
    batch.append(message(1, 3, "keep too", 0));

    const auto without = withoutDevice(batch.data(), 2);

    QVERIFY(without.has_value());
    QVERIFY(without->find("secret") == Bytes::npos);
    BatchReader rows(*without);
    QVERIFY(rows.next() && !rows.isErased());
    QVERIFY(rows.next() && rows.isErased());
    QCOMPARE(int(rows.partition()), 3);
    QVERIFY(rows.next() && !rows.isErased());
    QVERIFY(rows.message().body == "keep too");
    QCOMPARE(rows.index(), 2U);
    QVERIFY(!rows.next() && !rows.damaged());
    QVERIFY(!withoutDevice(*without, 2).has_value()); // already gone
}

void EventBatchTest::erasingAnAbsentDeviceChangesNothing()
{
    EventBatch batch;
    batch.append(message(1, 1, "keep"));

    QVERIFY(!withoutDevice(batch.data(), 65).has_value()); // same filter bit, other device
}

void EventBatchTest::everyTruncationIsNoticed()
{
    EventBatch batch;
    batch.append(message(1, 1, "body"));
    batch.append(message(2, 2, "body"));
    const ByteView whole = batch.data();
    std::size_t unnoticed = 0;

    for (std::size_t length = 0; length < whole.size(); ++length) {
        BatchReader rows(whole.substr(0, length));
        while (rows.next()) {
        }
        unnoticed += rows.damaged() ? 0U : 1U;
    }

    QCOMPARE(unnoticed, std::size_t{2}); // an end exactly between rows: no rows, one row
}

void EventBatchTest::unknownVersionIsDamage()
{
    EventBatch batch;
    batch.append(message(1, 1, "body"));
    Bytes data(batch.data());
    data[0] = 2;

    BatchReader rows(data);

    QVERIFY(!rows.next());
    QVERIFY(rows.damaged());
}
