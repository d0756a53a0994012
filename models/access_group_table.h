// The groups of devices that access lists can be about, by name.
#pragma once

#include "models/row_table.h"

#include "api/access_group.h"

namespace deck {

/// GUI thread; lives no longer than its session.
class AccessGroupTable final : public RowTable
{
    Q_OBJECT

public:
    enum Column { Name, Condition, Members, Reason, By, Since, ColumnCount };

    explicit AccessGroupTable(HubSession& session, QObject* parent = nullptr);

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// nullptr: no such row.
    const hub::api::AccessGroup* groupAt(int row) const;

protected:
    std::optional<HubRequest> pageRequest() const override;
    HubAnswer<Page> readPage(const HubReply& reply) override;

private:
    struct GroupRow;
    QVariant textFor(const hub::api::AccessGroup& group, int column) const;
};

} // namespace deck
