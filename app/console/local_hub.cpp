#include "app/console/local_hub.h"

#include "app/console/local_profile.h"
#include "hub/server.h"

#include <QDeadlineTimer>
#include <QSemaphore>
#include <QThread>

#include <chrono>

namespace deck {
namespace {

using namespace std::chrono_literals;

/// How long another program may hold the folder without saying how to reach its hub: it may just be
/// starting, or stopping.
constexpr std::chrono::milliseconds kAttachPatience = 5s;
constexpr int kLookAgainMs = 100;
constexpr int kWatchMs = 2'000; ///< between two looks whether the other program still has it

/// Goodbyes to devices and consoles take up to 6 s, the last commit a moment.
constexpr std::chrono::milliseconds kStopPatience = 10s;

/// The hub's sentences begin small and end open, as they stand in log lines too.
QString sentence(const std::string& detail)
{
    QString text = QString::fromStdString(detail).trimmed();
    if (!text.isEmpty() && !text.startsWith(u'/')) {
        text[0] = text[0].toUpper();
    }
    return text.isEmpty() || text.endsWith(u'.') ? text : text + u'.';
}

QString remedyFor(hub::Errc code)
{
    switch (code) {
    case hub::Errc::NewerFormat:
        return LocalHub::tr("Install a newer Hubdeck.");
    case hub::Errc::PortInUse:
        return LocalHub::tr("Close the program that uses the port, then restart the hub.");
    case hub::Errc::PermissionDenied:
        return LocalHub::tr("Check that the data folder is yours and can be written, then restart "
                            "the hub.");
    case hub::Errc::Corrupt:
        return LocalHub::tr("Restore the data folder from a backup, or move it away to begin with "
                            "an empty hub.");
    case hub::Errc::DiskFull:
        return LocalHub::tr("Make room on the disk, then restart the hub.");
    default:
        return LocalHub::tr("Check the data folder and its disk, then restart the hub.");
    }
}

} // namespace

/// One life of the hub, on a thread of its own. It ends only after leave(), also when the hub did
/// not start, so that finished() always comes after somebody listens for it.
class HubRun final : public QThread
{
    Q_OBJECT

public:
    explicit HubRun(hub::Config config) : config_(std::move(config)) {}

    void leave() { leave_.release(); } ///< once, from the GUI thread

Q_SIGNALS: // from this thread, storeFailed() from one of the hub's: all of them are queued
    void running(const deck::LocalHubPlace& place);
    void attached(const deck::LocalHubPlace& place);
    void unreachable(const hub::Error& error); ///< another program has the folder, but not for us
    void notStarted(const hub::Error& error);
    void storeFailed(const hub::Error& error);

protected:
    void run() override;

private:
    void serve(hub::Server& server);
    bool attach();
    bool mustLeave(int waitMs) { return left_ || (left_ = leave_.tryAcquire(1, waitMs)); }
    void waitToLeave() { (void)mustLeave(-1); }

    const hub::Config config_;
    QSemaphore leave_;
    bool left_ = false;
    hub::Error attachError_;
};

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

LocalHub::LocalHub(LocalHubStatus& status, QObject* parent) : QObject(parent), status_(status)
{
    connect(&status_, &LocalHubStatus::restartWanted, this, &LocalHub::restart);
}

LocalHub::~LocalHub()
{
    stop();
}

void LocalHub::start(const QString& dataFolder)
{
    hub::Config config;
    config.dataFolder = dataFolder.toStdString();
    config.hostName = config.bindAddress; // some SDKs refuse "localhost"
    config.ioThreads = 1;
    start(std::move(config));
}

void LocalHub::start(hub::Config config)
{
    config_ = std::move(config);
    restart();
}

void LocalHub::restart()
{
    if (leaving_ || config_.dataFolder.empty()) {
        return; // on its way, or never started
    }
    if (!run_) {
        begin();
        return;
    }
    leaving_ = true;
    ++turn_;
    connect(
        run_.get(), &QThread::finished, this,
        [this, turn = turn_] {
            if (turn == turn_) {
                beginAgain();
            }
        },
        Qt::QueuedConnection);
    show(LocalHubStatus::Phase::Starting);
    run_->leave();
}

void LocalHub::stop()
{
    ++turn_;
    if (!run_) {
        return;
    }
    if (!std::exchange(leaving_, false)) {
        run_->leave();
    }
    if (!run_->wait(QDeadlineTimer(kStopPatience))) {
        // A disk that does not answer holds it. Left to the end of the program, which waits for
        // nobody.
        (void)run_.release();
    }
    run_.reset();
    show(LocalHubStatus::Phase::Stopped);
}

void LocalHub::begin()
{
    ++turn_;
    run_ = std::make_unique<HubRun>(config_);
    run_->setObjectName(QStringLiteral("hub-run"));
    listen(&HubRun::running, &LocalHub::showRunning);
    listen(&HubRun::attached, &LocalHub::showAttached);
    listen(&HubRun::unreachable, &LocalHub::showUnreachable);
    listen(&HubRun::notStarted, &LocalHub::showNotStarted);
    listen(&HubRun::storeFailed, &LocalHub::showStoreFailed);
    show(LocalHubStatus::Phase::Starting);
    run_->start();
}

void LocalHub::beginAgain()
{
    leaving_ = false;
    run_->wait();
    begin();
}

template <class Signal, class Then>
void LocalHub::listen(Signal signal, Then then)
{
    connect(
        run_.get(), signal, this,
        [this, turn = turn_, then](const auto&... values) -> void {
            if (turn == turn_) {
                (this->*then)(values...);
            }
        },
        Qt::QueuedConnection);
}

void LocalHub::showRunning(const LocalHubPlace& place)
{
    showPlace(LocalHubStatus::Phase::Running, place);
}

void LocalHub::showAttached(const LocalHubPlace& place)
{
    showPlace(LocalHubStatus::Phase::Attached, place);
}

void LocalHub::showUnreachable(const hub::Error& error)
{
    show(LocalHubStatus::Phase::Failed, sentence(error.detail),
         tr("Stop that program, or let it write a ready file, then restart the hub."));
}

void LocalHub::showNotStarted(const hub::Error& error)
{
    show(LocalHubStatus::Phase::Failed,
         tr("The local hub could not start. %1").arg(sentence(error.detail)),
         remedyFor(error.code));
}

void LocalHub::showStoreFailed(const hub::Error& error)
{
    show(LocalHubStatus::Phase::Failed,
         tr("The local hub cannot store messages any more: %1 Nothing more is acknowledged.")
             .arg(sentence(error.detail)),
         tr("Check the disk, then restart the hub. Devices send again what was not acknowledged."));
}

void LocalHub::showPlace(LocalHubStatus::Phase phase, const LocalHubPlace& place)
{
    LocalHubStatus::Values values;
    values.phase = phase;
    values.dataFolder = QString::fromStdString(config_.dataFolder.string());
    values.bindAddress = place.bindAddress;
    values.caCertificate = place.caCertificate;
    values.notices = place.notices;
    status_.set(std::move(values));
    Q_EMIT ready(place.profile);
}

void LocalHub::show(LocalHubStatus::Phase phase, const QString& message, const QString& remedy)
{
    LocalHubStatus::Values values;
    values.phase = phase;
    values.message = message;
    values.remedy = remedy;
    values.dataFolder = QString::fromStdString(config_.dataFolder.string());
    status_.set(std::move(values));
}

} // namespace deck

#include "local_hub.moc"
