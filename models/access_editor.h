// What a person does with access lists, groups and those who were refused: each act is one request,
// and its result a sentence.
#pragma once

#include "models/act_result.h"
#include "models/hub_session.h"

#include "api/access.h"
#include "api/access_group.h"

#include <QObject>
#include <QStringList>

namespace deck {

/// GUI thread; lives no longer than its session.
class AccessEditor final : public QObject
{
    Q_OBJECT

public:
    explicit AccessEditor(HubSession& session, QObject* parent = nullptr);

    /// Of the entry: list, kind, value, reason, until. Also to take a removal back.
    void add(const hub::api::AccessEntry& entry, ActDone done);

    /// Writes the reason and the end of an entry, if nobody else has changed it meanwhile.
    void change(const hub::api::AccessEntry& entry, ActDone done);
    void remove(const hub::api::AccessEntry& entry, ActDone done);

    /// etag of the mode as the person saw it.
    void setMode(bool allowListOnly, const QString& etag, ActDone done);

    /// Without an ETag the group is new.
    void putGroup(const hub::api::AccessGroup& group, ActDone done);
    void removeGroup(const QString& name, ActDone done);
    void changeMembers(const QString& group,
                       const QStringList& add,
                       const QStringList& remove,
                       ActDone done);

    struct Reach
    {
        HubError error;
        quint64 devices = 0;
        quint64 connected = 0; ///< live connections of these
    };
    /// For whom a condition holds now; changes nothing.
    void countReach(const QString& condition, std::function<void(const Reach&)> done);

    /// The first thousand members that are named.
    void fetchMembers(const QString& group,
                      std::function<void(const HubError&, const QStringList&)> done);

    /// The hub makes its keys.
    void registerDevice(const QString& deviceId, ActDone done);
    void ignore(const QString& deviceId, bool ignored, ActDone done);
    void forgetDenied(ActDone done);
    void liftLockout(const QString& address, ActDone done);
    void acknowledge(const QString& alertId, ActDone done);

private:
    struct Act
    {
        QByteArray method;
        QString path;
        QByteArray body = {};
        QString failure;
        QString success;
        QString ifMatch = {};
    };
    void run(Act act, ActDone done);

    HubSession& session_;
};

} // namespace deck
