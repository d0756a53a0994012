// What has happened on one hub lately, newest first: devices that came and went, changes of the
// registry, and who was refused and why.
#pragma once

#include "models/hub_session.h"

#include <QAbstractTableModel>

#include <deque>

namespace deck {

/// GUI thread; lives no longer than its session.
class HubEventLog final : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr int kKept = 2'000;

    enum class Kind { Connected, Disconnected, Changed, Refused, Command, Twin, Method };
    enum Column { What, Device, Detail, Time, ColumnCount };
    enum Role {
        KindRole = Qt::UserRole + 1,
        DeviceRole, ///< the id as it is, in every column
    };

    explicit HubEventLog(HubSession& session);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Entry
    {
        hub::WallTime time;
        Kind kind = Kind::Changed;
        QString what;
        QString device;
        QString deviceId;
        QString detail;
    };
    void take(const hub::api::Event& event);
    static Entry entryFor(const hub::api::Event& event);
    static void describeConnection(const hub::api::Event& event, Entry& entry);
    static void describeWork(const hub::api::Event& event, Entry& entry);
    static void describeMethod(const hub::api::Event& event, Entry& entry);

    std::deque<Entry> entries_; ///< newest first
};

} // namespace deck
