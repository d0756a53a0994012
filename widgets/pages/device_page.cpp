#include "widgets/pages/device_page.h"

#include "widgets/metrics.h"
#include "widgets/pages/device_actions.h"
#include "widgets/pages/device_events_view.h"
#include "widgets/pages/device_head.h"
#include "widgets/pages/device_overview.h"
#include "widgets/pages/device_panel.h"
#include "widgets/pages/device_twin_view.h"
#include "widgets/pages/page_links.h"
#include "widgets/pages/permission_gate.h"
#include "widgets/pages/queue_view.h"
#include "widgets/parts/button.h"
#include "widgets/parts/empty_state.h"
#include "widgets/parts/icon_button.h"
#include "widgets/parts/icon_view.h"
#include "widgets/parts/label.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/status_mark.h"
#include "widgets/theme.h"

#include "models/device_pace.h"
#include "models/device_record.h"
#include "models/device_table.h"
#include "models/live_telemetry.h"
#include "models/texts.h"
#include "models/twin_document.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kPatienceMs = 150;
constexpr int kTimesEveryMs = 5'000;
constexpr int kSinceFrom = 760; ///< width of the page
enum Whole { kDevice, kInstead, kBlank };

QString nameOfPage(const QString& key)
{
    if (key == "home"_L1) {
        return DevicePage::tr("Home");
    }
    if (key == "queues"_L1) {
        return DevicePage::tr("Queues");
    }
    if (key == "jobs"_L1) {
        return DevicePage::tr("Jobs");
    }
    return key == "telemetry"_L1 ? DevicePage::tr("Telemetry") : DevicePage::tr("Devices");
}

} // namespace

DevicePage::DevicePage(const PageContext& context)
    : Page(u"device"_s),
      context_(context),
      record_(new DeviceRecord(context.session, this)),
      pace_(new DevicePace(context.session, this)),
      twin_(new TwinDocument(context.session, this)),
      actions_(new DeviceActions(context, u"devicePage"_s, this)),
      back_(new Button(context.theme, tr("Devices"), Button::Kind::Link)),
      send_(new Button(context.theme, tr("Send command…"), Icon::Send, Button::Kind::Secondary)),
      title_(new Label(context.theme, {}, TextStyle::PageTitle)),
      copyId_(new IconButton(context.theme, Icon::Copy, tr("Copy the device id"))),
      state_(new StatusMark(context.theme, Status::Offline, {})),
      since_(new Label(context.theme, {}, TextStyle::Caption, &Tokens::text2)),
      refresh_(new IconButton(context.theme, Icon::Refresh, tr("Refresh"))),
      head_(new DeviceHead(context, *record_, *pace_)),
      tabs_(new Segmented(context.theme, tr("Tabs of the device"))),
      views_(new QStackedWidget),
      overview_(new DeviceOverview(context, *record_, *actions_)),
      twinView_(new DeviceTwinView(context, *twin_)),
      queue_(new QueueView(context)),
      events_(new DeviceEventsView(context)),
      whole_(new QStackedWidget),
      empty_(new EmptyState(context.theme, Icon::Devices))
{
    build();
    addTurns();
    connect(record_, &DeviceRecord::changed, this, &DevicePage::sync);
    connect(&context.session, &HubSession::stateChanged, this, &DevicePage::sync);
    connect(actions_, &DeviceActions::changed, record_, &DeviceRecord::refresh);
    connect(actions_, &DeviceActions::removed, record_, &DeviceRecord::refresh);
    PermissionGate::guard({send_}, context.session, {hub::Permission::Operate});
    connect(back_, &Button::clicked, this, &DevicePage::goBack);
    connect(send_, &Button::clicked, queue_, &QueueView::openSend);
    connect(refresh_, &IconButton::clicked, this, &DevicePage::refresh);
    connect(copyId_, &IconButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(deviceId()); });
    connect(tabs_, &Segmented::currentChanged, this, &DevicePage::showTab);
    connect(empty_, &EmptyState::primaryClicked, this, [this] {
        if (record_->state() == DeviceRecord::State::Missing) {
            goBack();
        } else {
            refresh();
        }
    });
    patience_.setSingleShot(true);
    patience_.setInterval(kPatienceMs);
    connect(&patience_, &QTimer::timeout, this, [this] { whole_->setCurrentIndex(kInstead); });
    times_.setInterval(kTimesEveryMs);
    connect(&times_, &QTimer::timeout, this, &DevicePage::syncTitle);
}

