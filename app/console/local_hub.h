// The hub inside this program: started, attached to where another program has it, restarted,
// stopped.
#pragma once

#include "hub/config.h"

#include "models/client/connection_profile.h"
#include "models/local_hub_status.h"

#include <QObject>

#include <memory>

namespace deck {

class HubRun;
struct LocalHubPlace;

/// GUI thread; the hub starts, runs and stops on threads that only hub_run.cpp knows of. When
/// another program holds the data folder, its hub is used; once that program has gone, the hub
/// starts here. The status must live longer.
class LocalHub final : public QObject
{
    Q_OBJECT

public:
    explicit LocalHub(LocalHubStatus& status, QObject* parent = nullptr);
    ~LocalHub() override; ///< stops

    /// Returns at once; the status says how it goes on. A running hub stops first.
    void start(const QString& dataFolder, hub::KeySource key = {});

    /// The same with chosen ports, for tests. Its dataFolder counts.
    void start(hub::Config config);

    void restart(); ///< also after a failure; returns at once

    /// Waits until everything is stored and closed, some seconds at most; also while it starts. For
    /// the end of the program.
    void stop();

Q_SIGNALS:
    /// The hub can be reached: at the start and after each restart, then perhaps on other ports.
    void ready(const deck::ConnectionProfile& profile);

private:
    void begin();
    void beginAgain();
    template <class Signal, class Then>
    void listen(Signal signal, Then then);

    void showRunning(const LocalHubPlace& place);
    void showAttached(const LocalHubPlace& place);
    void showUnreachable(const hub::Error& error);
    void showNotStarted(const hub::Error& error);
    void showStoreFailed(const hub::Error& error);
    void showPlace(LocalHubStatus::Phase phase, const LocalHubPlace& place);
    void show(LocalHubStatus::Phase phase, const QString& message = {}, const QString& remedy = {});

    LocalHubStatus& status_;
    hub::Config config_;
    std::unique_ptr<HubRun> run_;
    quint64 turn_ = 0;     ///< what an earlier run still has to say does not count
    bool leaving_ = false; ///< the run ends, and another one follows
};

} // namespace deck
