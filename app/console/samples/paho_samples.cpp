#include "app/console/samples/paho_samples.h"

#include "app/console/samples/mqtt_fleet.h"
#include "app/console/samples/sample_model.h"

#include <QDir>

#include <chrono>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::milliseconds kConnectPatience = 20s;
constexpr std::chrono::milliseconds kQuitPatience = 5s;

HubError unreachable(const QString& message, const QString& remedy)
{
    HubError error;
    error.kind = HubError::Kind::Unreachable;
    error.message = message;
    error.remedy = remedy;
    return error;
}

} // namespace

PahoSamples::PahoSamples(QObject* parent) : SampleDevices(parent)
{
    patience_.setSingleShot(true);
    connect(&patience_, &QTimer::timeout, this, &PahoSamples::failTooSlow);
}

PahoSamples::~PahoSamples()
{
    if (!thread_) {
        return;
    }
    thread_->quit();
    if (!thread_->wait(QDeadlineTimer(kQuitPatience))) {
        (void)thread_.release(); // a network that hangs holds it; the program ends without it
    }
}

void PahoSamples::add(HubSession& session)
{
    if (state_ == State::Adding || state_ == State::Removing) {
        return;
    }
    if (!session.isOnline() || !session.capabilities() || session.capabilities()->mqttsPort == 0) {
        fail(unreachable(tr("The sample devices cannot be added: the hub is not connected."),
                         tr("Wait until the hub is online and try again.")));
        return;
    }
    stopClients();
    makeRegistry(session);
    setState(State::Adding);
    connect(registry_, &SampleRegistry::prepared, this, &PahoSamples::startClients);
    registry_->prepare();
}

void PahoSamples::remove(HubSession& session)
{
    if (state_ == State::Removing) {
        return;
    }
    makeRegistry(session);
    connect(registry_, &SampleRegistry::removed, this, &PahoSamples::takeRemoved);
    setState(State::Removing);
    stopClients();
    if (!thread_) {
        registry_->removeAll(); // of an earlier run
    }
}

void PahoSamples::disconnectAll()
{
    dropRegistry();
    stopClients();
    setState(State::None);
}

void PahoSamples::makeRegistry(HubSession& session)
{
    dropRegistry();
    session_ = &session;
    registry_ = new SampleRegistry(session, this);
    connect(registry_, &SampleRegistry::failed, this, &PahoSamples::fail);
}

void PahoSamples::dropRegistry()
{
    if (registry_ != nullptr) {
        registry_->disconnect(this);
        registry_->deleteLater(); // this may be one of its signals
        registry_ = nullptr;
    }
}

void PahoSamples::startClients(const std::vector<SampleIdentity>& identities)
{
    dropRegistry();
    if (!keepAuthority()) {
        fail(unreachable(tr("The sample devices cannot be connected: the hub's certificate "
                            "authority cannot be written to %1.")
                             .arg(QDir::tempPath()),
                         tr("Make room on the disk and try again.")));
        return;
    }
    std::vector<MqttDeviceOptions> devices;
    for (std::size_t i = 0; i < identities.size(); ++i) {
        devices.push_back({i, session_->profile().host, session_->capabilities()->mqttsPort,
                           authority_ ? authority_->fileName() : QString(), identities[i].key});
    }
    startThread();
    patience_.start(kConnectPatience);
    QMetaObject::invokeMethod(fleet_, [fleet = fleet_, turn = turn_, devices = std::move(devices)] {
        fleet->start(turn, devices);
    });
}

/// A private file, for as long as clients may connect again.
bool PahoSamples::keepAuthority()
{
    authority_.reset();
    const QSslCertificate& authority = session_->profile().authority;
    if (authority.isNull()) {
        return true;
    }
    authority_ = std::make_unique<QTemporaryFile>(QDir::tempPath() + u"/hubdeck-ca-XXXXXX.pem"_s);
    const QByteArray pem = authority.toPem();
    return authority_->open() && authority_->write(pem) == pem.size() && authority_->flush();
}

void PahoSamples::startThread()
{
    if (thread_) {
        return;
    }
    thread_ = std::make_unique<QThread>();
    thread_->setObjectName(u"samples"_s);
    fleet_ = new MqttFleet;
    fleet_->moveToThread(thread_.get());
    connect(thread_.get(), &QThread::finished, fleet_, &QObject::deleteLater);
    connect(fleet_, &MqttFleet::connectedChanged, this, &PahoSamples::takeConnected);
    connect(fleet_, &MqttFleet::stopped, this, &PahoSamples::takeStopped);
    thread_->start();
}

void PahoSamples::stopClients()
{
    patience_.stop();
    connected_ = 0;
    ++turn_;
    if (thread_) {
        QMetaObject::invokeMethod(fleet_, [fleet = fleet_, turn = turn_] { fleet->stop(turn); });
    }
}

void PahoSamples::takeConnected(quint64 turn, int connected)
{
    if (turn != turn_) {
        return;
    }
    connected_ = connected;
    if (state_ == State::Adding && connected == kCount) {
        patience_.stop();
        setState(State::Running);
    } else {
        Q_EMIT changed();
    }
}

/// Only now nothing more can arrive that would have to be deleted.
void PahoSamples::takeStopped(quint64 turn)
{
    if (turn == turn_ && state_ == State::Removing && registry_ != nullptr) {
        registry_->removeAll();
    }
}

void PahoSamples::takeRemoved()
{
    dropRegistry();
    setState(State::None);
}

void PahoSamples::setState(State state)
{
    state_ = state;
    Q_EMIT changed();
}

void PahoSamples::fail(const HubError& error)
{
    disconnectAll();
    Q_EMIT failed(error);
}

void PahoSamples::failTooSlow()
{
    fail(unreachable(tr("Only %1 of %2 sample devices could connect over MQTT, port %3.")
                         .arg(connected_)
                         .arg(kCount)
                         .arg(session_ ? session_->capabilities()->mqttsPort : 0),
                     tr("Check that the port can be reached and that the devices are enabled, "
                        "then try again.")));
}

} // namespace deck
