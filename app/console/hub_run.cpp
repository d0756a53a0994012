#include "app/console/hub_run.h"

#include "app/console/local_hub.h"

#include "models/texts.h"

#include "hub/server.h"

#include <QDeadlineTimer>

#include <chrono>

namespace deck {
namespace {

using namespace std::chrono_literals;

/// How long another program may hold the folder without saying how to reach its hub: it may just be
/// starting, or stopping.
constexpr std::chrono::milliseconds kAttachPatience = 5s;
constexpr int kLookAgainMs = 100;
constexpr int kWatchMs = 2'000; ///< between two looks whether the other program still has it

} // namespace

QString sentence(const std::string& detail)
{
    return sentence(QString::fromStdString(detail));
}

void HubRun::run()
{
    QDeadlineTimer patience(kAttachPatience);
    while (!mustLeave(0)) {
        hub::Result<std::unique_ptr<hub::Server>> server = hub::Server::start(config_);
        if (server) {
            serve(*server.value());
        } else if (server.error().code != hub::Errc::Locked) {
            Q_EMIT notStarted(server.error());
            waitToLeave();
        } else if (attach()) {
            patience.setRemainingTime(kAttachPatience);
        } else if (patience.hasExpired()) {
            Q_EMIT unreachable(attachError_);
            waitToLeave();
        } else {
            (void)mustLeave(kLookAgainMs);
        }
    }
}

void HubRun::serve(hub::Server& server)
{
    server.onFailure([this](const hub::Error& error) { Q_EMIT storeFailed(error); });
    const hub::Result<LocalHubPlace> place = placeOf(server);
    if (place) {
        Q_EMIT running(place.value());
    } else {
        Q_EMIT notStarted(place.error());
    }
    waitToLeave();
    server.stop();
}

/// Uses the other program's hub until that has gone; false if there is none to be reached.
bool HubRun::attach()
{
    const std::optional<hub::RunningHub> other = hub::runningHub(config_.dataFolder);
    if (!other) {
        return false; // it has just gone
    }
    const hub::Result<LocalHubPlace> place = placeOf(*other);
    if (!place) {
        const QString text = LocalHub::tr("The data folder is in use by process %1, whose hub "
                                          "cannot be reached. %2")
                                 .arg(other->pid)
                                 .arg(sentence(place.error().detail));
        attachError_ = hub::fail(hub::Errc::Locked, text.toStdString());
        return false;
    }
    Q_EMIT attached(place.value());
    std::optional<hub::RunningHub> now = other;
    while (now && now->pid == other->pid && !mustLeave(kWatchMs)) {
        now = hub::runningHub(config_.dataFolder);
    }
    return true;
}

} // namespace deck
