// A page on a stage of its own: a window, and all that pages are handed, with a fake hub behind.
#pragma once

#include "tests/support/fake_hub.h"
#include "tests/widgets/stage.h"
#include "widgets/pages/page.h"
#include "widgets/pages/page_links.h"
#include "widgets/parts/toast_stack.h"
#include "widgets/plot/frame_clock.h"

#include "models/alert_table.h"
#include "models/hub_event_log.h"
#include "models/hub_session.h"
#include "models/live_telemetry.h"
#include "models/local_hub_status.h"
#include "models/method_history.h"
#include "models/preferences.h"
#include "models/sample_devices.h"

#include "api/capabilities.h"
#include "base/json_writer.h"

namespace deck::test {

class NoSamples final : public SampleDevices
{
public:
    void add(HubSession& /*session*/) override {}
    void remove(HubSession& /*session*/) override {}
    void disconnectAll() override {}
    State state() const override { return State::None; }
    int connected() const override { return 0; }
};

template <class T>
QByteArray jsonOf(const T& value)
{
    std::string out;
    hub::JsonWriter writer(out);
    write(writer, value);
    return QByteArray::fromStdString(out);
}

class PageStage
{
public:
    FakeHub fake;
    HubSession session{fake.profile()};
    LiveTelemetry telemetry{session};
    HubEventLog events{session};
    MethodHistory methods;
    AlertTable alerts{session};
    LocalHubStatus localHub;
    NoSamples samples;
    Preferences preferences;
    PageLinks links;
    FrameClock clock;
    Stage stage; ///< goes first, with the page on it
    ToastStack& toasts; ///< of the window, which owns it

    /// features: what the hub says that it can do.
    explicit PageStage(const std::vector<std::string>& features, QSize size = {1'000, 700})
        : toasts(*new ToastStack(stage.theme, stage.window))
    {
        hub::api::Capabilities capabilities;
        capabilities.product = "Hubdeck";
        capabilities.hubId = "fake";
        capabilities.features = features;
        fake.answer("/admin/capabilities", 200, jsonOf(capabilities));
        stage.window.resize(size);
        stage.window.layout()->setContentsMargins(0, 0, 0, 0);
    }

    PageContext context()
    {
        return {.theme = stage.theme,
                .clock = clock,
                .session = session,
                .telemetry = telemetry,
                .events = events,
                .methods = methods,
                .alerts = alerts,
                .localHub = localHub,
                .samples = samples,
                .preferences = preferences,
                .toasts = toasts,
                .links = links};
    }

    /// Until the hub is there and its events are listened to.
    bool online()
    {
        session.start();
        return QTest::qWaitFor([this] { return session.isOnline() && fake.openStreams() == 1; });
    }

    /// The newest part of that name, in the window or in a dialog over it; nullptr: none.
    template <class Part = QWidget>
    Part* part(const char* name)
    {
        const auto found = stage.window.findChildren<Part*>(QString::fromLatin1(name));
        return found.isEmpty() ? nullptr : found.last();
    }

    /// Keys go to the window that is in use, also to a dialog.
    static void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(QGuiApplication::focusWindow(), key, modifiers);
    }
    static void type(const char* text)
    {
        for (const char* c = text; *c != 0; ++c) {
            QTest::keyClick(QGuiApplication::focusWindow(), *c);
        }
    }
};

} // namespace deck::test
