// The devices of one job with what became of each; all, or those that failed.
#pragma once

#include "models/job_device.h"
#include "models/row_table.h"

namespace deck {

/// GUI thread; lives no longer than its session.
class JobDeviceTable final : public RowTable
{
    Q_OBJECT

public:
    enum Column { Device, State, Outcome, ColumnCount };
    enum Role { StatusRole = Qt::UserRole + 1 }; ///< the hub's name for it

    explicit JobDeviceTable(HubSession& session, QObject* parent = nullptr);

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// status: "failed", …; empty: all of them. An empty id: no rows.
    void setJob(const QString& id, const QString& status);
    const QString& jobId() const { return id_; }

    QString deviceAt(int row) const; ///< empty: no such row

protected:
    std::optional<HubRequest> pageRequest() const override;
    HubAnswer<Page> readPage(const HubReply& reply) override;
    const char* cursorName() const override { return "next"; }

private:
    struct DeviceRow;

    QString id_;
    QString status_;
};

/// GET /admin/jobs/{id}/devices without page and limit.
HubRequest jobDevicesRequest(const QString& id, const QString& status);

} // namespace deck
