// The console's objects in the order of their lives: preferences, secrets, hubs, the local hub, the
// sample devices, and the window over them.
#pragma once

#include "app/console/local_hub.h"
#include "app/console/profile_store.h"
#include "app/console/samples/paho_samples.h"
#include "app/console/secret_store.h"
#include "app/console/settings.h"

#include "widgets/main_window.h"
#include "widgets/theme.h"

#include "models/hub_list.h"

#include <QObject>

#include <memory>

class QApplication;

namespace deck {

struct StartOptions
{
    QString dataFolder;   ///< of the local hub
    QString configFolder; ///< settings and profiles
    bool keychain = true; ///< false: secrets live as long as the program
    bool showWindow = true;
};

/// GUI thread. Destroying it says goodbye to the hubs and stops the local one, a few seconds at most.
class Application final : public QObject
{
    Q_OBJECT

public:
    Application(QApplication& application, StartOptions options);
    ~Application() override;

    static QString defaultDataFolder();

    Theme& theme() { return theme_; }
    HubList& hubs() { return hubs_; }
    SampleDevices& samples() { return samples_; }
    Preferences& preferences() { return preferences_; }
    const LocalHubStatus& localHub() const { return localHubStatus_; }
    MainWindow& window() { return *window_; }

private:
    void applyPreferences();
    void startLocalHub();
    void takeLocalHub(const ConnectionProfile& profile);
    void chooseLocalHub();
    void restoreWindow();
    void keepWindow();
    void noteSecrets();

    const StartOptions options_;
    Preferences preferences_;
    Settings settings_;
    Theme theme_;
    std::unique_ptr<SecretStore> secrets_;
    HubList hubs_;
    ProfileStore profiles_;
    LocalHubStatus localHubStatus_;
    LocalHub localHub_;
    PahoSamples samples_;
    std::unique_ptr<MainWindow> window_;
};

} // namespace deck
