// Which devices of a list are chosen: by their ids, which stay while rows move, or all that the list's question
// finds but for some. The selection of the view follows it, and leads it when a person clicks.
#pragma once

#include "models/bulk_target.h"

#include <QHash>
#include <QObject>
#include <QSet>

class QItemSelection;
class QItemSelectionModel;

namespace deck {

class DeviceTable;

/// GUI thread; lives no longer than its table and the selection of its view.
class DeviceSelection final : public QObject
{
    Q_OBJECT

public:
    DeviceSelection(DeviceTable& table, QItemSelectionModel& rows, QObject* parent);

    /// All that the table's question finds, also those that are not here yet.
    void chooseAll();
    void clear();

    bool isAll() const { return all_; }
    bool isEmpty() const { return !all_ && ids_.isEmpty() && waiting_.isEmpty(); }

    /// Nothing: all, and the hub has not counted them.
    std::optional<quint64> count() const;

    /// Rows that are chosen, but have not been read yet; nothing can be done with them meanwhile.
    int waiting() const { return int(waiting_.size()); }

    /// Of one device alone; empty: none, or several.
    QString onlyId() const;

    BulkTarget target() const;

Q_SIGNALS:
    void changed();
    void refused(const QString& why); ///< a person wanted more than there may be

private:
    void take(const QItemSelection& chosen, const QItemSelection& dropped);
    void takeOfAll(const QItemSelection& chosen, const QItemSelection& dropped);
    void add(const QItemSelection& rows);
    void drop(const QItemSelection& rows);
    void replace();
    void read();
    void readWaiting();
    void show();
    QString idAt(int row) const;

    DeviceTable& table_;
    QItemSelectionModel& rows_;
    DeviceQuestion question_; ///< that all_ is about
    QSet<QString> ids_;
    QSet<QString> except_;    ///< of all
    QSet<int> waiting_;       ///< rows
    QHash<int, QString> shownIds_; ///< of chosen rows, as they were shown last
    bool all_ = false;
    bool showing_ = false; ///< the change of the view's selection is ours
};

} // namespace deck
