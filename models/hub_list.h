// The hubs that the console knows, and the one it looks at. Owns the sessions; a session lives from
// the first time its hub is chosen until the hub is removed.
#pragma once

#include "models/alert_table.h"
#include "models/client/connection_profile.h"
#include "models/hub_event_log.h"
#include "models/hub_session.h"
#include "models/live_telemetry.h"
#include "models/method_history.h"

#include <QAbstractListModel>

#include <memory>
#include <vector>

namespace deck {

/// GUI thread. Remote hubs beyond kMaxHubs are refused by add().
class HubList final : public QAbstractListModel
{
    Q_OBJECT

public:
    static constexpr int kMaxHubs = 64;

    enum Role { StateRole = Qt::UserRole + 1, AddressRole, IdRole };

    explicit HubList(QObject* parent = nullptr);
    ~HubList() override;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

    /// Adds a hub, or takes a new key, address and authority for the one with that id; a session of
    /// the old profile ends. Gives its row; -1 when there are too many.
    int put(ConnectionProfile profile);
    void remove(const QString& id);

    const ConnectionProfile& profileAt(int row) const;
    int rowOf(const QString& id) const; ///< -1: none

    HubSession* current() const; ///< nullptr: none chosen yet
    LiveTelemetry* currentTelemetry() const; ///< nullptr likewise
    HubEventLog* currentEvents() const;      ///< nullptr likewise
    MethodHistory* currentMethods() const;   ///< nullptr likewise
    AlertTable* currentAlerts() const;       ///< nullptr likewise
    QString currentId() const { return currentId_; }
    void setCurrent(const QString& id); ///< starts its session

Q_SIGNALS:
    void currentChanged(); ///< another session, or none
    void profilesChanged(); ///< remote ones: keep them

private:
    /// What listens to the session goes before it.
    struct Open
    {
        explicit Open(const ConnectionProfile& profile)
            : session(profile), telemetry(session), events(session), alerts(session)
        {
        }
        HubSession session;
        LiveTelemetry telemetry;
        HubEventLog events;
        MethodHistory methods;
        AlertTable alerts;
    };
    struct Entry
    {
        ConnectionProfile profile;
        std::unique_ptr<Open> opened;
    };

    int remoteCount() const;
    Open* currentOpen() const;
    void open(Entry& entry);
    void announce(const QString& id);

    std::vector<Entry> entries_;
    QString currentId_;
};

} // namespace deck
