#include "widgets/main_window.h"

#include "widgets/dialogs/connect_device_dialog.h"
#include "widgets/dialogs/connect_hub_dialog.h"
#include "widgets/dialogs/second_factor_dialog.h"
#include "widgets/metrics.h"
#include "widgets/pages/access_page.h"
#include "widgets/pages/audit_page.h"
#include "widgets/pages/device_page.h"
#include "widgets/pages/devices_page.h"
#include "widgets/pages/home_page.h"
#include "widgets/pages/jobs_page.h"
#include "widgets/pages/page_links.h"
#include "widgets/pages/queues_page.h"
#include "widgets/pages/settings_page.h"
#include "widgets/pages/telemetry_page.h"
#include "widgets/parts/banner.h"
#include "widgets/parts/divider.h"
#include "widgets/parts/empty_state.h"
#include "widgets/parts/nav_list.h"
#include "widgets/parts/toast_stack.h"
#include "widgets/plot/frame_clock.h"
#include "widgets/shell/page_stack.h"
#include "widgets/shell/sidebar.h"
#include "widgets/shell/status_line.h"
#include "widgets/shell/top_bar.h"
#include "widgets/theme.h"

#include "models/hub_list.h"
#include "models/hub_notice.h"
#include "models/preferences.h"
#include "models/sample_devices.h"
#include "models/texts.h"

#include <QAction>
#include <QCloseEvent>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kCollapseBelow = 1'180;
constexpr QSize kLeastSize{960, 600};
constexpr QSize kFirstSize{1'440, 900};

QString actionText(HubNotice::Action action)
{
    switch (action) {
    case HubNotice::Action::None: return {};
    case HubNotice::Action::RestartLocalHub: return MainWindow::tr("Restart hub");
    case HubNotice::Action::RetryNow: return MainWindow::tr("Try now");
    case HubNotice::Action::ConnectAgain: return MainWindow::tr("Connect again…");
    case HubNotice::Action::EnterCode: return MainWindow::tr("Enter code…");
    }
    return {};
}

Banner::Role roleOf(HubNotice::Weight weight)
{
    switch (weight) {
    case HubNotice::Weight::Info: return Banner::Role::Info;
    case HubNotice::Weight::Warning: return Banner::Role::Warn;
    case HubNotice::Weight::Bad: return Banner::Role::Bad;
    }
    return Banner::Role::Info;
}

/// What the routes need without which a page has nothing to show.
Need needOf(const QString& page)
{
    if (page == "audit"_L1) {
        return {hub::Permission::Administer, true};
    }
    return page == "access"_L1 ? kWholeHub : Need{};
}

} // namespace

MainWindow::MainWindow(const ConsoleParts& parts)
    : parts_(parts),
      clock_(new FrameClock(this)),
      links_(new PageLinks(this)),
      sidebar_(new Sidebar(parts.theme)),
      topBar_(new TopBar(parts.theme, parts.hubs)),
      bannerRow_(new QWidget),
      banner_(new Banner(parts.theme)),
      pages_(new PageStack),
      instead_(new EmptyState(parts.theme, Icon::Server)),
      refused_(new EmptyState(parts.theme, Icon::Key))
{
    setWindowTitle(u"Hubdeck"_s);
    setMinimumSize(kLeastSize);
    resize(kFirstSize);
    build();
    addPages();
    addActions();
    connectParts();
    showHub();
    showPage(u"home"_s);
}

MainWindow::~MainWindow()
{
    toasts_->flush();
    pages_->dropHubPages();
}

