// What happened to one device, out of the hub's events: all of it, or one kind, or what contains a
// text.
#pragma once

#include "models/hub_event_log.h"

#include <QSortFilterProxyModel>

namespace deck {

/// GUI thread; lives no longer than its log.
class DeviceEvents final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    enum class Show { All, Connections, Refusals, Commands, Methods, Twin, Registry };

    explicit DeviceEvents(HubEventLog& log, QObject* parent = nullptr);

    void setDevice(const QString& deviceId);
    void setShow(Show show);
    void setSearch(const QString& text);
    bool isNarrowed() const { return show_ != Show::All || !search_.isEmpty(); }

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    QString deviceId_;
    Show show_ = Show::All;
    QString search_;
};

} // namespace deck
