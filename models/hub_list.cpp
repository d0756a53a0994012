#include "models/hub_list.h"

#include "base/assert.h"

#include <algorithm>

namespace deck {

HubList::HubList(QObject* parent) : QAbstractListModel(parent) {}

HubList::~HubList() = default;

int HubList::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(entries_.size());
}

QVariant HubList::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Entry& entry = entries_[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole: return entry.profile.name;
    case AddressRole: return entry.profile.address();
    case IdRole: return entry.profile.id;
    case StateRole:
        return int(entry.opened ? entry.opened->session.state() : HubSession::State::Offline);
    default: return {};
    }
}

int HubList::put(ConnectionProfile profile)
{
    const QString id = profile.id;
    int row = rowOf(id);
    if (row < 0) {
        if (!profile.isLocal && remoteCount() >= kMaxHubs) {
            return -1;
        }
        row = int(entries_.size());
        beginInsertRows({}, row, row);
        entries_.push_back({std::move(profile), nullptr});
        endInsertRows();
    } else {
        Entry& entry = entries_[std::size_t(row)];
        const std::unique_ptr<Open> old = std::move(entry.opened);
        entry.profile = std::move(profile);
        if (id == currentId_) {
            open(entry);
            Q_EMIT currentChanged(); // whoever used the old session lets go of it here
        }
        announce(id);
    }
    Q_EMIT profilesChanged();
    return row;
}

void HubList::remove(const QString& id)
{
    const int row = rowOf(id);
    if (row < 0) {
        return;
    }
    beginRemoveRows({}, row, row);
    const std::unique_ptr<Open> old = std::move(entries_[std::size_t(row)].opened);
    entries_.erase(entries_.begin() + row);
    endRemoveRows();
    if (id == currentId_) {
        currentId_.clear();
        Q_EMIT currentChanged();
    }
    Q_EMIT profilesChanged();
}

const ConnectionProfile& HubList::profileAt(int row) const
{
    HUB_ASSERT(row >= 0 && row < rowCount());
    return entries_[std::size_t(row)].profile;
}

int HubList::rowOf(const QString& id) const
{
    const auto found = std::find_if(entries_.begin(), entries_.end(),
                                    [&](const Entry& entry) { return entry.profile.id == id; });
    return found == entries_.end() ? -1 : int(found - entries_.begin());
}

int HubList::remoteCount() const
{
    return int(std::count_if(entries_.begin(), entries_.end(),
                             [](const Entry& entry) { return !entry.profile.isLocal; }));
}

HubList::Open* HubList::currentOpen() const
{
    const int row = rowOf(currentId_);
    return row < 0 ? nullptr : entries_[std::size_t(row)].opened.get();
}

HubSession* HubList::current() const
{
    Open* const opened = currentOpen();
    return opened == nullptr ? nullptr : &opened->session;
}

LiveTelemetry* HubList::currentTelemetry() const
{
    Open* const opened = currentOpen();
    return opened == nullptr ? nullptr : &opened->telemetry;
}

HubEventLog* HubList::currentEvents() const
{
    Open* const opened = currentOpen();
    return opened == nullptr ? nullptr : &opened->events;
}

MethodHistory* HubList::currentMethods() const
{
    Open* const opened = currentOpen();
    return opened == nullptr ? nullptr : &opened->methods;
}

AlertTable* HubList::currentAlerts() const
{
    Open* const opened = currentOpen();
    return opened == nullptr ? nullptr : &opened->alerts;
}

void HubList::setCurrent(const QString& id)
{
    const int row = rowOf(id);
    if (row < 0 || id == currentId_) {
        return;
    }
    currentId_ = id;
    open(entries_[std::size_t(row)]);
    Q_EMIT currentChanged();
}

void HubList::open(Entry& entry)
{
    if (entry.opened) {
        return;
    }
    entry.opened = std::make_unique<Open>(entry.profile);
    HubSession& session = entry.opened->session;
    connect(&session, &HubSession::stateChanged, this,
            [this, id = entry.profile.id] { announce(id); });
    session.start();
}

void HubList::announce(const QString& id)
{
    const int row = rowOf(id);
    if (row >= 0) {
        Q_EMIT dataChanged(index(row), index(row));
    }
}

} // namespace deck
