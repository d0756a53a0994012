#include "app/console/tour.h"

#include "app/console/application.h"
#include "app/console/tour_examples.h"
#include "app/console/tour_fleet.h"

#include "models/access_editor.h"
#include "models/client/json_body.h"
#include "models/ip_rule_changes.h"
#include "models/queue_editor.h"

#include <QAbstractButton>
#include <QDialog>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTableView>
#include <QTextStream>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kStartLimitMs = 30'000;
constexpr int kConnectLimitMs = 60'000;
constexpr int kTelemetryLimitMs = 30'000;
constexpr int kAnswerLimitMs = 10'000;
constexpr int kTelemetryMs = 25'000; ///< so that the charts have something to show
constexpr quint64 kLeastMessages = 100;

} // namespace

Tour::Tour(Application& application, QString folder)
    : TourSteps(application, std::move(folder))
{
    connect(this, &TourSteps::ended, this, &Tour::report);
}

Tour::~Tour() = default;

void Tour::start()
{
    wholeTime_.start();
    app().window().resize(kWide);
    planStart();
    planPictures();
    planEnd();
    begin();
}

void Tour::planStart()
{
    waitFor(tr("the hub starts"), kStartLimitMs, [this] {
        const HubSession* const session = app().hubs().current();
        return session != nullptr && session->isOnline();
    });
    for (const bool dark : {false, true}) {
        planPage(u"devices"_s, dark, kWide);
        act([this, dark] { shoot(dark ? u"empty-dark"_s : u"empty-light"_s); });
    }
    act([this] { app().samples().add(*app().hubs().current()); });
    waitFor(tr("five devices connect"), kConnectLimitMs, [this] {
        mostConnected_ = std::max(mostConnected_, app().samples().connected());
        return mostConnected_ == SampleDevices::kCount;
    });
    waitFor(tr("telemetry of five devices arrives"), kTelemetryLimitMs, [this] {
        QStringList devices;
        for (const auto& series : app().hubs().currentTelemetry()->series().all()) {
            devices << series->device;
        }
        devices.removeDuplicates();
        return devices.size() >= SampleDevices::kCount;
    });
    planCommands();
    planRefusals();
    act([this] {
        app().window().showPage(u"telemetry"_s);
        // The shortest window: a tour does not last long.
        find(u"telemetry.window"_s)->findChildren<QAbstractButton*>().value(0)->click();
    });
    pause(kTelemetryMs);
}

/// One device is held, so that its commands are still there when their picture is taken; one of
/// them is purged, so that there is a dead one.
void Tour::planCommands()
{
    act([this] {
        queue_ = std::make_unique<QueueEditor>(*app().hubs().current());
        queue_->hold(kQueueDevice, tr("The tour takes a picture of its queue"),
                     [this](const QueueResult& result) { answers_ += result.ok() ? 1 : 0; });
        for (const hub::api::CommandDraft& draft : exampleCommands()) {
            queue_->send(kQueueDevice, draft,
                         [this](const QueueResult& result) { answers_ += result.ok() ? 1 : 0; });
        }
    });
    waitFor(tr("a device is held and has four commands"), kAnswerLimitMs,
            [this] { return answers_ == 5; });
    act([this] {
        hub::api::PurgeRequest old;
        old.contains = "firmware";
        queue_->purge(kQueueDevice, old,
                      [this](const QueueResult& result) { answers_ += result.count == 1 ? 1 : 0; });
    });
    waitFor(tr("one of them is purged"), kAnswerLimitMs, [this] { return answers_ == 6; });
}

/// The list, the queue of one device with a command open, and the dead of all.
void Tour::planQueues(bool dark, QSize size)
{
    const QString end = endOf(dark, size);
    planPage(u"queues"_s, dark, size);
    act([this] { app().window().openQueue({}); });
    pause(kSettleMs);
    act([this, end] {
        shoot(u"queues"_s + end);
        app().window().openQueue(kQueueDevice);
    });
    pause(2 * kSettleMs);
    act([this, end] {
        shoot(u"queue"_s + end);
        chooseRow(u"queue.table"_s, 0);
    });
    pause(2 * kSettleMs);
    act([this, end] {
        shoot(u"queue-command"_s + end);
        chooseTab(u"queues.tabs"_s, 1);
    });
    pause(2 * kSettleMs);
    act([this] { chooseRow(u"deadLetters.table"_s, 0); });
    pause(2 * kSettleMs);
    act([this, end] {
        shoot(u"dead-letters"_s + end);
        chooseTab(u"deadLetters.tabs"_s, 0);
    });
}

