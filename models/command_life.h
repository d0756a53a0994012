// One command whole: what it holds, and each thing that has happened to it. Live by its events.
#pragma once

#include "models/hub_session.h"

#include "api/queue.h"

#include <QObject>
#include <QTimer>

#include <optional>

namespace deck {

/// GUI thread; lives no longer than its session.
class CommandLife final : public QObject
{
    Q_OBJECT

public:
    explicit CommandLife(HubSession& session, QObject* parent = nullptr);

    /// Forgets the one before. Empty: none.
    void show(const QString& deviceId, const QString& number);

    const QString& deviceId() const { return deviceId_; }
    const QString& number() const { return number_; }

    /// Nothing until the hub has answered.
    const std::optional<hub::api::CommandLife>& life() const { return life_; }
    const HubError& error() const { return error_; } ///< of the last answer

    void refresh();

Q_SIGNALS:
    void changed();

private:
    void take(const HubReply& reply);
    void takeEvent(const hub::api::Event& event);

    HubSession& session_;
    QString deviceId_;
    QString number_;
    std::optional<hub::api::CommandLife> life_;
    HubError error_;
    QTimer refreshSoon_;
    quint64 generation_ = 0; ///< answers to an earlier question are dropped
};

} // namespace deck
