// The queue of one device: its commands in one state or several, and what is known of the whole.
// Live by the device's events; reading it takes nothing out.
#pragma once

#include "models/command_table.h"

namespace deck {

/// GUI thread; lives no longer than its session.
class QueueTable final : public CommandTable
{
    Q_OBJECT

public:
    explicit QueueTable(HubSession& session, QObject* parent = nullptr);

    const QString& deviceId() const { return deviceId_; }

    /// Empty: of none. states are "waiting", "inFlight", "completed", "dead".
    void setDevice(const QString& id);
    void setStates(const QString& states);
    const QString& states() const { return states_; }

    // Of the whole queue, whatever states are shown; as of the last answer.

    /// Nothing before the first answer for this device.
    const std::optional<hub::api::QueueCounts>& counts() const { return counts_; }
    unsigned limit() const { return limit_; }
    unsigned maxAttempts() const override { return maxAttempts_; }
    const std::optional<hub::api::QueueHold>& hold() const { return hold_; }
    std::optional<hub::WallTime> lastPoll() const { return lastPoll_; }

protected:
    std::optional<HubRequest> pageRequest() const override;
    HubAnswer<CommandPage> readCommands(const HubReply& reply) override;

private:
    void takeEvent(const hub::api::Event& event);

    QString deviceId_;
    QString states_ = QStringLiteral("waiting");
    std::optional<hub::api::QueueCounts> counts_;
    unsigned limit_ = 50;
    unsigned maxAttempts_ = 10;
    std::optional<hub::api::QueueHold> hold_;
    std::optional<hub::WallTime> lastPoll_;
};

} // namespace deck
