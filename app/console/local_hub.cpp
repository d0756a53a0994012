#include "app/console/local_hub.h"

#include "app/console/hub_run.h"

#include <QDeadlineTimer>

#include <chrono>

namespace deck {
namespace {

using namespace std::chrono_literals;

/// Goodbyes to devices and consoles take up to 6 s, the last commit a moment.
constexpr std::chrono::milliseconds kStopPatience = 10s;

QString remedyFor(hub::Errc code)
{
    switch (code) {
    case hub::Errc::NewerFormat: return LocalHub::tr("Install a newer Hubdeck.");
    case hub::Errc::PortInUse:
        return LocalHub::tr("Close the program that uses the port, then restart the hub.");
    case hub::Errc::PermissionDenied:
        return LocalHub::tr("Check that the data folder is yours and can be written, then restart "
                            "the hub.");
    case hub::Errc::Corrupt:
        return LocalHub::tr("Restore the data folder from a backup, or move it away to begin with "
                            "an empty hub.");
    case hub::Errc::WrongKey:
        return LocalHub::tr("If this computer's keyring was locked, unlock it and start Hubdeck "
                            "again. If the keyring is new, restore the old one, or move the data "
                            "folder away to begin with an empty hub.");
    case hub::Errc::DiskFull: return LocalHub::tr("Make room on the disk, then restart the hub.");
    default: return LocalHub::tr("Check the data folder and its disk, then restart the hub.");
    }
}

} // namespace

LocalHub::LocalHub(LocalHubStatus& status, QObject* parent) : QObject(parent), status_(status)
{
    connect(&status_, &LocalHubStatus::restartWanted, this, &LocalHub::restart);
}

LocalHub::~LocalHub()
{
    stop();
}

void LocalHub::start(const QString& dataFolder, hub::KeySource key)
{
    hub::Config config;
    config.key = std::move(key);
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
