#include "models/device_selection.h"

#include "models/device_table.h"
#include "models/texts.h"

#include <QItemSelectionModel>
#include <QScopedValueRollback>

#include <algorithm>
#include <utility>
#include <vector>

namespace deck {
namespace {

qsizetype rowsIn(const QItemSelection& selection)
{
    qsizetype count = 0;
    for (const QItemSelectionRange& range : selection) {
        count += range.left() == 0 ? range.height() : 0; // a row counts once
    }
    return count;
}

template <class Visit>
void forEachRow(const QItemSelection& selection, Visit visit)
{
    for (const QItemSelectionRange& range : selection) {
        for (int row = range.top(); range.left() == 0 && row <= range.bottom(); ++row) {
            visit(row);
        }
    }
}

using RowRanges = std::vector<std::pair<int, int>>; ///< first and last

/// Sorted rows as ranges.
RowRanges rangesOf(const std::vector<int>& rows)
{
    RowRanges ranges;
    for (const int row : rows) {
        if (!ranges.empty() && ranges.back().second + 1 == row) {
            ranges.back().second = row;
        } else {
            ranges.emplace_back(row, row);
        }
    }
    return ranges;
}

/// All rows but those, which are sorted.
RowRanges rangesBetween(const std::vector<int>& rows, int count)
{
    RowRanges ranges;
    int first = 0;
    for (const int row : rows) {
        if (row > first) {
            ranges.emplace_back(first, row - 1);
        }
        first = row + 1;
    }
    if (first < count) {
        ranges.emplace_back(first, count - 1);
    }
    return ranges;
}

QStringList sorted(const QSet<QString>& set)
{
    QStringList list(set.begin(), set.end());
    list.sort();
    return list;
}

} // namespace

DeviceSelection::DeviceSelection(DeviceTable& table, QItemSelectionModel& rows, QObject* parent)
    : QObject(parent), table_(table), rows_(rows)
{
    connect(&rows, &QItemSelectionModel::selectionChanged, this, &DeviceSelection::take);
    connect(&table, &DeviceTable::answered, this, &DeviceSelection::read);
    connect(&table, &DeviceTable::modelReset, this, [this] {
        const bool isOther = !(table_.question() == question_);
        question_ = table_.question();
        if (isOther && onlyId().isEmpty() && !isEmpty()) {
            clear(); // they were among other rows; the one that is looked at stays
        }
    });
    connect(&table, &DeviceTable::columnsInserted, this, &DeviceSelection::show);
    connect(&table, &DeviceTable::rowsInserted, this, [this] {
        if (all_) {
            show();
        }
    });
}

void DeviceSelection::chooseAll()
{
    if (table_.rowCount() == 0) {
        return;
    }
    all_ = true;
    ids_.clear();
    except_.clear();
    waiting_.clear();
    question_ = table_.question();
    show();
    Q_EMIT changed();
}

void DeviceSelection::clear()
{
    all_ = false;
    ids_.clear();
    except_.clear();
    waiting_.clear();
    question_ = table_.question();
    show();
    Q_EMIT changed();
}

std::optional<quint64> DeviceSelection::count() const
{
    if (!all_) {
        return quint64(ids_.size() + waiting_.size());
    }
    if (!table_.isTotalKnown()) {
        return std::nullopt;
    }
    return quint64(std::max<qsizetype>(0, table_.rowCount() - except_.size()));
}

QString DeviceSelection::onlyId() const
{
    return !all_ && ids_.size() == 1 && waiting_.isEmpty() ? *ids_.begin() : QString();
}

BulkTarget DeviceSelection::target() const
{
    BulkTarget target;
    target.allThatMatch = all_;
    target.count = count();
    if (all_) {
        target.condition = conditionOf(question_);
        target.except = sorted(except_);
    } else {
        target.ids = sorted(ids_);
    }
    return target;
}

QString DeviceSelection::idAt(int row) const
{
    const hub::api::Device* const device = table_.deviceAt(row);
    return device == nullptr ? QString() : QString::fromStdString(device->deviceId);
}

/// One row more or less, a range more, or others instead.
void DeviceSelection::take(const QItemSelection& chosen, const QItemSelection& dropped)
{
    if (showing_) {
        return;
    }
    const bool isOneOfAll = all_ && rowsIn(chosen) + rowsIn(dropped) == 1;
    if (rowsIn(rows_.selection()) > BulkTarget::kMostIds && !isOneOfAll) {
        show(); // as it was
        Q_EMIT refused(tr("Up to %1 rows can be chosen one by one. Choose all that match instead.")
                           .arg(countText(BulkTarget::kMostIds)));
        return;
    }
    question_ = table_.question();
    if (all_) {
        takeOfAll(chosen, dropped);
    } else if (chosen.isEmpty() && rowsIn(dropped) == 1) {
        drop(dropped);
    } else if (dropped.isEmpty()) {
        add(chosen);
    } else {
        replace();
    }
    Q_EMIT changed();
}

void DeviceSelection::takeOfAll(const QItemSelection& chosen, const QItemSelection& dropped)
{
    const bool isOneLess = chosen.isEmpty() && rowsIn(dropped) == 1 && table_.rowCount() > 2;
    if (!isOneLess && !dropped.isEmpty()) {
        all_ = false;
        except_.clear();
        replace();
        return;
    }
    forEachRow(chosen, [this](int row) { except_.remove(idAt(row)); });
    forEachRow(dropped, [this](int row) {
        if (const QString id = idAt(row); !id.isEmpty()) {
            except_.insert(id);
        }
    });
    if (except_.size() > BulkTarget::kMostExcept) {
        forEachRow(dropped, [this](int row) { except_.remove(idAt(row)); });
        Q_EMIT refused(tr("Up to %1 devices can be left out. Narrow the list with a query instead.")
                           .arg(countText(BulkTarget::kMostExcept)));
    }
    show();
}

void DeviceSelection::add(const QItemSelection& rows)
{
    forEachRow(rows, [this](int row) {
        const QString id = idAt(row);
        shownIds_.insert(row, id);
        if (id.isEmpty()) {
            waiting_.insert(row);
        } else {
            ids_.insert(id);
        }
    });
}

void DeviceSelection::drop(const QItemSelection& rows)
{
    forEachRow(rows, [this](int row) {
        ids_.remove(shownIds_.take(row));
        waiting_.remove(row);
    });
}

void DeviceSelection::replace()
{
    ids_.clear();
    waiting_.clear();
    shownIds_.clear();
    add(rows_.selection());
}

/// Rows have come, or stand elsewhere.
void DeviceSelection::read()
{
    if (isEmpty()) {
        return;
    }
    const qsizetype before = waiting_.size();
    readWaiting();
    show();
    if (all_ || before != waiting_.size()) {
        Q_EMIT changed();
    }
}

void DeviceSelection::readWaiting()
{
    for (const int row : QSet<int>(waiting_)) {
        const QString id = idAt(row); // else it is wished for
        if (!id.isEmpty()) {
            waiting_.remove(row);
            ids_.insert(id);
        } else if (row >= table_.rowCount()) {
            waiting_.remove(row);
        }
    }
}

/// In the view: the rows of these devices, among those that are here.
void DeviceSelection::show()
{
    const QScopedValueRollback own(showing_, true);
    shownIds_ = table_.rowsOf(all_ ? except_ : ids_);
    std::vector<int> marks(waiting_.begin(), waiting_.end());
    for (auto row = shownIds_.cbegin(); row != shownIds_.cend(); ++row) {
        marks.push_back(row.key());
    }
    std::sort(marks.begin(), marks.end());
    const auto ranges = all_ ? rangesBetween(marks, table_.rowCount()) : rangesOf(marks);
    QItemSelection rows;
    for (const auto& [first, last] : ranges) {
        rows.append(QItemSelectionRange(table_.index(first, 0),
                                        table_.index(last, table_.columnCount() - 1)));
    }
    rows_.select(rows, QItemSelectionModel::ClearAndSelect);
}

} // namespace deck
