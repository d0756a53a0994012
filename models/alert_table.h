// What needs a person's attention on a hub: its alerts, the newest first, and how many are open.
#pragma once

#include "models/row_table.h"

#include "base/json.h"

namespace deck {

/// As GET /admin/alerts has it.
struct Alert
{
    QString id; ///< a number
    QString kind;
    QString subject;
    QString severity; ///< "notice", "warning", "critical"
    QString detail;
    quint64 count = 0;
    hub::WallTime first{};
    hub::WallTime last{};
    std::optional<hub::WallTime> acknowledged;
    QString acknowledgedBy;

    bool operator==(const Alert&) const = default;
};

/// Errors: InvalidArgument, MissingArgument.
hub::Result<Alert> alertFrom(const hub::JsonView& json);

/// GUI thread; lives no longer than its session.
class AlertTable final : public RowTable
{
    Q_OBJECT

public:
    enum Column { Severity, What, Subject, Detail, Count, Last, State, ColumnCount };
    enum Role {
        SeverityRole = Qt::UserRole + 1, ///< the hub's name for it
        OpenRole,                        ///< bool: nobody has acknowledged it
    };

    explicit AlertTable(HubSession& session, QObject* parent = nullptr);

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void setShowsAll(bool shows); ///< also those that are acknowledged
    bool showsAll() const { return showsAll_; }

    quint64 open() const { return open_; } ///< of the whole hub; 0 before the first answer

    /// nullptr: no such row.
    const Alert* alertAt(int row) const;

protected:
    std::optional<HubRequest> pageRequest() const override;
    HubAnswer<Page> readPage(const HubReply& reply) override;

private:
    struct AlertRow;
    QVariant textFor(const Alert& alert, int column) const;
    QVariant toolTipFor(const Alert& alert, int column) const;

    bool showsAll_ = false;
    quint64 open_ = 0;
};

} // namespace deck
