#include "tests/storage/tst_command_store.h"

#include "tests/storage/store_fixture.h"

#include "domain/limits.h"
#include "domain/properties.h"

#include <sqlite3.h>

#include <QTest>

#include <algorithm>
#include <random>

using namespace hub;
using namespace hub::test;
using namespace std::chrono_literals;

namespace {

constexpr WallTime kStart{1'700'000'000s};

/// What another connection sees.
class Peek final
{
public:
    explicit Peek(const StoreFixture& fixture)
    {
        const std::string path = (fixture.folder.path() / "state.db").string();
        if (sqlite3_open_v2(path.c_str(), &handle_, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK) {
            qFatal("cannot open state.db");
        }
    }
    ~Peek() { sqlite3_close(handle_); }
    Peek(const Peek&) = delete;
    Peek& operator=(const Peek&) = delete;

    /// The first row, its columns joined by spaces.
    QString row(const char* sql) const
    {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(handle_, sql, -1, &statement, nullptr) != SQLITE_OK) {
            qFatal("%s: %s", sql, sqlite3_errmsg(handle_));
        }
        QStringList columns;
        if (sqlite3_step(statement) == SQLITE_ROW) {
            for (int i = 0; i < sqlite3_column_count(statement); ++i) {
                columns << QString::number(sqlite3_column_int64(statement, i));
            }
        }
        sqlite3_finalize(statement);
        return columns.join(' ');
    }

private:
    sqlite3* handle_ = nullptr;
};

struct CommandFixture : StoreFixture
{
    CommandFixture() { reopenFast(); }

    void reopenFast()
    {
        storage.reset();
        storage = std::move(sqlite::open({folder.path(), false, false}, box, clock).value());
    }
    CommandStore& commands() { return storage->commands(); }
    QueueStore& queues() { return storage->queues(); }

    DeviceKey addDevice(const std::string& id)
    {
        clock.advance(1us);
        return storage->identities().create(identity(id), clock.wall()).value().key;
    }

    Command make(DeviceKey device, const std::string& body = "body")
    {
        Properties properties;
        properties.addSystem(SystemProperty::MessageId, "id-" + body);
        Command command;
        command.device = device;
        command.sequence = queues().nextSequence(device).value();
        command.ack = CommandAck::Full;
        command.enqueued = kStart;
        command.expires = kStart + 1h;
        command.properties = properties.packed();
        command.body = body;
        return command;
    }
    Command add(DeviceKey device, const std::string& body = "body")
    {
        return commands().add(make(device, body)).value();
    }
    void update(const Command& command) { QVERIFY(commands().update(command)); }
};

Command completed(Command command, WallTime when)
{
    lock(command, {"token", 0, when});
    complete(command, when);
    return command;
}

Command purged(Command command, WallTime when)
{
    purge(command, when);
    return command;
}

QStringList bodies(const std::vector<Command>& commands)
{
    QStringList result;
    for (const Command& command : commands) {
        result << QString::fromStdString(command.body);
    }
    return result;
}

} // namespace

void CommandStoreTest::addedCommandComesBackWhole()
{
    CommandFixture fixture;
    const DeviceKey device = fixture.addDevice("dev1");
    Command command = fixture.make(device, std::string("a\0b", 3));
    lock(command, {{}, 77, std::nullopt});
    command.deliveryCount = 3;

    const Command added = fixture.commands().add(command).value();
    Command found = *fixture.commands().find(added.id).value();
    QVERIFY(found.body.empty()); // read apart
    QVERIFY(fixture.commands().load(found));

    QVERIFY(added.id > 0);
    QCOMPARE(found.device, device);
    QCOMPARE(found.sequence, std::uint64_t{1});
    QVERIFY(found.state == CommandState::InFlight);
    QVERIFY(found.ack == CommandAck::Full);
    QVERIFY(found.enqueued == command.enqueued);
    QVERIFY(found.expires == command.expires);
    QCOMPARE(found.deliveryCount, 3U);
    QCOMPARE(found.lock->session, std::uint64_t{77});
    QVERIFY(found.lock->token.empty() && !found.lock->until);
    QVERIFY(!found.ended);
    QVERIFY(found.properties == command.properties);
    QVERIFY(found.body == command.body);
}

void CommandStoreTest::moveLeavesTheContentsAlone()
{
    CommandFixture fixture;
    Command command = fixture.add(fixture.addDevice("dev1"), "whole");
    Command moved = *fixture.commands().find(command.id).value();

    purge(moved, kStart + 5s);
    fixture.update(moved);

    Command found = *fixture.commands().find(command.id).value();
    QVERIFY(fixture.commands().load(found));
    QVERIFY(found.state == CommandState::Dead);
    QVERIFY(found.reason == DeadReason::Purged);
    QVERIFY(found.ended == kStart + 5s);
    QVERIFY(found.body == "whole");
}

void CommandStoreTest::contentsAreReplacedApart()
{
    CommandFixture fixture;
    Command command = fixture.add(fixture.addDevice("dev1"), "old");
    command.body = "new";

    QVERIFY(fixture.commands().replaceContents(command));

    Command found = *fixture.commands().find(command.id).value();
    QVERIFY(fixture.commands().load(found));
    QVERIFY(found.body == "new");
    Command nobody;
    nobody.id = 4711;
    QVERIFY(fixture.commands().load(nobody).error().code == Errc::CommandNotFound);
}

void CommandStoreTest::tokenFindsOneCommand()
{
    CommandFixture fixture;
    const DeviceKey device = fixture.addDevice("dev1");
    fixture.add(device);
    Command command = fixture.add(device);
    lock(command, {"a-token", 0, kStart + 1min});
    fixture.update(command);

    QCOMPARE(fixture.commands().findByToken("a-token").value()->id, command.id);
    QVERIFY(!fixture.commands().findByToken("another").value());
    QVERIFY(!fixture.commands().findByToken("").value()); // what is not locked has no token
}

void CommandStoreTest::idsAreNeverReused()
{
    CommandFixture fixture;
    const DeviceKey device = fixture.addDevice("dev1");
    const CommandId first = fixture.add(device).id;

    QVERIFY(fixture.commands().remove(first));
    fixture.reopenFast();

    QVERIFY(fixture.add(device).id > first);
}

void CommandStoreTest::sequenceRisesForEachDevice()
{
    CommandFixture fixture;
    const DeviceKey one = fixture.addDevice("one");
    const DeviceKey two = fixture.addDevice("two");

    QCOMPARE(fixture.queues().nextSequence(one).value(), std::uint64_t{1});
    QCOMPARE(fixture.queues().nextSequence(one).value(), std::uint64_t{2});
    QCOMPARE(fixture.queues().nextSequence(two).value(), std::uint64_t{1});
    QVERIFY(fixture.queues().nextSequence(4711).error().code == Errc::DeviceNotFound);
}

void CommandStoreTest::countersFollowEveryMove()
{
    constexpr unsigned seed = 11;
    CommandFixture fixture;
    const Peek peek(fixture);
    std::mt19937 random(seed);
    std::vector<DeviceKey> devices;
    for (int i = 0; i < 5; ++i) {
        devices.push_back(fixture.addDevice("dev" + std::to_string(i)));
    }
    std::vector<Command> commands;
    for (int step = 0; step < 3'000; ++step) {
        const std::size_t choice = commands.empty() ? 0 : random() % commands.size();
        if (commands.size() < 40) {
            Command command = fixture.make(devices[random() % devices.size()]);
            command.enqueued = kStart + std::chrono::seconds(step);
            command.state = static_cast<CommandState>(random() % 4);
            commands.push_back(fixture.commands().add(command).value());
        } else if (random() % 4 == 0) {
            QVERIFY(fixture.commands().remove(commands[choice].id));
            commands.erase(commands.begin() + static_cast<std::ptrdiff_t>(choice));
        } else {
            commands[choice].state = static_cast<CommandState>(random() % 4);
            fixture.update(commands[choice]);
        }

        const QString counted = peek.row(
            "SELECT sum(state = 0), sum(state = 1), sum(state = 2), sum(state = 3) FROM command");
        const QString kept =
            peek.row("SELECT sum(waiting), sum(in_flight), sum(completed), sum(dead) FROM queue");
        const QString total = peek.row("SELECT waiting, in_flight, completed, dead FROM queue_total");
        const QString drifted = peek.row(
            "SELECT count(*) FROM queue WHERE waiting <> (SELECT count(*) FROM command "
            "WHERE device_key = queue.device_key AND state = 0) OR in_flight <> (SELECT count(*) "
            "FROM command WHERE device_key = queue.device_key AND state = 1) OR completed <> "
            "(SELECT count(*) FROM command WHERE device_key = queue.device_key AND state = 2) OR "
            "dead <> (SELECT count(*) FROM command WHERE device_key = queue.device_key "
            "AND state = 3) OR oldest <> ifnull((SELECT enqueued FROM command WHERE device_key = "
            "queue.device_key AND state < 2 ORDER BY sequence LIMIT 1), 9223372036854775807)");
        const QString listed = peek.row("SELECT (SELECT count(*) FROM queue WHERE listed) - listed "
                                        "FROM queue_total");
        QVERIFY2(counted == kept && counted == total && drifted == "0" && listed == "0",
                 qPrintable(QString("seed %1, step %2").arg(seed).arg(step)));
    }
}

void CommandStoreTest::refusedChangeLeavesTheCounters()
{
    CommandFixture fixture;
    const DeviceKey device = fixture.addDevice("dev1");
    fixture.add(device);

    const auto refused = fixture.storage->transaction([&]() -> Result<void> {
        fixture.add(device);
        return fail(Errc::QueueFull);
    });

    QVERIFY(!refused);
    QCOMPARE(fixture.queues().find(device).value()->counts.waiting, std::uint64_t{1});
    QCOMPARE(fixture.queues().list({}).value().fleet.waiting, std::uint64_t{1});
}

void CommandStoreTest::lifeLineKeepsTheFirstAndTheLast()
{
    CommandFixture fixture;
    const CommandId id = fixture.add(fixture.addDevice("dev1")).id;

    for (int i = 0; i < 300; ++i) {
        QVERIFY(fixture.commands().note(
            id, {kStart + std::chrono::seconds(i), std::to_string(i), "mqtt", "here", "why"}));
    }

    const auto life = fixture.commands().life(id).value();
    QCOMPARE(life.size(), limits::kMaxCommandEvents);
    QVERIFY(life[0].what == "0");
    QVERIFY(life[1].what == "45");
    QVERIFY(life.back().what == "299");
    QVERIFY(life.back().time == kStart + 299s);
    QVERIFY(life.back().protocol == "mqtt");
    QVERIFY(life.back().connection == "here");
    QVERIFY(life.back().detail == "why");
    QVERIFY(fixture.commands().remove(id));
    QVERIFY(fixture.commands().life(id).value().empty());
}

void CommandStoreTest::dueIsWhatIsOver()
{
    CommandFixture fixture;
    const DeviceKey device = fixture.addDevice("dev1");
    const CommandId expired = fixture.add(device).id;
    Command lapsed = fixture.add(device);
    lock(lapsed, {"token", 0, kStart + 1h});
    fixture.update(lapsed);
    Command held = fixture.add(device);
    lock(held, {{}, 5, std::nullopt}); // by a connection, for as long as it lives
    fixture.update(held);
    fixture.update(purged(fixture.add(device), kStart));

    QVERIFY(fixture.commands().due(kStart + 1h - 1us, 10).value().empty());
    const auto due = fixture.commands().due(kStart + 1h, 10).value();
    QCOMPARE(due.size(), std::size_t{2});
    QCOMPARE(due[0].id, expired);
    QCOMPARE(due[1].id, lapsed.id);
    QCOMPARE(fixture.commands().due(kStart + 1h, 1).value().size(), std::size_t{1});
}

void CommandStoreTest::timesAreTheEarliest()
{
    CommandFixture fixture;
    const DeviceKey device = fixture.addDevice("dev1");
    const CommandTimes none = fixture.commands().times().value();
    Command later = fixture.make(device);
    later.expires = kStart + 3h;
    QVERIFY(fixture.commands().add(later));
    fixture.add(device);
    for (const auto seconds : {20s, 10s}) {
        Command locked = fixture.add(device);
        lock(locked, {std::to_string(seconds.count()), 0, kStart + seconds});
        fixture.update(locked);
        fixture.update(purged(fixture.add(device), kStart - seconds));
    }

    const CommandTimes times = fixture.commands().times().value();

    QVERIFY(!none.expires && !none.lockUntil && !none.ended);
    QVERIFY(times.expires == kStart + 1h);
    QVERIFY(times.lockUntil == kStart + 10s);
    QVERIFY(times.ended == kStart - 20s);
}

void CommandStoreTest::endedOnesAreRemovedOldestFirst()
{
    CommandFixture fixture;
    const DeviceKey device = fixture.addDevice("dev1");
    for (const auto seconds : {3s, 1s, 2s, 4s}) {
        fixture.update(completed(fixture.add(device, std::to_string(seconds.count())),
                                 kStart + seconds));
    }

    QCOMPARE(fixture.commands().removeEnded(kStart + 3s, 2).value(), std::size_t{2});
    QCOMPARE(bodies(fixture.queues().page({device, {}, {}, 10}).value().commands),
             QStringList({"4", "3"}));
    QCOMPARE(fixture.commands().removeEnded(kStart + 3s, 2).value(), std::size_t{1});
    QCOMPARE(Peek(fixture).row("SELECT count(*) FROM command_content"), QString("1"));
}

void CommandStoreTest::trimTakesTheCompletedFirst()
{
    CommandFixture fixture;
    const DeviceKey device = fixture.addDevice("dev1");
    const DeviceKey other = fixture.addDevice("dev2");
    fixture.update(purged(fixture.add(device, "dead"), kStart));
    for (const char* body : {"1", "2", "3"}) {
        fixture.update(completed(fixture.add(device, body), kStart));
    }
    fixture.add(device, "waits");
    fixture.update(completed(fixture.add(other, "other"), kStart));

    QVERIFY(fixture.commands().trimEnded(device, 2));

    QCOMPARE(bodies(fixture.queues().page({device, {}, {}, 10}).value().commands),
             QStringList({"waits", "3", "dead"}));
    QCOMPARE(fixture.queues().find(other).value()->counts.completed, std::uint64_t{1});
}

void CommandStoreTest::heldByConnectionsKnowsNoTokens()
{
    CommandFixture fixture;
    const DeviceKey one = fixture.addDevice("one");
    const DeviceKey two = fixture.addDevice("two");
    Command token = fixture.add(one);
    lock(token, {"token", 0, kStart + 1min});
    fixture.update(token);
    fixture.add(one);
    for (const DeviceKey device : {one, two}) {
        Command held = fixture.add(device, "held");
        lock(held, {{}, 5, std::nullopt});
        fixture.update(held);
    }

    const auto held = fixture.commands().heldByConnections(10).value();

    QCOMPARE(held.size(), std::size_t{2});
    for (const Command& command : held) {
        QCOMPARE(command.lock->session, std::uint64_t{5});
    }
    QCOMPARE(fixture.commands().heldByConnections(1).value().size(), std::size_t{1});
}

void CommandStoreTest::removedIdentityLeavesNothing()
{
    CommandFixture fixture;
    const DeviceKey device = fixture.addDevice("dev1");
    const Command command = fixture.add(device);
    fixture.update(purged(command, kStart));
    fixture.add(device);
    QVERIFY(fixture.commands().note(command.id, {kStart, "purged", "", "", ""}));
    QVERIFY(fixture.storage->feedback().record(purged(command, kStart), kStart));
    QVERIFY(fixture.queues().hold(device, {kStart, "me", "why"}));

    QVERIFY(fixture.storage->identities().remove({"dev1", {}}, fixture.clock.wall()));

    QCOMPARE(Peek(fixture).row("SELECT (SELECT count(*) FROM command), "
                               "(SELECT count(*) FROM command_content), "
                               "(SELECT count(*) FROM command_event), (SELECT count(*) FROM queue), "
                               "(SELECT count(*) FROM feedback), listed, waiting, dead "
                               "FROM queue_total"),
             QString("0 0 0 0 0 0 0 0"));
    QVERIFY(fixture.queues().nextSequence(device).error().code == Errc::DeviceNotFound);
    QVERIFY(fixture.queues().hold(device, {}).error().code == Errc::DeviceNotFound);
}

void CommandStoreTest::holdAndPollAreKept()
{
    CommandFixture fixture;
    const DeviceKey device = fixture.addDevice("dev1");
    QVERIFY(!fixture.queues().find(device).value());
    const PollNote notes[] = {{device, kStart + 7s}};

    QVERIFY(fixture.queues().hold(device, {kStart, "me", "why"}));
    QVERIFY(fixture.queues().notePolls(notes));
    fixture.reopenFast();

    const QueueRow held = *fixture.queues().find(device).value();
    QVERIFY(held.id == IdentityId({"dev1", {}}));
    QVERIFY(held.hold->since == kStart);
    QVERIFY(held.hold->by == "me");
    QVERIFY(held.hold->reason == "why");
    QVERIFY(held.lastPoll == kStart + 7s);
    QCOMPARE(fixture.queues().list({}).value().total, std::uint64_t{1});
    QVERIFY(fixture.queues().resume(device));
    QVERIFY(!fixture.queues().find(device).value()->hold);
    QCOMPARE(fixture.queues().list({}).value().total, std::uint64_t{0});
}

void CommandStoreTest::pollsOfTheDeletedArePassedOver()
{
    CommandFixture fixture;
    const DeviceKey gone = fixture.addDevice("gone");
    const DeviceKey device = fixture.addDevice("dev1");
    QVERIFY(fixture.storage->identities().remove({"gone", {}}, fixture.clock.wall()));
    const PollNote notes[] = {{gone, kStart}, {device, kStart}, {4711, kStart}};

    QVERIFY(fixture.queues().notePolls(notes));

    QVERIFY(!fixture.queues().find(gone).value());
    QVERIFY(fixture.queues().find(device).value()->lastPoll == kStart);
}

void CommandStoreTest::pageHasAMeasureOfBytes()
{
    CommandFixture fixture;
    const DeviceKey device = fixture.addDevice("dev1");
    for (int i = 0; i < 6; ++i) {
        Command large = fixture.make(device, "x");
        large.body.assign(1024 * 1024, 'x');
        QVERIFY(fixture.commands().add(large));
    }

    const CommandPage first = fixture.queues().page({device, {}, {}, 100}).value();
    const CommandPage second = fixture.queues().page({device, {}, first.next, 100}).value();

    QCOMPARE(first.commands.size(), std::size_t{4}); // the one that goes beyond is the last
    QVERIFY(first.next == first.commands.back().id);
    QCOMPARE(second.commands.size(), std::size_t{2});
    QVERIFY(!second.next);
}

void CommandStoreTest::pageGoesOnBehindAForgottenRow()
{
    CommandFixture fixture;
    const DeviceKey device = fixture.addDevice("dev1");
    for (const char* body : {"1", "2", "3", "4"}) {
        fixture.update(completed(fixture.add(device, body), kStart));
    }
    const CommandPage first = fixture.queues().page({device, {}, {}, 2}).value();

    QVERIFY(fixture.commands().remove(*first.next));

    QCOMPARE(bodies(first.commands), QStringList({"4", "3"}));
    QCOMPARE(bodies(fixture.queues().page({device, {}, first.next, 2}).value().commands),
             QStringList({"2", "1"}));
}

void CommandStoreTest::listFollowsEveryOrder_data()
{
    QTest::addColumn<int>("order");
    QTest::addColumn<QString>("descending");

    QTest::newRow("id") << int(QueueOrder::Id) << "d c b a";
    QTest::newRow("depth") << int(QueueOrder::Depth) << "a b d c";
    QTest::newRow("age") << int(QueueOrder::OldestAge) << "b a d c"; // c has nothing open
    QTest::newRow("in flight") << int(QueueOrder::InFlight) << "b a c d";
    QTest::newRow("dead") << int(QueueOrder::Dead) << "c a b d";
    QTest::newRow("last poll") << int(QueueOrder::LastPoll) << "d c b a";
}

void CommandStoreTest::listFollowsEveryOrder()
{
    QFETCH(const int, order);
    QFETCH(const QString, descending);
    CommandFixture fixture;
    std::map<std::string, DeviceKey> keys;
    std::vector<PollNote> polls;
    for (const char* id : {"a", "b", "c", "d"}) {
        keys[id] = fixture.addDevice(id);
        polls.push_back({keys[id], fixture.clock.wall()});
    }
    QVERIFY(fixture.queues().notePolls(polls));
    const auto add = [&](const std::string& id, std::chrono::seconds age) {
        Command command = fixture.make(keys[id]);
        command.enqueued = kStart - age;
        return fixture.commands().add(command).value();
    };
    for (const auto age : {30s, 20s, 10s}) {
        add("a", age);
    }
    Command flying = add("b", 40s);
    lock(flying, {"t", 0, kStart});
    fixture.update(flying);
    add("b", 1s);
    fixture.update(purged(add("c", 90s), kStart));
    add("d", 5s);
    const auto ids = [&](bool down, std::size_t offset = 0, std::size_t limit = 10) {
        QStringList names;
        const QueueListQuery query{{}, {}, static_cast<QueueOrder>(order), down, offset, limit};
        const QueueList list = fixture.queues().list(query).value();
        for (const QueueSummary& queue : list.queues) {
            names << QString::fromStdString(queue.id.device);
        }
        return names.join(' ');
    };

    QString backwards;
    std::reverse_copy(descending.begin(), descending.end(), std::back_inserter(backwards));
    QCOMPARE(ids(true), descending);
    QCOMPARE(ids(false), backwards);
    QCOMPARE(ids(true, 1, 2), descending.mid(2, 3));
}

void CommandStoreTest::feedbackIsBounded()
{
    CommandFixture fixture;
    const Command command = purged(fixture.add(fixture.addDevice("dev1")), kStart);

    QVERIFY(fixture.storage->transaction([&]() -> Result<void> {
        for (std::size_t i = 0; i < limits::kMaxFeedbackRecords + 10; ++i) {
            HUB_TRYV(fixture.storage->feedback().record(command, kStart + Micros(i)));
        }
        return success();
    }));

    QCOMPARE(Peek(fixture).row("SELECT count(*) FROM feedback"),
             QString::number(limits::kMaxFeedbackRecords));
    QVERIFY(fixture.storage->feedback().oldest().value() == kStart + 10us); // the oldest went
}
