// The sample devices as MQTT clients inside the console, over real sockets to any hub.
#pragma once

#include "app/console/samples/sample_registry.h"

#include "models/sample_devices.h"

#include <QPointer>
#include <QTemporaryFile>
#include <QThread>
#include <QTimer>

#include <memory>

namespace deck {

class MqttFleet;

/// GUI thread; the clients live on one of their own. Once they run they need the session no more: a
/// hub that comes back at its old address gets its devices back, at another address add() again.
class PahoSamples final : public SampleDevices
{
    Q_OBJECT

public:
    explicit PahoSamples(QObject* parent = nullptr);
    ~PahoSamples() override; ///< waits for the clients' goodbyes, some seconds at most

    void add(HubSession& session) override;
    void remove(HubSession& session) override;
    void disconnectAll() override;

    State state() const override { return state_; }
    int connected() const override { return connected_; }

private:
    void makeRegistry(HubSession& session);
    void dropRegistry();
    void startClients(const std::vector<SampleIdentity>& identities);
    void stopClients();
    void startThread();
    bool keepAuthority();
    void takeConnected(quint64 turn, int connected);
    void takeStopped(quint64 turn);
    void takeRemoved();
    void setState(State state);
    void fail(const HubError& error);
    void failTooSlow();

    State state_ = State::None;
    int connected_ = 0;
    quint64 turn_ = 0; ///< of the fleet
    QPointer<HubSession> session_;
    SampleRegistry* registry_ = nullptr;
    std::unique_ptr<QTemporaryFile> authority_; ///< for Paho, which reads files only
    QTimer patience_;                           ///< until all are connected
    std::unique_ptr<QThread> thread_;
    MqttFleet* fleet_ = nullptr; ///< deleted on its thread
};

} // namespace deck