void MainWindow::build()
{
    auto* bannerColumn = new QVBoxLayout(bannerRow_);
    bannerColumn->setContentsMargins(kPagePadding, kCardGap, kPagePadding, 0);
    bannerColumn->addWidget(banner_);
    bannerRow_->hide();
    auto* column = new QVBoxLayout;
    column->setSpacing(0);
    column->addWidget(topBar_);
    column->addWidget(new Divider(parts_.theme));
    column->addWidget(bannerRow_);
    column->addWidget(pages_, 1);
    column->addWidget(new Divider(parts_.theme));
    column->addWidget(new StatusLine(parts_.theme, parts_.hubs, parts_.localHub));
    auto* middle = new QWidget;
    auto* row = new QHBoxLayout(middle);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(sidebar_);
    row->addWidget(new Divider(parts_.theme, Qt::Vertical));
    row->addLayout(column, 1);
    setCentralWidget(middle);
    toasts_ = new ToastStack(parts_.theme, *middle);
    toasts_->setBottomInset(28);
}

PageContext MainWindow::contextOfPages() const
{
    return {.theme = parts_.theme,
            .clock = *clock_,
            .session = *parts_.hubs.current(),
            .telemetry = *parts_.hubs.currentTelemetry(),
            .events = *parts_.hubs.currentEvents(),
            .methods = *parts_.hubs.currentMethods(),
            .alerts = *parts_.hubs.currentAlerts(),
            .localHub = parts_.localHub,
            .samples = parts_.samples,
            .preferences = parts_.preferences,
            .toasts = *toasts_,
            .links = *links_};
}

void MainWindow::addPages()
{
    pages_->setInstead(instead_);
    refused_->setObjectName(u"shell.refused"_s);
    pages_->setRefused(refused_, [this](const QString& page) { return isRefused(page); });
    pages_->addPage(u"home"_s, true, [this] { return new HomePage(contextOfPages()); });
    pages_->addPage(u"devices"_s, true, [this] { return new DevicesPage(contextOfPages()); });
    pages_->addPage(u"device"_s, true, [this] { return new DevicePage(contextOfPages()); });
    pages_->addPage(u"jobs"_s, true, [this] { return new JobsPage(contextOfPages()); });
    pages_->addPage(u"access"_s, true, [this] { return new AccessPage(contextOfPages()); });
    pages_->addPage(u"telemetry"_s, true, [this] { return new TelemetryPage(contextOfPages()); });
    pages_->addPage(u"queues"_s, true, [this] { return new QueuesPage(contextOfPages()); });
    pages_->addPage(u"audit"_s, true, [this] { return new AuditPage(contextOfPages()); });
    pages_->addPage(u"settings"_s, false, [this] {
        return new SettingsPage({.theme = parts_.theme,
                                 .hubs = parts_.hubs,
                                 .localHub = parts_.localHub,
                                 .preferences = parts_.preferences,
                                 .toasts = *toasts_,
                                 .links = *links_});
    });
}

void MainWindow::addAction(const QString& name,
                           const QString& text,
                           const QKeySequence& keys,
                           const std::function<void()>& act)
{
    auto* action = new QAction(text, this);
    action->setObjectName(u"action."_s + name);
    action->setShortcut(keys);
    connect(action, &QAction::triggered, this, act);
    QMainWindow::addAction(action);
}

