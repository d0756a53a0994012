// A made-up fleet as a table model: the same rows on every machine, any number of them, some not
// loaded yet. Counts what it is asked, so that tests see how much a table wants to know.
#pragma once

#include <QAbstractTableModel>

namespace deck {

class DeviceRows final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Device, State, Firmware, Site, Tags, LastSeen, ColumnCount };
    enum Role { NameRole = Qt::UserRole + 1, PlaceholderRole, StateRole };

    explicit DeviceRows(int count, QObject* parent = nullptr);

    /// Rows from first on have not come yet.
    void setLoaded(int first);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    int questions() const { return questions_; }

private:
    QVariant text(int row, int column) const;

    int count_;
    int loaded_;
    mutable int questions_ = 0;
};

} // namespace deck
