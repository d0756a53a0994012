// One device as the hub knows it now: its identity, its connection, and why the last one ended.
#pragma once

#include "models/hub_session.h"

#include "api/device.h"

#include <QObject>
#include <QTimer>

#include <optional>

namespace deck {

/// GUI thread; lives no longer than its session.
class DeviceRecord final : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Empty,   ///< no device chosen
        Loading, ///< for the first time
        Ready,   ///< error() may say that a later reading failed
        Missing, ///< never there, or deleted
        Failed,
    };
    Q_ENUM(State)

    explicit DeviceRecord(HubSession& session, QObject* parent = nullptr);

    void setDevice(const QString& deviceId);
    const QString& deviceId() const { return deviceId_; }
    void refresh();

    State state() const { return state_; }
    bool wasDeleted() const { return deleted_; } ///< Missing, and was there before
    const HubError& error() const { return error_; } ///< of the last reading

    /// Nothing while Empty, Loading, Missing or Failed.
    const std::optional<hub::api::Device>& device() const { return device_; }

    std::optional<hub::WallTime> asOf() const { return asOf_; } ///< when device() was read

    /// The hub's name for it, "tokenExpired"; empty: not known. See disconnectText().
    const QString& lastDisconnectReason() const { return disconnectReason_; }

    struct Depth
    {
        int waiting = 0;
        int inFlight = 0;
        int dead = 0;
        int limit = 0;
    };
    /// Of its command queue; nothing when the hub has none, or does not say.
    const std::optional<Depth>& queue() const { return queue_; }

Q_SIGNALS:
    void changed();

private:
    void ask();
    void askQueue();
    void take(const HubReply& reply);
    bool takeDevice(const QByteArray& body);
    void takeQueue(const HubReply& reply);
    void takeEvent(const hub::api::Event& event);
    void takeDisconnected(const hub::api::Event& event);
    void takeTelemetry(const std::vector<hub::api::Message>& messages);
    void announceSoon();

    HubSession& session_;
    QString deviceId_;
    State state_ = State::Empty;
    HubError error_;
    std::optional<hub::api::Device> device_;
    std::optional<hub::WallTime> asOf_;
    QString disconnectReason_;
    std::optional<Depth> queue_;
    QTimer askSoon_;
    QTimer askQueueSoon_;
    QTimer announceSoon_;
    quint64 turn_ = 0; ///< answers about another device are of no interest
    bool asking_ = false;
    bool askAgain_ = false;
    bool deleted_ = false;
};

} // namespace deck