void MainWindow::addActions()
{
    static const QStringList pages{u"home"_s,      u"devices"_s, u"access"_s,
                                   u"telemetry"_s, u"queues"_s,  u"audit"_s,
                                   u"settings"_s};
    for (int i = 0; i < pages.size(); ++i) {
        addAction(u"page."_s + pages[i], tr("Go to %1").arg(pages[i]),
                  QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_1 + i)),
                  [this, page = pages[i]] { showPage(page); });
    }
    addAction(u"settings"_s, tr("Settings"), QKeySequence(u"Ctrl+,"_s),
              [this] { showPage(u"settings"_s); });
    addAction(u"hubs"_s, tr("Choose a hub"), QKeySequence(u"Ctrl+H"_s),
              [this] { topBar_->openHubs(); });
    addAction(u"connectHub"_s, tr("Connect to a hub…"), QKeySequence(u"Ctrl+O"_s),
              [this] { openConnectHub(); });
    addAction(u"connectDevice"_s, tr("Connect my device…"), QKeySequence(u"Ctrl+N"_s),
              [this] { openConnectDevice(); });
    addAction(u"colors"_s, tr("Light or dark"), QKeySequence(u"Ctrl+Shift+L"_s),
              [this] { toggleColors(); });
    const auto withPage = [this](void (Page::*act)()) {
        return [this, act] {
            if (Page* const page = pages_->currentPage()) {
                (page->*act)();
            }
        };
    };
    addAction(u"filter"_s, tr("Filter"), QKeySequence(u"/"_s), withPage(&Page::focusFilter));
    addAction(u"find"_s, tr("Filter"), QKeySequence(QKeySequence::Find),
              withPage(&Page::focusFilter));
    addAction(u"refresh"_s, tr("Refresh"), QKeySequence(u"F5"_s), withPage(&Page::refresh));
    addAction(u"back"_s, tr("Back"), QKeySequence(QKeySequence::Back), withPage(&Page::goBack));
    addAction(u"export"_s, tr("Export"), QKeySequence(u"Ctrl+E"_s), withPage(&Page::exportShown));
    addAction(u"pause"_s, tr("Pause or resume"), QKeySequence(u"Ctrl+P"_s),
              withPage(&Page::togglePause));
}

void MainWindow::connectParts()
{
    connect(sidebar_->pages(), &NavList::activated, this, &MainWindow::showPage);
    connect(links_, &PageLinks::pageWanted, this, &MainWindow::showPage);
    connect(links_, &PageLinks::queueWanted, this, &MainWindow::openQueue);
    connect(links_, &PageLinks::deviceWanted, this, &MainWindow::openDevice);
    connect(links_, &PageLinks::jobsWanted, this, &MainWindow::openJobs);
    connect(links_, &PageLinks::accessWanted, this, &MainWindow::openAccess);
    connect(links_, &PageLinks::backWanted, this, &MainWindow::goBack);
    connect(links_, &PageLinks::connectHubWanted, this, &MainWindow::openConnectHub);
    connect(links_, &PageLinks::connectDeviceWanted, this, &MainWindow::openConnectDevice);
    connect(topBar_, &TopBar::connectHubWanted, this, &MainWindow::openConnectHub);
    connect(topBar_, &TopBar::themeToggled, this, &MainWindow::toggleColors);
    connect(banner_, &Banner::actionTriggered, this, &MainWindow::actOnBanner);
    connect(banner_, &Banner::closed, this, [this] {
        closedSentence_ = notice_->sentence;
        bannerRow_->hide();
    });
    connect(instead_, &EmptyState::primaryClicked, &parts_.localHub,
            &LocalHubStatus::restartWanted);
    connect(instead_, &EmptyState::secondaryClicked, this, &MainWindow::openConnectHub);
    connect(&parts_.hubs, &HubList::currentChanged, this, &MainWindow::showHub);
    connect(&parts_.localHub, &LocalHubStatus::changed, this, &MainWindow::syncInstead);
    connect(&parts_.localHub, &LocalHubStatus::changed, this, &MainWindow::syncBanner);
    connect(&parts_.samples, &SampleDevices::failed, this, &MainWindow::reportSampleError);
}

void MainWindow::showHub()
{
    delete connectDevice_;
    delete secondFactor_;
    pages_->dropHubPages();
    pages_->setHasHub(false);
    if (pages_->currentKey() == "device"_L1) {
        showPage(u"devices"_s); // it was a device of another hub
    }
    HubSession* const session = parts_.hubs.current();
    if (session != nullptr) {
        connect(session, &HubSession::stateChanged, this, &MainWindow::syncBanner,
                Qt::UniqueConnection);
        connect(session, &HubSession::stateChanged, this, &MainWindow::askCode,
                Qt::UniqueConnection);
        connect(session, &HubSession::healthChanged, this, &MainWindow::syncBanner,
                Qt::UniqueConnection);
        connect(session, &HubSession::healthChanged, this, &MainWindow::syncCounts,
                Qt::UniqueConnection);
        connect(session, &HubSession::identityChanged, pages_, &PageStack::recheck,
                Qt::UniqueConnection);
        connect(parts_.hubs.currentAlerts(), &AlertTable::answered, this, &MainWindow::syncCounts,
                Qt::UniqueConnection);
        setWindowTitle(tr("%1 – Hubdeck").arg(session->profile().name));
    } else {
        setWindowTitle(u"Hubdeck"_s);
    }
    syncInstead();
    pages_->setHasHub(session != nullptr);
    syncBanner();
    syncCounts();
    askCode();
}

