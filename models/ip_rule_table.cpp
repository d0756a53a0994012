#include "models/ip_rule_table.h"

#include "models/access_texts.h"
#include "models/ip_rule_draft.h"

#include <array>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

} // namespace

IpRuleTable::IpRuleTable(IpRuleDraft& draft, QObject* parent)
    : QAbstractTableModel(parent), draft_(draft)
{
    connect(&draft, &IpRuleDraft::changed, this, &IpRuleTable::rebuild);
    rebuild();
}

int IpRuleTable::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(places_.size());
}

int IpRuleTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant IpRuleTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    static const std::array<const char*, ColumnCount> headings{
        "#",
        QT_TR_NOOP("Action"),
        QT_TR_NOOP("Addresses"),
        QT_TR_NOOP("Name"),
        QT_TR_NOOP("Counts for"),
        QT_TR_NOOP("Note")};
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 ||
        section >= ColumnCount) {
        return {};
    }
    return tr(headings[std::size_t(section)]);
}

QVariant IpRuleTable::data(const QModelIndex& index, int role) const
{
    const auto place = placeOf(index.row());
    if (!place) {
        return {};
    }
    const hub::IpRule& rule = shown_.rules[*place];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole: return textFor(rule, *place, index.column());
    case AcceptsRole: return rule.accepts;
    case IdleRole: return !draft_.idleReason(rule.name).isEmpty();
    case NewRole:
        return draft_.changes().added.contains(rule.name) ||
               draft_.changes().changed.contains(rule.name) ||
               draft_.changes().moved.contains(rule.name);
    case NameRole: return QString::fromStdString(rule.name);
    default: return {};
    }
}

QVariant IpRuleTable::textFor(const hub::IpRule& rule, std::size_t place, int column) const
{
    switch (column) {
    case Place: return QString::number(place + 1);
    case Action: return rule.accepts ? tr("Accept") : tr("Reject");
    case Network: return QString::fromStdString(rule.network.text());
    case Name: return QString::fromStdString(rule.name);
    case Scopes: return scopesText(rule);
    case Note: return noteFor(rule);
    default: return {};
    }
}

/// That it never decides weighs more than that it is new.
QString IpRuleTable::noteFor(const hub::IpRule& rule) const
{
    const QString idle = draft_.idleReason(rule.name);
    if (!idle.isEmpty()) {
        return idle;
    }
    const IpRuleChanges& changes = draft_.changes();
    if (changes.added.contains(rule.name)) {
        return tr("New");
    }
    if (changes.changed.contains(rule.name)) {
        return tr("Changed");
    }
    return changes.moved.contains(rule.name) ? tr("Moved") : QString();
}

void IpRuleTable::setScope(std::optional<hub::AccessScope> scope)
{
    if (scope_ != scope) {
        scope_ = scope;
        shown_ = {};
        places_.clear();
        rebuild();
    }
}

std::optional<std::size_t> IpRuleTable::placeOf(int row) const
{
    return row < 0 || row >= rowCount() ? std::nullopt
                                        : std::optional(places_[std::size_t(row)]);
}

int IpRuleTable::rowOf(const QString& name) const
{
    const std::string wanted = name.toStdString();
    for (std::size_t row = 0; row < places_.size(); ++row) {
        if (shown_.rules[places_[row]].name == wanted) {
            return int(row);
        }
    }
    return -1;
}

/// Rows change places only by an edit; else they are merely painted again.
void IpRuleTable::rebuild()
{
    if (shown_ == draft_.draft() && !places_.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    shown_ = draft_.draft();
    places_.clear();
    for (std::size_t i = 0; i < shown_.rules.size(); ++i) {
        if (!scope_ || shown_.rules[i].scopes[std::size_t(*scope_)]) {
            places_.push_back(i);
        }
    }
    endResetModel();
}

} // namespace deck