void DevicePage::build()
{
    setAccessibleName(tr("Device"));
    back_->setObjectName(u"device.back"_s);
    back_->setToolTip(tr("Back (Esc)"));
    send_->setObjectName(u"device.send"_s);
    title_->setObjectName(u"device.title"_s);
    tabs_->setObjectName(u"device.tabs"_s);
    refresh_->setShortcutHint(u"F5"_s);
    empty_->setObjectName(u"device.empty"_s);
    state_->setPill(true);
    addTab(u"overview"_s, tr("Overview"), overview_);
    addTab(u"twin"_s, tr("Twin"), twinView_);
    addTab(u"queue"_s, tr("Queue"), queue_);
    addTab(u"events"_s, tr("Events"), events_);
    whole_->addWidget(buildDevice());
    whole_->addWidget(empty_);
    whole_->addWidget(new QWidget); // not yet known
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, kPagePaddingTop, 0, 0);
    column->setSpacing(kBlockGap);
    column->addLayout(buildTitle());
    column->addWidget(whole_, 1);
}

QLayout* DevicePage::buildTitle()
{
    title_->setElide(Qt::ElideMiddle);
    since_->setElide(Qt::ElideRight);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(kPagePadding, 0, kPagePadding, 0);
    row->setSpacing(8);
    row->addWidget(back_);
    row->addWidget(new IconView(context_.theme, Icon::ChevronRight, kInlineIcon));
    row->addWidget(title_);
    row->addWidget(copyId_);
    row->addWidget(state_);
    row->addWidget(since_, 1);
    row->addWidget(send_);
    row->addWidget(actions_->enabled());
    row->addWidget(refresh_);
    return row;
}

QWidget* DevicePage::buildDevice()
{
    auto* strip = new QVBoxLayout;
    strip->setContentsMargins(kPagePadding, 0, kPagePadding, 0);
    strip->setSpacing(kBlockGap);
    strip->addWidget(head_);
    strip->addWidget(tabs_, 0, Qt::AlignLeft);
    auto* device = new QWidget;
    auto* column = new QVBoxLayout(device);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kBlockGap);
    column->addLayout(strip);
    column->addWidget(views_, 1);
    return device;
}

void DevicePage::addTab(const QString& key, const QString& name, QWidget* view)
{
    tabKeys_ << key;
    tabs_->addSegment(name);
    views_->addWidget(view);
}

void DevicePage::addTurns()
{
    const auto add = [this](const QString& name, const QKeySequence& keys, int step) {
        auto* action = new QAction(this);
        action->setObjectName(u"action."_s + name);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, [this, step] { turnTab(step); });
        addAction(action);
    };
    add(u"nextTab"_s, QKeySequence(Qt::CTRL | Qt::Key_Tab), 1);
    add(u"previousTab"_s, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Backtab), -1);
}

void DevicePage::open(const QString& deviceId, const QString& tab, const QString& cameFrom)
{
    cameFrom_ = cameFrom;
    back_->setText(nameOfPage(cameFrom));
    title_->setText(plainLine(deviceId, 200));
    record_->setDevice(deviceId);
    pace_->setDevice(deviceId, context_.telemetry.log(), context_.session.hubNow());
    twin_->setDevice(deviceId);
    events_->setDevice(deviceId);
    overview_->setDevice(deviceId);
    queue_->setDevice(deviceId);
    tabs_->setCurrent(int(std::max<qsizetype>(0, tabKeys_.indexOf(tab))));
    setFocus(Qt::OtherFocusReason);
    sync();
}

QString DevicePage::deviceId() const
{
    return record_->deviceId();
}

void DevicePage::sync()
{
    syncTitle();
    syncInstead();
    if (record_->device()) {
        actions_->setDevice(*record_->device());
    }
    for (Button* button :
         {send_, actions_->enabled(), actions_->remove(), actions_->connectionString()}) {
        button->setEnabled(context_.session.isOnline());
    }
}

