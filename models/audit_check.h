// Whether the audit log of a hub is whole: asked for by a person, or said by the hub.
#pragma once

#include "models/hub_session.h"

#include "api/audit.h"

#include <QObject>

#include <optional>

namespace deck {

/// GUI thread; lives no longer than its session.
class AuditCheck final : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Unknown, ///< nobody has asked
        Running,
        Whole,
        Broken,
        Failed, ///< error() says why nobody knows
    };
    Q_ENUM(State)

    explicit AuditCheck(HubSession& session, QObject* parent = nullptr);

    void run(); ///< nothing while one runs
    State state() const { return state_; }
    const HubError& error() const { return error_; }

    /// Of the last check; nothing when only the hub has said that it is broken.
    const std::optional<hub::api::AuditVerdict>& verdict() const { return verdict_; }

    quint64 brokenAt() const { return brokenAt_; } ///< a record's number
    const QString& reason() const { return reason_; }

Q_SIGNALS:
    void changed();

private:
    void take(const HubReply& reply);
    void takeEvent(const hub::api::Event& event);

    HubSession& session_;
    State state_ = State::Unknown;
    HubError error_;
    std::optional<hub::api::AuditVerdict> verdict_;
    quint64 brokenAt_ = 0;
    QString reason_;
};

} // namespace deck
