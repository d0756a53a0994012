// The window of the console: it places sidebar, top bar, pages and foot, and opens dialogs. It owns
// no data of a hub.
#pragma once

#include <QMainWindow>
#include <QPointer>

#include <functional>
#include <memory>

namespace deck {

class Banner;
class ConnectDeviceDialog;
class Dialog;
class EmptyState;
class FrameClock;
class HubList;
class LocalHubStatus;
class Page;
class PageLinks;
class PageStack;
class Preferences;
class SampleDevices;
class Sidebar;
class Theme;
class ToastStack;
class TopBar;
struct HubError;
struct HubNotice;
struct PageContext;

/// All of it outlives the window.
struct ConsoleParts
{
    Theme& theme;
    HubList& hubs;
    LocalHubStatus& localHub;
    SampleDevices& samples;
    Preferences& preferences;
};

/// GUI thread.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(const ConsoleParts& parts);
    ~MainWindow() override;

    /// "home", "devices", "access", "telemetry", "queues", "audit", "settings"
    void showPage(const QString& key);

    /// The page Queues with the queue of that device.
    void openQueue(const QString& deviceId);

    /// tab as in PageLinks. Going back leads to the page that was shown before.
    void openDevice(const QString& deviceId, const QString& tab);

    /// The jobs over many devices; with that one open, if one is named.
    void openJobs(const QString& id);

    /// The page Access; tab as in PageLinks.
    void openAccess(const QString& tab);

    /// A sentence above the pages that is not about a hub; shown while nothing weighs more.
    void setNote(const QString& sentence, const QString& detail);

    void openConnectHub();
    void openConnectDevice();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void closeEvent(QCloseEvent* event) override;

Q_SIGNALS:
    void closing();

private:
    void build();
    void addPages();
    void addActions();
    void addAction(const QString& name,
                   const QString& text,
                   const QKeySequence& keys,
                   const std::function<void()>& act);
    using QMainWindow::addAction;
    void connectParts();
    PageContext contextOfPages() const;
    void showHub();
    void goBack();
    void syncInstead();
    bool isRefused(const QString& page);
    void askCode();
    void syncBanner();
    void syncCounts();
    void actOnBanner();
    void reportSampleError(const HubError& error);
    void toggleColors();

    ConsoleParts parts_;
    FrameClock* clock_;
    PageLinks* links_;
    Sidebar* sidebar_;
    TopBar* topBar_;
    QWidget* bannerRow_;
    Banner* banner_;
    PageStack* pages_;
    EmptyState* instead_;
    EmptyState* refused_; ///< in place of a page that may not be seen
    ToastStack* toasts_;
    QPointer<ConnectDeviceDialog> connectDevice_;
    QPointer<Dialog> secondFactor_;
    QString beforeDevice_; ///< the page that led to a device
    std::unique_ptr<HubNotice> notice_; ///< what the banner says
    QString closedSentence_;            ///< of a notice that the person has closed
    QString noteSentence_;
    QString noteDetail_;
};

} // namespace deck
