// One sample device: a real MQTT client that stays connected and sends its readings.
#pragma once

#include "app/console/samples/sample_model.h"
#include "app/console/samples/sample_work.h"

#include "models/client/connection_profile.h"

#include <mqtt/async_client.h>

#include <QObject>
#include <QTimer>

#include <deque>
#include <functional>
#include <memory>

namespace deck {

struct MqttDeviceOptions
{
    std::size_t kind = 0; ///< in sampleKinds()
    QString host;         ///< without a port
    quint16 port = 0;     ///< MQTT over TLS
    QString authority;    ///< PEM file; empty = what the system trusts
    hub::Secret key;
};

/// Lives on the thread of the fleet, since calls into Paho may block. Paho calls back on threads of
/// its own; those calls are only posted here.
class MqttDevice final : public QObject
{
    Q_OBJECT

public:
    explicit MqttDevice(MqttDeviceOptions options, QObject* parent = nullptr);
    ~MqttDevice() override; ///< says goodbye to the hub

    void start();
    bool isConnected() const { return connected_; }

Q_SIGNALS:
    void connectedChanged();

private:
    class Mailbox;
    class Listener;

    void makeClient();
    void connectNow();
    void renew();
    mqtt::connect_options connectOptions() const;
    void takeConnected();
    void takeLost();
    void publishNext();
    void askForTwin();
    void report();
    void takeMessage(const std::string& topic, const QByteArray& body);
    void takeDesired(const QJsonObject& desired);
    void answerMethod(const QString& name, const QByteArray& request, const QByteArray& body);
    void send(const std::string& topic, const QByteArray& body, int quality);
    QByteArray nextRequest();
    bool hasRoom();
    void setConnected(bool connected);

    const MqttDeviceOptions options_;
    const SampleKind& kind_;
    SampleModel model_;
    SampleWork work_;
    const std::string topic_;
    QTimer retry_;
    QTimer renewal_; ///< before the token ends
    QTimer interval_;
    int failures_ = 0;
    bool connected_ = false;
    int requests_ = 0;      ///< to the twin
    QByteArray twinRequest_; ///< the one that is answered with the twin

    // Paho calls the listeners also while the client goes, so it goes first.
    std::shared_ptr<Mailbox> mailbox_;
    std::unique_ptr<Listener> onConnect_;
    std::unique_ptr<Listener> onDisconnect_;
    std::unique_ptr<Listener> onSubscribe_;
    std::unique_ptr<mqtt::async_client> client_;
    std::deque<mqtt::delivery_token_ptr> unacknowledged_; ///< hold their client by a bare pointer
};

} // namespace deck
