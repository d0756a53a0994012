// A queue from beginning to end against a real hub: a command is sent to a device that is held,
// waits, is delivered when delivery goes on, and is done; dead ones are requeued and purged.
#include "models/command_table.h"
#include "models/queue_list.h"
#include "tests/console/tst_walks.h"
#include "tests/console/walk.h"
#include "tests/support/mqtt_peer.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/text_area.h"
#include "widgets/parts/toast.h"

#include "models/client/device_token.h"

#include <QAbstractButton>
#include <QPlainTextEdit>

namespace deck::test {

using namespace Qt::StringLiterals;

class QueueWalks final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { walk_.reset(); }

    void commandWaitsWhileHeldAndIsDoneAfterwards();
    void deletedCommandComesBackByUndo();
    void purgedCommandIsRequeuedFromTheDeadLetters();

private:
    bool addDevice(const QString& id);
    std::unique_ptr<hub::test::MqttPeer> connectDevice(const QString& id);
    bool openQueue(const QString& id);
    bool send(const QString& body);
    bool hold(const QString& reason);
    bool chooseTab(const char* tabs, int tab);
    QStringList column(CommandTable::Column column);
    QAbstractButton* undoButton();

    std::unique_ptr<Walk> walk_;
};

namespace {

constexpr const char* kKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
constexpr int kWaiting = 0;
constexpr int kDone = 2;
constexpr int kDead = 3;

} // namespace

void QueueWalks::init()
{
    walk_ = std::make_unique<Walk>();
    QVERIFY(walk_->online());
    QVERIFY(addDevice(u"pump"_s));
}

bool QueueWalks::addDevice(const QString& id)
{
    HubRequest request;
    request.method = "PUT"_ba;
    request.path = u"/devices/"_s + id;
    request.query.addQueryItem(u"api-version"_s, u"2021-04-12"_s);
    request.body = R"({"deviceId":")" + id.toUtf8() +
                   R"(","authentication":{"type":"sas","symmetricKey":{"primaryKey":")" + kKey +
                   R"(","secondaryKey":")" + kKey + R"("}}})";
    std::optional<int> status;
    walk_->session().client().send(request, this,
                                   [&status](const HubReply& reply) { status = reply.status; });
    return QTest::qWaitFor([&] { return status.has_value(); }, kPatienceMs) && *status == 200;
}

/// A device that takes commands; it blocks, but the hub has threads of its own.
std::unique_ptr<hub::test::MqttPeer> QueueWalks::connectDevice(const QString& id)
{
    hub::test::TlsPeer::Options options;
    options.port = walk_->session().capabilities()->mqttsPort;
    auto peer = std::make_unique<hub::test::MqttPeer>(hub::test::TlsPeer::connect(options));
    hub::test::MqttConnect connect;
    connect.clientId = id.toStdString();
    connect.userName = "127.0.0.1/" + connect.clientId + "/?api-version=2021-04-12";
    connect.password =
        deviceToken(u"127.0.0.1"_s, id, hub::Secret(QByteArray::fromBase64(kKey).toStdString()),
                    std::chrono::minutes(10))
            .toStdString();
    if (peer->connect(connect) != 0U) {
        return nullptr;
    }
    const std::string filter = "devices/" + connect.clientId + "/messages/devicebound/#";
    return peer->subscribe({{filter, 1}}) == hub::Bytes("\x01") ? std::move(peer) : nullptr;
}

bool QueueWalks::openQueue(const QString& id)
{
    walk_->window().openQueue(id);
    auto& hold = walk_->part("queue.hold"); // once the queue is known
    return QTest::qWaitFor([&] { return hold.isEnabled() && hold.isVisible(); }, kPatienceMs);
}

bool QueueWalks::send(const QString& body)
{
    walk_->part("queue.table").setFocus();
    Walk::key(Qt::Key_N, Qt::ControlModifier);
    if (!QTest::qWaitForWindowActive(&walk_->part("dialog.sendCommand"))) {
        return false;
    }
    Walk::type(body);
    Walk::key(Qt::Key_Return, Qt::ControlModifier);
    return QTest::qWaitFor([this] { return !walk_->has("dialog.sendCommand"); }, kPatienceMs);
}

bool QueueWalks::hold(const QString& reason)
{
    walk_->click("queue.hold");
    if (!QTest::qWaitForWindowActive(&walk_->part("dialog.hold"))) {
        return false;
    }
    Walk::type(reason);
    Walk::key(Qt::Key_Return);
    auto& button = walk_->part<QAbstractButton>("queue.hold");
    return QTest::qWaitFor([&] { return button.text() == u"Resume"_s; }, kPatienceMs);
}

bool QueueWalks::chooseTab(const char* tabs, int tab)
{
    auto& segments = walk_->part<Segmented>(tabs);
    Walk::click(*segments.findChildren<QAbstractButton*>().value(tab));
    return segments.current() == tab;
}

QStringList QueueWalks::column(CommandTable::Column column)
{
    return columnOf(walk_->part<QTableView>("queue.table"), column);
}

/// nullptr: nothing can be taken back.
QAbstractButton* QueueWalks::undoButton()
{
    for (const Toast* toast : walk_->window().findChildren<Toast*>()) {
        for (QAbstractButton* button : toast->findChildren<QAbstractButton*>()) {
            if (button->text() == u"Undo"_s) {
                return button;
            }
        }
    }
    return nullptr;
}

