// Whether one device may connect, and what stands for or against it, as the hub decides now.
#pragma once

#include "models/access_question.h"
#include "models/hub_session.h"

#include <QObject>
#include <QTimer>

namespace deck {

/// GUI thread; lives no longer than its session. Follows the hub.
class DeviceVerdict final : public QObject
{
    Q_OBJECT

public:
    explicit DeviceVerdict(HubSession& session, QObject* parent = nullptr);

    /// address: from where it is connected, or was; empty: not known.
    void setDevice(const QString& deviceId, const QString& address);

    const std::optional<hub::api::AccessExplanation>& explanation() const
    {
        return verdict_.explanation;
    }
    const HubError& error() const { return verdict_.error; }

    /// The entry of the block list about this very id, by which it can be taken off; nothing: there
    /// is none, though others may block it.
    std::optional<hub::api::AccessEntry> ownBlock() const;

    /// What decides: the step that refuses, or that nothing does. Empty: not known.
    QString whyText() const;

Q_SIGNALS:
    void changed();

private:
    void ask();

    HubSession& session_;
    QString deviceId_;
    QString address_;
    AccessVerdict verdict_;
    QTimer soon_;
    quint64 asked_ = 0; ///< late answers to an earlier question are dropped
};

} // namespace deck
