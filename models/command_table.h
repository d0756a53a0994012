// Commands as rows: fetched page by page as somebody scrolls, read anew when something happened,
// and matched by their numbers, so that a selection stays with its command. QueueTable and
// DeadLetters say whose commands.
#pragma once

#include "models/client/hub_answer.h"
#include "models/hub_session.h"

#include "api/queue.h"

#include <QAbstractTableModel>
#include <QStringList>
#include <QTimer>

#include <chrono>
#include <optional>
#include <vector>

namespace deck {

/// GUI thread; lives no longer than its session.
class CommandTable : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr int kPageRows = 256;
    static constexpr int kMostRows = 10'000; ///< whoever needs more narrows it down

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

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

    /// nullptr: no such row.
    const hub::api::Command* commandAt(int row) const;
    int rowOf(const QString& number) const; ///< -1: not among the rows

    bool hasRows() const { return known_; } ///< an answer has come since the last reload
    bool isLoading() const { return loading_; }
    bool isWhole() const { return next_.isEmpty(); } ///< nothing is left to be fetched
    const HubError& error() const { return error_; } ///< of the last answer
    std::optional<hub::WallTime> asOf() const { return asOf_; }

    void reload();  ///< from nothing
    void refresh(); ///< what is here, keeping it meanwhile

    /// False: events are only noted; the next setLive(true) reads anew if there were any.
    void setLive(bool live);

    /// Ages and countdowns have moved on.
    void tick();

Q_SIGNALS:
    void answered(); ///< rows came, or an error
    void loadingChanged();

protected:
    CommandTable(HubSession& session, std::chrono::milliseconds refreshEvery, QObject* parent);

    struct Page
    {
        std::vector<hub::api::Command> commands;
        QString next; ///< cursor; empty on the last page
        hub::WallTime asOf{};
    };
    /// Nothing: there is nobody to ask about.
    virtual std::optional<HubRequest> pageRequest() const = 0;
    virtual HubAnswer<Page> readPage(const HubReply& reply) = 0;
    virtual unsigned maxAttempts() const { return 0; } ///< 0: not known

    HubSession& session() const { return session_; }
    void refreshSoon(); ///< at most once in the time given

private:
    void ask(const QString& after);
    void take(const HubReply& reply);
    void finish();
    void merge(std::vector<hub::api::Command> fresh);
    QStringList numbers() const;
    void removeMissing(const std::vector<hub::api::Command>& fresh);
    void reorder(const std::vector<hub::api::Command>& fresh);
    void insertAndUpdate(std::vector<hub::api::Command> fresh);
    void clear();
    QVariant textFor(const hub::api::Command& command, int row, int column) const;
    QVariant toolTipFor(const hub::api::Command& command, int row, int column) const;

    HubSession& session_;
    const std::chrono::milliseconds refreshEvery_;
    QTimer refreshSoon_;
    std::vector<hub::api::Command> rows_;
    QString next_;
    HubError error_;
    std::optional<hub::WallTime> asOf_;
    std::vector<hub::api::Command> gathered_; ///< of the pages of one refresh
    std::size_t wanted_ = 0;                  ///< rows that the refresh under way fetches
    quint64 generation_ = 0;                  ///< answers to an earlier question are dropped
    bool known_ = false;
    bool loading_ = false;
    bool again_ = false; ///< something happened while the answer was on its way
    bool live_ = true;
    bool stale_ = false;
};

} // namespace deck
