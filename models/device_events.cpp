#include "models/device_events.h"

namespace deck {
namespace {

bool belongsTo(DeviceEvents::Show show, HubEventLog::Kind kind)
{
    using Show = DeviceEvents::Show;
    using Kind = HubEventLog::Kind;
    switch (show) {
    case Show::All: return true;
    case Show::Connections: return kind == Kind::Connected || kind == Kind::Disconnected;
    case Show::Refusals: return kind == Kind::Refused;
    case Show::Commands: return kind == Kind::Command;
    case Show::Methods: return kind == Kind::Method;
    case Show::Twin: return kind == Kind::Twin;
    case Show::Registry: return kind == Kind::Changed;
    }
    return true;
}

} // namespace

DeviceEvents::DeviceEvents(HubEventLog& log, QObject* parent) : QSortFilterProxyModel(parent)
{
    setSourceModel(&log);
}

void DeviceEvents::setDevice(const QString& deviceId)
{
    deviceId_ = deviceId;
    invalidateFilter();
}

void DeviceEvents::setShow(Show show)
{
    show_ = show;
    invalidateFilter();
}

void DeviceEvents::setSearch(const QString& text)
{
    search_ = text;
    invalidateFilter();
}

bool DeviceEvents::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    const QModelIndex what = sourceModel()->index(row, HubEventLog::What, parent);
    if (what.data(HubEventLog::DeviceRole).toString() != deviceId_ ||
        !belongsTo(show_, HubEventLog::Kind(what.data(HubEventLog::KindRole).toInt()))) {
        return false;
    }
    const QModelIndex detail = what.siblingAtColumn(HubEventLog::Detail);
    return search_.isEmpty() || what.data().toString().contains(search_, Qt::CaseInsensitive) ||
           detail.data().toString().contains(search_, Qt::CaseInsensitive);
}

} // namespace deck