void QueueWalks::commandWaitsWhileHeldAndIsDoneAfterwards()
{
    const auto device = connectDevice(u"pump"_s);
    QVERIFY(device != nullptr);
    QVERIFY(openQueue(u"pump"_s));
    QVERIFY(hold(u"being mended"_s));

    QVERIFY(send(u"{\"reboot\":1}"_s));
    QTRY_COMPARE_WITH_TIMEOUT(column(CommandTable::State), QStringList{u"Waiting"_s}, kPatienceMs);
    QCOMPARE(column(CommandTable::Payload), QStringList{u"{\"reboot\":1}"_s});
    QCOMPARE(column(CommandTable::Position), QStringList{u"1"_s});
    walk_->click("queue.hold"); // Resume
    QTRY_COMPARE_WITH_TIMEOUT(column(CommandTable::State), QStringList(), kPatienceMs);

    const auto command = device->receive(); // blocks, so that what the console asked for is over
    QVERIFY(command.has_value());
    QCOMPARE(command->type, 3U);
    QVERIFY(command->body.find(R"({"reboot":1})") != std::string::npos);
    const std::size_t idAt = 2 + std::size_t{hub::readBig16(command->body, 0)};
    device->sendRaw(hub::test::MqttPeer::packet(0x40, command->body.substr(idAt, 2))); // PUBACK
    QTRY_COMPARE_WITH_TIMEOUT(column(CommandTable::State), QStringList(), kPatienceMs);
    QVERIFY(chooseTab("queue.tabs", kDone));
    QTRY_COMPARE_WITH_TIMEOUT(column(CommandTable::State), QStringList{u"Completed"_s},
                              kPatienceMs);
    Walk::clickRow(walk_->part<QTableView>("queue.table"), 0);

    QTRY_VERIFY(walk_->shows("command.panel"));
    auto& life = walk_->part("command.life");
    for (const QString& what : {u"Enqueued"_s, u"Delivered"_s, u"Completed"_s}) {
        QTRY_VERIFY2_WITH_TIMEOUT(life.accessibleName().contains(what),
                                  qPrintable(life.accessibleName()), kPatienceMs);
    }
}

void QueueWalks::deletedCommandComesBackByUndo()
{
    QVERIFY(openQueue(u"pump"_s));
    QVERIFY(send(u"1"_s));
    QVERIFY(send(u"2"_s));
    QTRY_COMPARE_WITH_TIMEOUT(column(CommandTable::Payload), (QStringList{u"1"_s, u"2"_s}),
                              kPatienceMs);
    Walk::clickRow(walk_->part<QTableView>("queue.table"), 0);

    Walk::key(Qt::Key_Delete);
    QTRY_COMPARE_WITH_TIMEOUT(column(CommandTable::Payload), QStringList{u"2"_s}, kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(undoButton() != nullptr, kPatienceMs);
    Walk::click(*undoButton());

    QTRY_COMPARE_WITH_TIMEOUT(column(CommandTable::Payload), (QStringList{u"2"_s, u"1"_s}),
                              kPatienceMs); // at the end
}

void QueueWalks::purgedCommandIsRequeuedFromTheDeadLetters()
{
    QVERIFY(openQueue(u"pump"_s));
    QVERIFY(send(u"\"keep\""_s));
    QVERIFY(send(u"\"drop\""_s));
    QTRY_COMPARE_WITH_TIMEOUT(column(CommandTable::State).size(), 2, kPatienceMs);
    walk_->click("queue.purge");
    QVERIFY(QTest::qWaitForWindowActive(&walk_->part("dialog.purge")));
    auto& accept = walk_->part<QAbstractButton>("purge.accept");
    QTRY_COMPARE_WITH_TIMEOUT(accept.text(), u"Purge 2 commands"_s, kPatienceMs);
    Walk::key(Qt::Key_Tab);
    Walk::type(u"drop"_s);
    QTRY_COMPARE_WITH_TIMEOUT(accept.text(), u"Purge 1 command"_s, kPatienceMs);
    QTRY_VERIFY(accept.isEnabled());
    walk_->click(accept);
    QTRY_VERIFY_WITH_TIMEOUT(!walk_->has("dialog.purge"), kPatienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(column(CommandTable::Payload), QStringList{u"\"keep\""_s},
                              kPatienceMs);

    QVERIFY(chooseTab("queue.tabs", kDead));
    QTRY_COMPARE_WITH_TIMEOUT(column(CommandTable::State), QStringList{u"Purged"_s}, kPatienceMs);
    QVERIFY(chooseTab("queue.tabs", kWaiting));
    QVERIFY(chooseTab("queues.tabs", 1));
    auto& letters = walk_->part<QTableView>("deadLetters.table");
    QTRY_COMPARE_WITH_TIMEOUT(columnOf(letters, CommandTable::Device), QStringList{u"pump"_s},
                              kPatienceMs);
    Walk::clickRow(letters, 0);
    Walk::key(Qt::Key_R);

    QTRY_COMPARE_WITH_TIMEOUT(letters.model()->rowCount(), 0, kPatienceMs);
    QVERIFY(chooseTab("deadLetters.tabs", 0));
    QTRY_COMPARE_WITH_TIMEOUT(column(CommandTable::Payload),
                              (QStringList{u"\"keep\""_s, u"\"drop\""_s}), kPatienceMs);
}

std::unique_ptr<QObject> makeQueueWalks()
{
    return std::make_unique<QueueWalks>();
}

} // namespace deck::test

#include "tst_walk_queues.moc"