/// Entries, a group, a draft of rules, and somebody who is refused: so that there is something to
/// see. The samples go on, since none of it is about them.
void Tour::planRefusals()
{
    act([this] {
        access_ = std::make_unique<AccessEditor>(*app().hubs().current());
        const auto count = [this](const ActResult& result) { answers_ += result.ok() ? 1 : 0; };
        hub::api::AccessGroup group;
        group.name = "test-bench";
        group.condition = "tags.place = 'bench'";
        group.reason = "devices that are being tried";
        access_->putGroup(group, count);
        for (const hub::api::AccessEntry& entry : exampleEntries()) {
            access_->add(entry, count);
        }
        draftRules();
        tryStrangers();
    });
    waitFor(tr("access lists, a group and a draft of rules are there"), kAnswerLimitMs,
            [this] { return answers_ == 12; });
}

void Tour::draftRules()
{
    HubRequest request;
    request.method = "PUT"_ba;
    request.path = u"/admin/access/ip-rules/draft"_s;
    request.body = jsonBody(exampleRules());
    app().hubs().current()->client().send(request, this, [this](const HubReply& reply) {
        answers_ += reply.ok() ? 1 : 0;
    });
}

/// Their sign-ins are wrong on purpose, over HTTPS as a device.
void Tour::tryStrangers()
{
    HubRequest request;
    request.method = "POST"_ba;
    request.path = u"/devices/stranger-1/messages/events"_s;
    request.query.addQueryItem(u"api-version"_s, u"2021-04-12"_s);
    request.body = "{}"_ba;
    app().hubs().current()->client().send(request, this, [](const HubReply&) {});
}

/// Each tab, with a row chosen where something shows beside it.
void Tour::planAccess(bool dark, QSize size)
{
    const QString end = endOf(dark, size);
    planPage(u"access"_s, dark, size);
    struct View
    {
        const char* key;
        const char* table;
    };
    for (const View& view :
         {View{"rules", "ipRules.table"}, View{"allow", "allowList.table"},
          View{"block", "blockList.table"}, View{"groups", "groups.table"},
          View{"denied", "denied.table"}, View{"alerts", "alerts.table"}}) {
        const QString key = QString::fromLatin1(view.key);
        act([this, key] { app().window().openAccess(key); });
        pause(2 * kSettleMs);
        act([this, table = QString::fromLatin1(view.table)] { chooseRow(table, 0); });
        pause(kSettleMs);
        act([this, key, end] { shoot(u"access-"_s + key + end); });
    }
}

/// The log, verified, with a record beside it.
void Tour::planAudit(bool dark, QSize size)
{
    const QString end = endOf(dark, size);
    planPage(u"audit"_s, dark, size);
    act([this, end] {
        shoot(u"audit"_s + end);
        press(u"audit.verify"_s);
        chooseRow(u"audit.table"_s, 1);
    });
    pause(4 * kSettleMs);
    act([this, end] { shoot(u"audit-record"_s + end); });
}

void Tour::planPictures()
{
    for (const QSize size : {kWide, kNarrow}) {
        for (const bool dark : {false, true}) {
            for (const QString& page :
                 {u"home"_s, u"devices"_s, u"telemetry"_s, u"settings"_s}) {
                planPage(page, dark, size);
                act([this, name = page + endOf(dark, size)] { shoot(name); });
            }
            planDevice(dark, size);
            planQuery(dark, size);
            planTwinEditor(dark, size);
            planFleetActs(*this, dark, size);
            planQueues(dark, size);
            planAccess(dark, size);
            planAudit(dark, size);
        }
    }
    planDialogs(false);
    planDialogs(true);
}

/// Each tab of a sample device, with an answered call and a wish that the device does not follow.
void Tour::planDevice(bool dark, QSize size)
{
    planPage(u"devices"_s, dark, size);
    const QString end = endOf(dark, size);
    act([this] { wishOfDevice(); });
    for (const QString& tab : {u"overview"_s, u"twin"_s, u"queue"_s, u"events"_s}) {
        act([this, tab] { app().window().openDevice(kQueueDevice, tab); });
        pause(kSettleMs);
        if (tab == "overview"_L1) {
            act([this] {
                find(u"device.method.name"_s)->findChild<QLineEdit*>()->setText(u"ping"_s);
                press(u"device.method.call"_s);
            });
        }
        pause(2 * kSettleMs);
        act([this, tab, end] { shoot(u"device-"_s + tab + end); });
    }
}

