#include "tests/support/device_rows.h"

#include <QStringList>

namespace deck {

namespace {

const char* const kStates[] = {"Online", "Stale", "Offline", "Blocked"};
const char* const kSites[] = {"Ghent", "Lyon", "Graz", "Turin", "Porto"};
const char* const kNames[] = {"Server hall", "Clean room", "Loading dock", "Lobby",
                              "Greenhouse",  "Pump house", "Boiler room",  "Depot gate"};
const char* const kModels[] = {"camx1", "flow8", "th200", "gw40"};

/// Mostly online, as fleets are.
int stateOf(int row)
{
    switch (row % 11) {
    case 7:
        return 1;
    case 9:
        return 3;
    case 5:
        return row % 2 == 0 ? 2 : 0;
    default:
        return 0;
    }
}

uint scrambled(int row)
{
    uint value = static_cast<uint>(row) * 2654435761U;
    value ^= value >> 15;
    return value;
}

} // namespace

DeviceRows::DeviceRows(int count, QObject* parent)
    : QAbstractTableModel(parent), count_(count), loaded_(count)
{}

void DeviceRows::setLoaded(int first)
{
    beginResetModel();
    loaded_ = first;
    endResetModel();
}

int DeviceRows::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : count_;
}

int DeviceRows::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(ColumnCount);
}

QVariant DeviceRows::data(const QModelIndex& index, int role) const
{
    ++questions_;
    const int row = index.row();
    const bool loaded = row < loaded_;
    switch (role) {
    case Qt::DisplayRole:
        return loaded ? text(row, index.column()) : QVariant();
    case PlaceholderRole:
        return !loaded;
    case StateRole:
        return stateOf(row);
    case NameRole:
        return QStringLiteral("%1 %2").arg(QLatin1String(kNames[row % 8])).arg(row % 13 + 1);
    default:
        return {};
    }
}

QVariant DeviceRows::text(int row, int column) const
{
    const uint number = scrambled(row);
    switch (column) {
    case Device:
        return QStringLiteral("%1-%2")
            .arg(QLatin1String(kModels[row * 4 / qMax(count_, 4)]))
            .arg(number % 0xFFFFFF, 6, 16, QLatin1Char('0'));
    case State:
        return QLatin1String(kStates[stateOf(row)]);
    case Firmware:
        return number % 5 == 0 ? QStringLiteral("4.1.9") : QStringLiteral("4.2.7");
    case Site:
        return QLatin1String(kSites[number % 5]);
    case Tags:
        return number % 3 == 0 ? QStringList{QStringLiteral("critical"), QStringLiteral("rack-b")}
                               : QStringList{QStringLiteral("rack-a")};
    case LastSeen:
        return number % 4 == 0 ? QStringLiteral("now")
                               : QStringLiteral("%1 s").arg(number % 59 + 1);
    default:
        return {};
    }
}

QVariant DeviceRows::headerData(int section, Qt::Orientation orientation, int role) const
{
    static const char* const kHeadings[] = {"Device", "Status", "Firmware",
                                            "Site",   "Tags",   "Last seen"};
    if (orientation == Qt::Horizontal && role == Qt::DisplayRole && section < ColumnCount) {
        return QLatin1String(kHeadings[section]);
    }
    return {};
}

} // namespace deck
