// The jobs of a hub, running and past, the newest first; live by its events.
#pragma once

#include "models/fleet_job.h"
#include "models/row_table.h"

namespace deck {

/// GUI thread; lives no longer than its session.
class JobTable final : public RowTable
{
    Q_OBJECT

public:
    enum Column { Action, Target, State, Progress, Begun, By, ColumnCount };
    enum Role {
        StatusRole = Qt::UserRole + 1, ///< the hub's name for it
        FailedRole,                    ///< bool: it failed, or some of its devices did
    };

    explicit JobTable(HubSession& session, QObject* parent = nullptr);

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// nullptr: no such row.
    const FleetJob* jobAt(int row) const;

    /// Of those that are here.
    int runningCount() const;

protected:
    std::optional<HubRequest> pageRequest() const override;
    HubAnswer<Page> readPage(const HubReply& reply) override;
    const char* cursorName() const override { return "next"; }

private:
    struct JobRow;
    QVariant textFor(const FleetJob& job, int column) const;
};

} // namespace deck