/// Once for each time that the hub wants it; whoever cancels finds it in the banner.
void MainWindow::askCode()
{
    HubSession* const session = parts_.hubs.current();
    const bool isWanted =
        session != nullptr && session->state() == HubSession::State::NeedsCode;
    if (isWanted && !secondFactor_) {
        secondFactor_ = new SecondFactorDialog(parts_.theme, *session, this);
        secondFactor_->open();
    }
}

/// Says why in the page's place.
bool MainWindow::isRefused(const QString& page)
{
    const HubSession* const session = parts_.hubs.current();
    const QString refusal =
        session == nullptr ? QString() : session->identity().refusal(needOf(page));
    if (!refusal.isEmpty()) {
        refused_->setTexts(refusal, tr("Ask who administers this hub, or connect as somebody who "
                                       "may."));
    }
    return !refusal.isEmpty();
}

/// In place of a hub's pages while there is none.
void MainWindow::syncInstead()
{
    const LocalHubStatus::Values& local = parts_.localHub.values();
    const bool starts = local.phase == LocalHubStatus::Phase::Starting;
    instead_->setBusy(starts);
    if (starts) {
        instead_->setIcon(Icon::Server);
        instead_->setTexts(tr("Starting your hub"), tr("This takes a second or two."));
        instead_->setPrimary({});
    } else if (local.phase == LocalHubStatus::Phase::Failed) {
        instead_->setIcon(Icon::Warning);
        instead_->setTexts(local.message, local.remedy);
        instead_->setPrimary(tr("Try again"), Icon::Refresh);
    } else {
        instead_->setIcon(Icon::Connections);
        instead_->setTexts(tr("No hub"),
                           tr("Start the hub of this computer, or connect to one elsewhere."));
        instead_->setPrimary(tr("Start local hub"), Icon::Play);
    }
    instead_->setSecondary(starts ? QString() : tr("Connect…"));
}

void MainWindow::syncBanner()
{
    std::optional<HubNotice> notice = noticeFor(parts_.localHub, parts_.hubs.current());
    if (!notice && !noteSentence_.isEmpty()) {
        notice = HubNotice{HubNotice::Weight::Info, noteSentence_, noteDetail_};
    }
    if (!notice || notice->sentence == closedSentence_) {
        notice_.reset();
        bannerRow_->hide();
    } else if (!notice_ || !(*notice_ == *notice)) {
        notice_ = std::make_unique<HubNotice>(*notice);
        closedSentence_.clear();
        banner_->show({.role = roleOf(notice->weight),
                       .sentence = notice->sentence,
                       .detail = notice->detail,
                       .action = actionText(notice->action),
                       .closable = notice->weight == HubNotice::Weight::Info});
        bannerRow_->show();
    }
}

void MainWindow::syncCounts()
{
    const HubSession* const session = parts_.hubs.current();
    const bool known = session != nullptr && session->health();
    sidebar_->pages()->setCount(u"devices"_s,
                                known ? countText(session->health()->devices) : QString());
    const quint64 alerts = session == nullptr ? 0 : parts_.hubs.currentAlerts()->open();
    sidebar_->pages()->setCount(u"access"_s, alerts == 0 ? QString() : countText(alerts));
}