/// Words that fit, a fault at its place, and nothing that matches.
void Tour::planQuery(bool dark, QSize size)
{
    const QString end = endOf(dark, size);
    const auto type = [this](const QString& text, Qt::Key key, Qt::KeyboardModifiers with = {}) {
        auto* const edit = find(u"devices.query"_s)->findChild<QLineEdit*>();
        edit->setFocus();
        edit->setText(text);
        QKeyEvent press(QEvent::KeyPress, key, with);
        QCoreApplication::sendEvent(edit, &press);
    };
    planPage(u"devices"_s, dark, size);
    act([type] { type(u"status = 'enabled' AND tags."_s, Qt::Key_Space, Qt::ControlModifier); });
    pause(kSettleMs);
    act([this, type, end] {
        shoot(u"query-words"_s + end);
        type(u"tags.site LIKE 'berlin'"_s, Qt::Key_Return);
    });
    pause(kSettleMs);
    act([this, type, end] {
        shoot(u"query-fault"_s + end);
        type(u"status = 'disabled' AND tags.sample = true"_s, Qt::Key_Return);
        shoot(u"query-running"_s + end); // before the hub can have answered
    });
    pause(2 * kSettleMs);
    act([this, end] {
        shoot(u"query-empty"_s + end);
        find(u"devices.query"_s)->findChild<QLineEdit*>()->clear();
    });
    pause(2 * kSettleMs);
    act([this] { press(u"devices.columns"_s); });
    pause(2 * kSettleMs);
    act([this, end] {
        shoot(u"columns"_s + end);
        find(u"devices.columns.list"_s)->close();
    });
}

/// A fault while one types, and the diff before it is saved.
void Tour::planTwinEditor(bool dark, QSize size)
{
    const QString end = endOf(dark, size);
    const auto write = [this](const QString& text) {
        find(u"device.twin.edit.desired.text"_s)->findChild<QPlainTextEdit*>()->setPlainText(text);
    };
    act([this] { app().window().openDevice(kQueueDevice, u"twin"_s); });
    pause(2 * kSettleMs);
    act([this] { press(u"device.twin.edit"_s); });
    pause(kSettleMs);
    act([write] { write(u"{\n  \"interval\": 2,\n  \"max.temp\": 40\n}"_s); });
    pause(2 * kSettleMs);
    act([this, write, end] {
        shoot(u"twin-fault"_s + end);
        write(u"{\n  \"interval\": 2,\n  \"mode\": \"eco\"\n}"_s);
    });
    pause(kSettleMs);
    act([this] { press(u"device.twin.edit.desired.save"_s); });
    pause(kSettleMs);
    act([this, end] {
        shoot(u"twin-diff"_s + end);
        qobject_cast<QDialog*>(find(u"dialog.twinDiff"_s))->reject();
        press(u"device.twin.edit.desired.cancel"_s);
    });
    pause(kSettleMs);
    act([this] { qobject_cast<QDialog*>(find(u"dialog.twinDrop"_s))->accept(); });
    pause(kSettleMs);
    planTwinConflict(end);
}

/// Somebody else changes what is being edited, and is faster.
void Tour::planTwinConflict(const QString& end)
{
    act([this] { press(u"device.twin.edit"_s); });
    pause(kSettleMs);
    act([this] {
        find(u"device.twin.edit.desired.text"_s)
            ->findChild<QPlainTextEdit*>()
            ->setPlainText(u"{\n  \"interval\": 5,\n  \"mode\": \"eco\"\n}"_s);
        patchTwin(R"({"properties":{"desired":{"interval":0.25,"owner":"night shift"}}})"_ba);
    });
    pause(kSettleMs);
    act([this] { press(u"device.twin.edit.desired.save"_s); });
    pause(kSettleMs);
    act([this] {
        if (auto* const diff = qobject_cast<QDialog*>(find(u"dialog.twinDiff"_s))) {
            diff->accept();
        }
    });
    pause(2 * kSettleMs);
    act([this, end] {
        shoot(u"twin-conflict"_s + end);
        press(u"twinConflict.theirs"_s);
        if (QWidget* const cancel = find(u"device.twin.edit.desired.cancel"_s);
            cancel != nullptr && cancel->isVisible()) {
            press(u"device.twin.edit.desired.cancel"_s);
        }
        patchTwin(R"({"properties":{"desired":{"interval":1,"owner":null}}})"_ba);
    });
    pause(kSettleMs);
}

void Tour::wishOfDevice()
{
    patchTwin(R"({"properties":{"desired":{"interval":0.5,"limits":{"pressure":1.9}}}})"_ba);
}

void Tour::patchTwin(const QByteArray& patch)
{
    HubRequest request;
    request.method = "PATCH"_ba;
    request.path = u"/twins/"_s + kQueueDevice;
    request.query.addQueryItem(u"api-version"_s, u"2021-04-12"_s);
    request.body = patch;
    app().hubs().current()->client().send(request, this, [](const HubReply&) {});
}

