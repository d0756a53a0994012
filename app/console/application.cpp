#include "app/console/application.h"

#include "app/console/hub_key.h"

#include <QApplication>
#include <QScreen>
#include <QStandardPaths>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

const QString kLocalHubId = u"local"_s;

std::unique_ptr<SecretStore> makeSecrets(bool keychain)
{
    if (keychain) {
        return std::make_unique<KeychainSecrets>();
    }
    return std::make_unique<MemorySecrets>();
}

QString presentScreens()
{
    QList<QRect> screens;
    for (const QScreen* screen : QGuiApplication::screens()) {
        screens << screen->geometry();
    }
    return Settings::screenSetUp(screens);
}

} // namespace

Application::Application(QApplication& application, StartOptions options)
    : options_(std::move(options)),
      settings_(preferences_, options_.configFolder + u"/hubdeck.ini"_s),
      theme_(application),
      secrets_(makeSecrets(options_.keychain)),
      profiles_(hubs_, *secrets_, options_.configFolder + u"/hubs.json"_s),
      localHub_(localHubStatus_),
      window_(std::make_unique<MainWindow>(ConsoleParts{.theme = theme_,
                                                        .hubs = hubs_,
                                                        .localHub = localHubStatus_,
                                                        .samples = samples_,
                                                        .preferences = preferences_}))
{
    applyPreferences();
    connect(&preferences_, &Preferences::changed, this, &Application::applyPreferences);
    connect(&localHub_, &LocalHub::ready, this, &Application::takeLocalHub);
    connect(&localHubStatus_, &LocalHubStatus::restartWanted, this, [this] {
        if (localHubStatus_.phase() == LocalHubStatus::Phase::Stopped) {
            startLocalHub();
        }
    });
    connect(&hubs_, &HubList::currentChanged, this, &Application::chooseLocalHub);
    connect(secrets_.get(), &SecretStore::sessionOnlyChanged, this, &Application::noteSecrets);
    connect(&profiles_, &ProfileStore::failed, this,
            [this](const QString& message) { window_->setNote(message, {}); });
    connect(window_.get(), &MainWindow::closing, this, &Application::keepWindow);
    restoreWindow();
    if (options_.showWindow) {
        window_->show();
    }
    profiles_.load();
    if (preferences_.values().startLocalHub) {
        startLocalHub();
    } else {
        localHubStatus_.set({.phase = LocalHubStatus::Phase::Stopped,
                             .dataFolder = options_.dataFolder});
    }
}

Application::~Application()
{
    window_.reset();
    samples_.disconnectAll();
    localHub_.stop();
}

QString Application::defaultDataFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) + u"/hub"_s;
}

void Application::applyPreferences()
{
    const PreferenceValues& values = preferences_.values();
    theme_.setReduceMotion(values.reduceMotion);
    switch (values.colors) {
    case PreferenceValues::Colors::System: theme_.setChoice(Theme::Choice::System); break;
    case PreferenceValues::Colors::Light: theme_.setChoice(Theme::Choice::Light); break;
    case PreferenceValues::Colors::Dark: theme_.setChoice(Theme::Choice::Dark); break;
    }
}

void Application::startLocalHub()
{
    if (!options_.keychain) {
        localHub_.start(options_.dataFolder);
        return;
    }
    findHubKey(*secrets_, options_.dataFolder, this, [this](HubKey key) {
        if (!key.notice.isEmpty()) {
            window_->setNote(tr("The key of the local hub is a file in its data folder."), key.notice);
        }
        localHub_.start(options_.dataFolder, std::move(key.source));
    });
}

/// At the start, and again after each restart.
void Application::takeLocalHub(const ConnectionProfile& profile)
{
    hubs_.put(profile);
    chooseLocalHub();
}

/// The local one takes the place of a hub that was removed.
void Application::chooseLocalHub()
{
    if (hubs_.current() == nullptr) {
        hubs_.setCurrent(kLocalHubId);
    }
}

void Application::restoreWindow()
{
    const QByteArray geometry = settings_.windowGeometry(presentScreens());
    if (!geometry.isEmpty()) {
        window_->restoreGeometry(geometry);
    }
}

void Application::keepWindow()
{
    settings_.setWindowGeometry(presentScreens(), window_->saveGeometry());
}

void Application::noteSecrets()
{
    if (secrets_->isSessionOnly() && hubs_.rowCount() > 1) {
        window_->setNote(tr("Keys of other hubs are kept for this session only."),
                         tr("This computer's keyring cannot be used: it is missing or locked."));
    }
}

} // namespace deck
