// Who was refused at sign-in, the latest first: one row for each claimed id at an address.
#pragma once

#include "models/row_table.h"

#include "base/json.h"

namespace deck {

/// As GET /admin/access/denied has it.
struct DeniedCaller
{
    QString deviceId; ///< claimed; may be empty
    QString address;
    QString reason; ///< the hub's name for it
    QString detail;
    QString remedy;
    QString protocol;
    quint64 count = 0;
    quint64 lockedOut = 0; ///< of these, while it was locked out
    hub::WallTime first{};
    hub::WallTime last{};
    bool ignored = false;

    bool operator==(const DeniedCaller&) const = default;
};

/// Errors: InvalidArgument, MissingArgument.
hub::Result<DeniedCaller> deniedCallerFrom(const hub::JsonView& json);

/// GUI thread; lives no longer than its session.
class DeniedTable final : public RowTable
{
    Q_OBJECT

public:
    enum Column { Last, DeviceId, Reason, Address, Protocol, Count, ColumnCount };
    enum Role {
        IgnoredRole = Qt::UserRole + 1, ///< bool
        UnknownRole,                    ///< bool: the reason is an id that nobody knows
    };

    explicit DeniedTable(HubSession& session, QObject* parent = nullptr);

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    const QString& contains() const { return contains_; }
    void setContains(const QString& text);

    /// The hub's name of a reason; empty: all.
    const QString& reason() const { return reason_; }
    void setReason(const QString& reason);
    void setShowsIgnored(bool shows);
    bool showsIgnored() const { return showsIgnored_; }

    quint64 total() const { return total_; } ///< that match, here or not

    /// nullptr: no such row.
    const DeniedCaller* callerAt(int row) const;
    static QString keyOf(const DeniedCaller& caller);

protected:
    std::optional<HubRequest> pageRequest() const override;
    HubAnswer<Page> readPage(const HubReply& reply) override;
    const char* cursorName() const override { return "offset"; }

private:
    struct CallerRow;
    QVariant textFor(const DeniedCaller& caller, int column) const;
    QVariant toolTipFor(const DeniedCaller& caller, int column) const;

    QString contains_;
    QString reason_;
    bool showsIgnored_ = false;
    quint64 total_ = 0;
};

} // namespace deck
