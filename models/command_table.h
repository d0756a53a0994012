// Commands as rows, matched by their numbers. QueueTable and DeadLetters say whose commands.
#pragma once

#include "models/row_table.h"

#include "api/queue.h"

namespace deck {

/// GUI thread; lives no longer than its session.
class CommandTable : public RowTable
{
    Q_OBJECT

public:
    enum Column {
        Device,
        Position, ///< in the queue, from 1 on
        State,
        Attempts,
        Age,
        ExpiresIn,
        Ended,
        Ack,
        Size,
        MessageId,
        Payload,
        ColumnCount
    };
    enum Role {
        NumberRole = Qt::UserRole + 1, ///< the command's number
        UrgencyRole,                   ///< Urgency as int
        StateNameRole,                 ///< "waiting", …
    };

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// nullptr: no such row.
    const hub::api::Command* commandAt(int row) const;

protected:
    CommandTable(HubSession& session, std::chrono::milliseconds refreshEvery, QObject* parent);

    struct CommandPage
    {
        std::vector<hub::api::Command> commands;
        QString next; ///< cursor; empty on the last page
        hub::WallTime asOf{};
    };
    virtual HubAnswer<CommandPage> readCommands(const HubReply& reply) = 0;
    virtual unsigned maxAttempts() const { return 0; } ///< 0: not known

    void placesChanged() override;

private:
    struct CommandRow;
    HubAnswer<Page> readPage(const HubReply& reply) final;
    QVariant textFor(const hub::api::Command& command, int row, int column) const;
    QVariant toolTipFor(const hub::api::Command& command, int row, int column) const;
};

} // namespace deck
