// Connect my device: makes an identity, says how a device uses it, and waits for what it says first.
#pragma once

#include "models/hub_session.h"
#include "models/snippet.h"

#include <QObject>

namespace deck {

/// GUI thread; lives no longer than its session.
class FirstDevice final : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Idle,
        Creating,
        Waiting,   ///< for the device to connect and to send
        Connected, ///< it is there, but has sent nothing yet
        Heard,     ///< its first message is stored
    };
    Q_ENUM(State)

    /// caFile: where a device finds the hub's authority; empty = the system knows it.
    FirstDevice(HubSession& session, QString caFile, QObject* parent = nullptr);

    /// Makes an identity with new keys. An id that is taken is an error.
    void create(const QString& deviceId);

    State state() const { return state_; }
    const DeviceAccess& access() const { return access_; } ///< from Waiting on
    const HubError& error() const { return error_; }       ///< of the last create()
    QString denial() const { return denial_; } ///< why the device was refused last; a sentence
    QString firstBody() const { return firstBody_; }

Q_SIGNALS:
    void changed();

private:
    void takeCreated(const HubReply& reply);
    void takeEvent(const hub::api::Event& event);
    void takeTelemetry(const std::vector<hub::api::Message>& messages);
    void setState(State state);

    HubSession& session_;
    QString caFile_;
    State state_ = State::Idle;
    DeviceAccess access_;
    HubError error_;
    QString denial_;
    QString firstBody_;
};

} // namespace deck
