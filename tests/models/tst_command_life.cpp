// One command whole, and the dead of all devices.
#include "models/command_life.h"
#include "models/dead_letters.h"
#include "tests/models/queues.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <memory>

namespace deck::test {

using namespace Qt::StringLiterals;

class CommandLifeTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lifeComesAndFollowsItsEvents();
    void anotherCommandForgetsTheOneBefore();
    void commandThatIsGoneIsSaid();
    void deadLettersNameTheirDevice();
    void deathAnywhereReadsAnew();
    void whatConcernsNoDeadIsNotListenedTo();
};

namespace {

constexpr const char* kLife = "/admin/queues/pump/commands/7";
constexpr const char* kDead = "/admin/dead-letters";

QByteArray lifeJson(const std::string& number, int events)
{
    hub::api::CommandLife life;
    life.command = command(number);
    for (int i = 0; i < events; ++i) {
        life.life.push_back({.time = kQueueTime,
                             .what = i == 0 ? "enqueued" : "delivered",
                             .protocol = "mqtt",
                             .connection = "10.0.0.7:1",
                             .detail = {}});
    }
    return jsonOf(life);
}

QByteArray deadJson(const std::vector<std::string>& numbers)
{
    hub::api::DeadLetters letters;
    letters.commands = commands(numbers, "dead");
    for (hub::api::Command& letter : letters.commands) {
        letter.deviceId = "pump";
    }
    letters.asOf = kQueueTime;
    return jsonOf(letters);
}

} // namespace

void CommandLifeTest::lifeComesAndFollowsItsEvents()
{
    QueueHub hub;
    hub.fake.answer(kLife, 200, lifeJson("7", 1));
    CommandLife life(hub.session);
    QVERIFY(hub.online());

    life.show(u"pump"_s, u"7"_s);
    QTRY_VERIFY(life.life().has_value());
    QCOMPARE(life.life()->life.size(), std::size_t{1});
    hub.fake.answer(kLife, 200, lifeJson("7", 2));
    hub.fake.sendEvent("b:1", "command", R"({"id":"8","what":"delivered"})"); // another one
    hub.fake.sendEvent("b:2", "command", R"({"id":"7","what":"delivered"})");

    QTRY_COMPARE(life.life()->life.size(), std::size_t{2});
    QCOMPARE(hub.fake.requestsOf(kLife).size(), 2);
}

void CommandLifeTest::anotherCommandForgetsTheOneBefore()
{
    QueueHub hub;
    hub.fake.hang(kLife);
    hub.fake.answer("/admin/queues/pump/commands/8", 200, lifeJson("8", 1));
    CommandLife life(hub.session);
    QVERIFY(hub.online());
    life.show(u"pump"_s, u"7"_s);
    QTRY_COMPARE(hub.fake.requestsOf(kLife).size(), 1);

    life.show(u"pump"_s, u"8"_s);
    QTRY_VERIFY(life.life().has_value());
    hub.fake.answerHanging(kLife, 200, lifeJson("7", 1));
    QTRY_VERIFY(hub.fake.requestsOf("/admin/health").size() >= 2);

    QCOMPARE(QString::fromStdString(life.life()->command.id), u"8"_s);
    life.show({}, {});
    QVERIFY(!life.life().has_value());
}

void CommandLifeTest::commandThatIsGoneIsSaid()
{
    QueueHub hub;
    hub.fake.answer(kLife, 404, R"({"code":"CommandNotFound","message":"There is no command 7."})");
    CommandLife life(hub.session);
    QVERIFY(hub.online());

    life.show(u"pump"_s, u"7"_s);

    QTRY_VERIFY(life.error().isError());
    QCOMPARE(life.error().code, u"CommandNotFound"_s);
    QVERIFY(!life.life().has_value());
}

void CommandLifeTest::deadLettersNameTheirDevice()
{
    QueueHub hub;
    hub.fake.answer(kDead, 200, deadJson({"9", "7"}));
    DeadLetters letters(hub.session);
    const QAbstractItemModelTester tester(&letters,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(hub.online());
    QTRY_VERIFY(letters.hasRows());

    QCOMPARE(letters.rowCount(), 2);
    QCOMPARE(letters.index(0, CommandTable::Device).data().toString(), u"pump"_s);
    QCOMPARE(letters.index(0, CommandTable::State).data().toString(), u"Expired"_s);
    QCOMPARE(letters.rowOf(u"7"_s), 1);
}

void CommandLifeTest::deathAnywhereReadsAnew()
{
    QueueHub hub;
    hub.fake.answer(kDead, 200, deadJson({}));
    DeadLetters letters(hub.session);
    QVERIFY(hub.online());
    QTRY_VERIFY(letters.hasRows());

    hub.fake.answer(kDead, 200, deadJson({"9"}));
    hub.fake.sendEvent("b:1", "command", R"({"id":"9","what":"expired","state":"dead"})");
    QTRY_COMPARE(letters.rowCount(), 1);
    hub.fake.answer(kDead, 200, deadJson({}));
    hub.fake.sendEvent("b:2", "command", R"({"id":"9","what":"requeued","state":"waiting"})");

    QTRY_COMPARE(letters.rowCount(), 0);
}

void CommandLifeTest::whatConcernsNoDeadIsNotListenedTo()
{
    QueueHub hub;
    hub.fake.answer(kDead, 200, deadJson({}));
    DeadLetters letters(hub.session);
    QVERIFY(hub.online());
    QTRY_VERIFY(letters.hasRows());
    const auto before = hub.fake.requestsOf(kDead).size();

    hub.fake.sendEvent("b:1", "command", R"({"id":"9","what":"enqueued","state":"waiting"})");
    hub.fake.sendEvent("b:2", "device-connected", "{}");
    QTRY_VERIFY(hub.fake.requestsOf("/admin/health").size() >= 2);

    QCOMPARE(hub.fake.requestsOf(kDead).size(), before);
}

std::unique_ptr<QObject> commandLifeTest()
{
    return std::make_unique<CommandLifeTest>();
}

} // namespace deck::test

#include "tst_command_life.moc"
