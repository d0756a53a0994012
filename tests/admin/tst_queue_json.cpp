// Pages of commands: where they end and how they go on.
#include "admin/queue_json.h"
#include "domain/limits.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>

namespace hub::test {

using namespace std::string_literals;

class QueueJsonTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void queueIsShown();
    void pageEndsWhenItsBodiesAreTooMany();
    void oneLargeBodyIsAPage();
    void lettersNameTheirDevices();
    void fullPageOfLettersGoesOn();
    void lettersEndWhenTheirBodiesAreTooMany();
    void lifeIsShown();
};

namespace {

const CommandRules kRules{std::chrono::hours(1), 3, std::chrono::seconds(60)};

Command command(CommandId id, std::size_t bytes = 1)
{
    Command command;
    command.id = id;
    command.body = Bytes(bytes, 'x');
    return command;
}

std::vector<CommandView> views(std::size_t count, std::size_t bytes)
{
    std::vector<CommandView> views;
    for (std::size_t i = 0; i < count; ++i) {
        views.push_back({{"pump-7", i == 1 ? "m" : ""},
                         command(static_cast<CommandId>(100 - i), bytes)});
    }
    return views;
}

} // namespace

void QueueJsonTest::queueIsShown()
{
    QueueView view;
    view.counts = {1, 2, 3, 4};
    view.hold = QueueHold{wallFromMicros(5), "ada", "repair"};
    view.lastPoll = wallFromMicros(6);
    view.commands = {command(7), command(8)};
    view.next = 8;

    const api::Queue queue = admin::queueOf({"pump-7", "m"}, view, kRules);

    QCOMPARE(queue.deviceId, "pump-7/m"s);
    QCOMPARE(queue.counts.waiting, std::uint64_t{1});
    QCOMPARE(queue.counts.inFlight, std::uint64_t{2});
    QCOMPARE(queue.counts.completed, std::uint64_t{3});
    QCOMPARE(queue.counts.dead, std::uint64_t{4});
    QCOMPARE(queue.limit, 50U);
    QCOMPARE(queue.maxAttempts, 3U);
    QVERIFY(queue.hold && queue.hold->since == wallFromMicros(5));
    QCOMPARE(queue.hold->by, "ada"s);
    QCOMPARE(queue.hold->reason, "repair"s);
    QVERIFY(queue.lastPoll == wallFromMicros(6));
    QCOMPARE(queue.commands.size(), std::size_t{2});
    QCOMPARE(queue.next, "8"s);
}

void QueueJsonTest::pageEndsWhenItsBodiesAreTooMany()
{
    QueueView view;
    const std::size_t half = limits::kMaxPageBytes / 2;
    view.commands = {command(3, half - 1), command(5, half), command(9, 0)};
    view.commands.push_back(command(10, 1));

    const api::Queue queue = admin::queueOf({"a", {}}, view, kRules);

    QCOMPARE(queue.commands.size(), std::size_t{2});
    QCOMPARE(queue.next, "5"s);
}

void QueueJsonTest::oneLargeBodyIsAPage()
{
    QueueView view;
    view.commands = {command(3, limits::kMaxPageBytes + 1), command(5)};

    const api::Queue queue = admin::queueOf({"a", {}}, view, kRules);

    QCOMPARE(queue.commands.size(), std::size_t{1});
    QCOMPARE(queue.next, "3"s);
}

void QueueJsonTest::lettersNameTheirDevices()
{
    const api::DeadLetters letters = admin::lettersOf(views(2, 1), 10);

    QCOMPARE(letters.commands.size(), std::size_t{2});
    QCOMPARE(letters.commands[0].deviceId, "pump-7"s);
    QCOMPARE(letters.commands[1].deviceId, "pump-7/m"s);
    QVERIFY(letters.next.empty());
    QVERIFY(admin::lettersOf({}, 10).next.empty());
}

void QueueJsonTest::fullPageOfLettersGoesOn()
{
    QCOMPARE(admin::lettersOf(views(3, 1), 3).next, "98"s);
}

void QueueJsonTest::lettersEndWhenTheirBodiesAreTooMany()
{
    const api::DeadLetters letters = admin::lettersOf(views(3, limits::kMaxPageBytes / 2), 10);

    QCOMPARE(letters.commands.size(), std::size_t{1});
    QCOMPARE(letters.next, "100"s);
}

void QueueJsonTest::lifeIsShown()
{
    Commands::Item item;
    item.command = command(7);
    item.life = {{wallFromMicros(1), "enqueued", "service", "10.0.0.7:5", "why"}};

    const api::CommandLife life = admin::lifeOf(item);

    QCOMPARE(life.command.id, "7"s);
    QCOMPARE(life.life.size(), std::size_t{1});
    QVERIFY(life.life[0].time == wallFromMicros(1));
    QCOMPARE(life.life[0].what, "enqueued"s);
    QCOMPARE(life.life[0].protocol, "service"s);
    QCOMPARE(life.life[0].connection, "10.0.0.7:5"s);
    QCOMPARE(life.life[0].detail, "why"s);
}

std::unique_ptr<QObject> queueJsonTest()
{
    return std::make_unique<QueueJsonTest>();
}

} // namespace hub::test

#include "tst_queue_json.moc"
