// The rules of a draft as rows, in their order: all of them, or those that count for one entrance.
#pragma once

#include "domain/ip_rules.h"

#include <QAbstractTableModel>

#include <optional>
#include <vector>

namespace deck {

class IpRuleDraft;

/// GUI thread; lives no longer than its draft.
class IpRuleTable final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Place, Action, Network, Name, Scopes, Note, ColumnCount };
    enum Role {
        AcceptsRole = Qt::UserRole + 1, ///< bool
        IdleRole,                       ///< bool: it never decides
        NewRole,                        ///< bool: not as it counts now
        NameRole,
    };

    explicit IpRuleTable(IpRuleDraft& draft, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void setScope(std::optional<hub::AccessScope> scope);

    /// The place in the draft; nothing: no such row.
    std::optional<std::size_t> placeOf(int row) const;
    int rowOf(const QString& name) const; ///< -1: not shown

private:
    void rebuild();
    QVariant textFor(const hub::IpRule& rule, std::size_t place, int column) const;
    QString noteFor(const hub::IpRule& rule) const;

    IpRuleDraft& draft_;
    std::optional<hub::AccessScope> scope_;
    std::vector<std::size_t> places_; ///< of the rows, in the draft
    hub::IpRules shown_;              ///< as rows were last told
};

} // namespace deck
