// The queues of a fleet, those with anything in them: searched and sorted by the hub, read anew
// when something happens, at most once a second.
#pragma once

#include "models/hub_session.h"
#include "models/paged_table.h"

#include "api/queue.h"

#include <QTimer>

namespace deck {

/// GUI thread; lives no longer than its session.
class QueueList final : public PagedTable
{
    Q_OBJECT

public:
    enum Column {
        Device,
        Depth,
        OldestAge,
        NextExpiry,
        Attempts,
        InFlight,
        Dead,
        LastPoll,
        Delivery,
        ColumnCount
    };
    enum Role {
        IdRole = Qt::UserRole + 1,
        DepthRole,   ///< 0 to 1: how full it is
        HeldRole,    ///< bool
        ConnectedRole,
        DeadRole, ///< how many
        UrgencyRole, ///< Urgency of the next expiry as int
    };

    explicit QueueList(HubSession& session, QObject* parent = nullptr);

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    const QString& search() const { return search_; }
    void setSearch(const QString& text);

    static bool isSortable(Column column);
    void setSort(Column column, Qt::SortOrder order);

    void reload();  ///< from nothing
    void refresh(); ///< what is shown, without losing the place

    /// False: events are only noted; the next setLive(true) reads anew if there were any.
    void setLive(bool live);

    const HubError& error() const { return error_; } ///< of the last answer
    const hub::api::QueueCounts& fleet() const { return fleet_; }
    unsigned limit() const { return limit_; } ///< most that a queue takes
    std::optional<hub::WallTime> asOf() const { return asOf_; }

    /// nullptr: not here (yet).
    const hub::api::QueueSummary* queueAt(int row) const;

    /// The row that shows a device now, or -1 when it is not among those that are here.
    int rowOf(const QString& deviceId) const;

Q_SIGNALS:
    void answered(); ///< a page came, or an error

protected:
    void fetchPage(int page, const QString& cursor, quint64 generation) override;

private:
    struct QueueRows;

    void take(int page, quint64 generation, const HubReply& reply);
    void takeEvent(const hub::api::Event& event);
    QVariant textFor(const hub::api::QueueSummary& queue, int column) const;
    QVariant toolTipFor(const hub::api::QueueSummary& queue, int column) const;

    HubSession& session_;
    QString search_;
    Column sortColumn_ = Depth;
    Qt::SortOrder sortOrder_ = Qt::DescendingOrder;
    HubError error_;
    hub::api::QueueCounts fleet_;
    unsigned limit_ = 50;
    std::optional<hub::WallTime> asOf_;
    QTimer refreshSoon_;
    bool live_ = true;
    bool stale_ = false;
};

} // namespace deck