void Tour::planDialogs(bool dark)
{
    const QString theme = endOf(dark, kWide);
    planPage(u"home"_s, dark, kWide);
    act([this] { app().window().openConnectHub(); });
    pause(kSettleMs);
    act([this, theme] {
        shoot(u"connect-hub"_s + theme);
        qobject_cast<QDialog*>(find(u"dialog.connectHub"_s))->reject();
        app().window().openConnectDevice();
    });
    pause(kSettleMs);
    act([this, dark] {
        find(u"connectDevice.id"_s)
            ->findChild<QLineEdit*>()
            ->setText(dark ? u"my-device-2"_s : u"my-device-1"_s);
        press(u"connectDevice.create"_s);
    });
    pause(2 * kSettleMs);
    act([this, theme] {
        shoot(u"connect-device"_s + theme);
        qobject_cast<QDialog*>(find(u"dialog.connectDevice"_s))->reject();
        app().window().openQueue(kQueueDevice);
    });
    pause(2 * kSettleMs);
    act([this] { press(u"queue.send"_s); });
    pause(kSettleMs);
    act([this] {
        find(u"sendCommand.body"_s)->findChild<QPlainTextEdit*>()->setPlainText(
            u"{\n  \"reboot\": true,\n  \"delay\": 5\n}"_s);
        press(u"properties.add"_s);
        find(u"properties.name"_s)->findChild<QLineEdit*>()->setText(u"priority"_s);
        find(u"properties.value"_s)->findChild<QLineEdit*>()->setText(u"high"_s);
    });
    pause(kSettleMs);
    act([this, theme] {
        shoot(u"send-command"_s + theme);
        qobject_cast<QDialog*>(find(u"dialog.sendCommand"_s))->reject();
        press(u"queue.purge"_s);
    });
    pause(2 * kSettleMs);
    act([this, theme] {
        shoot(u"purge"_s + theme);
        qobject_cast<QDialog*>(find(u"dialog.purge"_s))->reject();
    });
    planKeys(theme);
    planAccessDialogs(theme);
}

/// The dialog of a device's keys with the steps to others, of a device that is signed in with one.
void Tour::planKeys(const QString& theme)
{
    for (const QSize size : {kWide, kNarrow}) {
        act([this, size] {
            app().window().resize(size);
            app().window().openDevice(kQueueDevice, u"overview"_s);
        });
        pause(2 * kSettleMs);
        act([this] { press(u"devicePage.keys"_s); });
        pause(2 * kSettleMs);
        act([this, theme, size] {
            shoot(u"device-keys"_s + theme + (size == kWide ? QString() : u"-1024"_s));
            qobject_cast<QDialog*>(find(u"dialog.deviceKeys"_s))->reject();
        });
    }
    act([this] { app().window().resize(kWide); });
}

void Tour::planAccessDialogs(const QString& theme)
{
    struct Shot
    {
        const char* tab;
        const char* button;
        const char* dialog;
        const char* name;
    };
    for (const Shot& shot : {Shot{"rules", "ipRules.add", "dialog.ipRule", "ip-rule"},
                             Shot{"rules", "ipRules.preview", "dialog.ipPreview", "ip-preview"},
                             Shot{"block", "blockList.add", "dialog.accessEntry", "block"},
                             Shot{"groups", "groups.add", "dialog.accessGroup", "group"},
                             Shot{"rules", "access.test", "dialog.accessTest", "access-test"}}) {
        act([this, shot] { app().window().openAccess(QString::fromLatin1(shot.tab)); });
        pause(2 * kSettleMs);
        act([this, shot] { press(QString::fromLatin1(shot.button)); });
        pause(kSettleMs);
        act([this, shot] {
            if (QWidget* const device = find(u"accessTest.device"_s)) {
                device->findChild<QLineEdit*>()->setText(u"rogue-3"_s);
                find(u"accessTest.address"_s)->findChild<QLineEdit*>()->setText(u"192.0.2.13"_s);
            }
        });
        pause(2 * kSettleMs);
        act([this, shot, theme] {
            shoot(QString::fromLatin1(shot.name) + theme);
            qobject_cast<QDialog*>(find(QString::fromLatin1(shot.dialog)))->reject();
        });
    }
}

void Tour::planEnd()
{
    act([this] {
        if (const auto& health = app().hubs().current()->health()) {
            messages_ = health->messagesStored;
        }
        app().samples().remove(*app().hubs().current());
    });
    waitFor(tr("the sample devices are removed"), kConnectLimitMs, [this] {
        return app().samples().state() == SampleDevices::State::None;
    });
}

void Tour::report()
{
    if (!hasFailed() && messages_ < kLeastMessages) {
        fail(tr("Only %1 messages were stored.").arg(messages_));
    }
    say(tr("%1 of %2 devices connected, %3 messages stored, %4 pictures in %5, %6 s in all")
            .arg(mostConnected_)
            .arg(SampleDevices::kCount)
            .arg(messages_)
            .arg(pictures())
            .arg(folder())
            .arg(double(wholeTime_.elapsed()) / 1'000, 0, 'f', 1));
    Q_EMIT finished(hasFailed() ? 1 : 0);
}

} // namespace deck
