// The audit log of a hub, newest first: filtered by the hub, page by page. New records are counted,
// not shown, until somebody asks for them, so that nothing moves while it is read.
#pragma once

#include "models/row_table.h"

#include "api/audit.h"

namespace deck {

/// Empty members do not narrow; each but target is the whole value.
struct AuditFilter
{
    QString actor;
    QString action;
    QString target; ///< a part of it
    QString address;
    QString result;
    std::optional<hub::WallTime> from;
    std::optional<hub::WallTime> to;

    bool operator==(const AuditFilter&) const = default;
    bool isEmpty() const { return *this == AuditFilter(); }
};

/// GUI thread; lives no longer than its session.
class AuditTable final : public RowTable
{
    Q_OBJECT

public:
    enum Column { Time, Actor, Origin, Action, Target, Result, Summary, ColumnCount };
    enum Role {
        RefusedRole = Qt::UserRole + 1, ///< bool: it did not come to pass
    };

    explicit AuditTable(HubSession& session, QObject* parent = nullptr);

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    const AuditFilter& filter() const { return filter_; }
    void setFilter(const AuditFilter& filter);

    quint64 newRecords() const { return new_; } ///< since the first page was read

    /// nullptr: no such row.
    const hub::AuditRecord* recordAt(int row) const;

    static QString actorText(const hub::AuditRecord& record);
    static QString resultText(const hub::AuditRecord& record);

    static QString hashText(const hub::AuditRecord& record); ///< lower-case hex

    /// What changed, on one line: "status: "enabled" → "disabled"".
    static QString summaryOf(const hub::AuditRecord& record);

Q_SIGNALS:
    void newRecordsChanged();

protected:
    std::optional<HubRequest> pageRequest() const override;
    HubAnswer<Page> readPage(const HubReply& reply) override;

private:
    struct RecordRow;
    QVariant textFor(const hub::AuditRecord& record, int column) const;
    QVariant toolTipFor(const hub::AuditRecord& record, int column) const;

    AuditFilter filter_;
    quint64 new_ = 0;
};

} // namespace deck