void MainWindow::actOnBanner()
{
    HubSession* const session = parts_.hubs.current();
    switch (notice_ ? notice_->action : HubNotice::Action::None) {
    case HubNotice::Action::None: break;
    case HubNotice::Action::RestartLocalHub: Q_EMIT parts_.localHub.restartWanted(); break;
    case HubNotice::Action::RetryNow:
        if (session != nullptr) {
            session->retryNow();
        }
        break;
    case HubNotice::Action::ConnectAgain: openConnectHub(); break;
    case HubNotice::Action::EnterCode: askCode(); break;
    }
}

void MainWindow::setNote(const QString& sentence, const QString& detail)
{
    noteSentence_ = sentence;
    noteDetail_ = detail;
    syncBanner();
}

void MainWindow::showPage(const QString& key)
{
    pages_->showPage(key);
    const bool isBelow = key == "device"_L1 || key == "jobs"_L1;
    sidebar_->pages()->setCurrent(isBelow ? u"devices"_s : key);
}

void MainWindow::openDevice(const QString& deviceId, const QString& tab)
{
    if (pages_->currentKey() != "device"_L1) {
        beforeDevice_ = pages_->currentKey();
    }
    showPage(u"device"_s);
    if (auto* const page = qobject_cast<DevicePage*>(pages_->currentPage())) {
        page->open(deviceId, tab, beforeDevice_);
    }
}

void MainWindow::goBack()
{
    showPage(beforeDevice_.isEmpty() ? u"devices"_s : beforeDevice_);
}

void MainWindow::openQueue(const QString& deviceId)
{
    showPage(u"queues"_s);
    if (auto* const page = qobject_cast<QueuesPage*>(pages_->currentPage())) {
        page->openQueue(deviceId);
    }
}

void MainWindow::openJobs(const QString& id)
{
    showPage(u"jobs"_s);
    if (auto* const page = qobject_cast<JobsPage*>(pages_->currentPage())) {
        page->openJob(id);
    }
}

void MainWindow::openAccess(const QString& tab)
{
    showPage(u"access"_s);
    if (auto* const page = qobject_cast<AccessPage*>(pages_->currentPage())) {
        page->openTab(tab);
    }
}

void MainWindow::openConnectHub()
{
    auto* dialog = new ConnectHubDialog(parts_.theme, parts_.hubs, this);
    const HubSession* const session = parts_.hubs.current();
    if (session != nullptr && !session->profile().isLocal &&
        (session->state() == HubSession::State::SignedOut ||
         session->state() == HubSession::State::Untrusted)) {
        dialog->setReplacing(session->profile().id, session->profile().name);
    }
    dialog->open();
}

void MainWindow::openConnectDevice()
{
    HubSession* const session = parts_.hubs.current();
    if (session == nullptr || !session->isOnline()) {
        toasts_->add({.text = tr("Not connected to a hub yet"), .icon = Icon::Info});
        return;
    }
    const Need enroll{hub::Permission::Enroll};
    if (const QString refusal = session->identity().refusal(enroll); !refusal.isEmpty()) {
        toasts_->add({.text = refusal, .icon = Icon::Key});
        return;
    }
    const QString caFile =
        session->profile().isLocal ? parts_.localHub.values().caCertificate : QString();
    delete connectDevice_;
    connectDevice_ =
        new ConnectDeviceDialog(parts_.theme, *session, parts_.preferences, caFile, this);
    connect(connectDevice_, &ConnectDeviceDialog::telemetryWanted, this,
            [this] { showPage(u"telemetry"_s); });
    connectDevice_->open();
}

void MainWindow::reportSampleError(const HubError& error)
{
    toasts_->add({.text = (error.message + u' ' + error.remedy).trimmed(),
                  .icon = Icon::Error,
                  .iconColor = &Tokens::bad});
}

void MainWindow::toggleColors()
{
    PreferenceValues values = parts_.preferences.values();
    values.colors = parts_.theme.isDark() ? PreferenceValues::Colors::Light
                                          : PreferenceValues::Colors::Dark;
    parts_.preferences.set(values);
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    sidebar_->setCollapsed(width() < kCollapseBelow);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    Q_EMIT closing();
    QMainWindow::closeEvent(event);
}

} // namespace deck
