// What every page is handed, and what the window asks of it. A page belongs to one hub: when another
// hub is chosen, the window throws its pages away and builds them anew.
#pragma once

#include <QWidget>

namespace deck {

class AlertTable;
class FrameClock;
class HubEventLog;
class HubSession;
class LiveTelemetry;
class LocalHubStatus;
class MethodHistory;
class PageLinks;
class Preferences;
class SampleDevices;
class Theme;
class ToastStack;

struct PageContext
{
    Theme& theme;
    FrameClock& clock;
    HubSession& session;
    LiveTelemetry& telemetry;
    HubEventLog& events;
    MethodHistory& methods;
    AlertTable& alerts;
    LocalHubStatus& localHub;
    SampleDevices& samples;
    Preferences& preferences;
    ToastStack& toasts;
    PageLinks& links;
};

/// GUI thread.
class Page : public QWidget
{
    Q_OBJECT

public:
    /// key names it for tests: the object name becomes "page.<key>".
    explicit Page(const QString& key);

    virtual void focusFilter() {} ///< the key "/"
    virtual void refresh() {}     ///< F5
    virtual void togglePause() {} ///< Space, where nothing else takes it
    virtual void exportShown() {} ///< Ctrl+E
    virtual void goBack() {}      ///< Alt+Left, on pages that were led to
};

} // namespace deck