void DevicePage::syncTitle()
{
    const bool known = record_->device().has_value();
    for (QWidget* part : {static_cast<QWidget*>(state_), static_cast<QWidget*>(copyId_),
                          static_cast<QWidget*>(actions_->enabled())}) {
        part->setVisible(known);
    }
    send_->setVisible(known && context_.session.supports("queues") &&
                      views_->currentWidget() != queue_); // it has its own
    if (!known) {
        since_->setText({}); // it keeps the row together
        return;
    }
    const hub::api::Device& device = *record_->device();
    const hub::WallTime now = context_.session.hubNow();
    const DeviceState state = stateOf(device, now);
    state_->setStatus(statusFor(state), textOf(state));
    if (!context_.session.isOnline()) {
        since_->setText(record_->asOf() ? tr("as of %1").arg(clockTime(*record_->asOf()).left(8))
                                        : QString());
    } else if (width() < kSinceFrom) {
        since_->setText({});
    } else {
        since_->setText(device.connectionChanged ? sinceText(*device.connectionChanged, now)
                                                 : tr("never connected"));
    }
    since_->setToolTip(absoluteTime(device.connectionChanged));
    head_->sync();
}

/// What stands in the device's place: that it is looked for, is not there, or cannot be read.
void DevicePage::syncInstead()
{
    using State = DeviceRecord::State;
    empty_->setBusy(record_->state() == State::Loading);
    switch (record_->state()) {
    case State::Empty: return;
    case State::Ready:
        patience_.stop();
        whole_->setCurrentIndex(kDevice);
        return;
    case State::Loading:
        empty_->setTexts(tr("Looking the device up"), {});
        empty_->setPrimary({});
        if (whole_->currentIndex() == kDevice) {
            whole_->setCurrentIndex(kBlank);
            patience_.start();
        }
        return;
    case State::Missing:
        empty_->setIcon(Icon::Devices);
        empty_->setTexts(record_->wasDeleted()
                             ? tr("%1 was deleted").arg(plainLine(deviceId(), 60))
                             : tr("There is no device %1").arg(plainLine(deviceId(), 60)),
                         record_->wasDeleted()
                             ? tr("Its keys no longer work. Created again, it shows here.")
                             : tr("It may have been deleted, or it is on another hub."));
        empty_->setPrimary(tr("Back to %1").arg(nameOfPage(cameFrom_)));
        break;
    case State::Failed:
        empty_->setIcon(Icon::Warning);
        empty_->setTexts(record_->error().message, record_->error().remedy);
        empty_->setPrimary(tr("Try again"), Icon::Refresh);
        break;
    }
    patience_.stop();
    whole_->setCurrentIndex(kInstead);
}

void DevicePage::showTab(int index)
{
    views_->setCurrentIndex(index);
    syncTitle();
}

void DevicePage::turnTab(int step)
{
    const int count = tabs_->count();
    tabs_->setCurrent((tabs_->current() + step + count) % count);
}

void DevicePage::focusFilter()
{
    if (views_->currentWidget() == events_) {
        events_->focusFilter();
    } else if (views_->currentWidget() == queue_) {
        queue_->focusTable();
    }
}

void DevicePage::refresh()
{
    record_->refresh();
    twin_->reload();
    queue_->refresh();
}

void DevicePage::goBack()
{
    Q_EMIT context_.links.backWanted();
}

void DevicePage::keyPressEvent(QKeyEvent* event)
{
    if (event->key() != Qt::Key_Escape) {
        Page::keyPressEvent(event);
        return;
    }
    const QWidget* const view = views_->currentWidget();
    const bool closedSomething =
        view == events_       ? events_->clearFilter()
        : view == twinView_ ? twinView_->leaveEditing()
                            : view == queue_ && queue_->closePanel();
    if (!closedSomething) {
        goBack();
    }
}

void DevicePage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    syncTitle();
}

void DevicePage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    times_.start();
    sync();
}

void DevicePage::hideEvent(QHideEvent* event)
{
    times_.stop();
    Page::hideEvent(event);
}

} // namespace deck
