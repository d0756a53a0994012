// The entries of the allow list or the block list, by number, searched by the hub.
#pragma once

#include "models/row_table.h"

#include "api/access.h"

namespace deck {

/// GUI thread; lives no longer than its session.
class AccessListTable final : public RowTable
{
    Q_OBJECT

public:
    enum Column { Kind, Value, Reason, Until, By, Since, ColumnCount };
    enum Role {
        ActiveRole = Qt::UserRole + 1, ///< bool: it has not ended
    };

    /// list is "allow" or "block".
    AccessListTable(HubSession& session, const QString& list, QObject* parent = nullptr);

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    const QString& list() const { return list_; }
    const QString& search() const { return search_; }
    void setSearch(const QString& text);

    /// nullptr: no such row.
    const hub::api::AccessEntry* entryAt(int row) const;

protected:
    std::optional<HubRequest> pageRequest() const override;
    HubAnswer<Page> readPage(const HubReply& reply) override;

private:
    struct EntryRow;
    QVariant textFor(const hub::api::AccessEntry& entry, int column) const;
    QVariant toolTipFor(const hub::api::AccessEntry& entry, int column) const;

    const QString list_;
    QString search_;
};

} // namespace deck
