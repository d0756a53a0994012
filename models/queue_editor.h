// What a person does with a queue: each act is one request, and its result a sentence.
#pragma once

#include "models/act_result.h"
#include "models/hub_session.h"

#include "api/queue.h"

#include <QObject>
#include <QStringList>

#include <functional>

namespace deck {

struct QueueResult : ActResult
{
    quint64 count = 0; ///< of commands
    QString number;    ///< of the command that was sent
};

/// GUI thread; lives no longer than its session.
class QueueEditor final : public QObject
{
    Q_OBJECT

public:
    explicit QueueEditor(HubSession& session, QObject* parent = nullptr);

    /// Called once, unless the editor has gone before.
    using Done = std::function<void(const QueueResult&)>;

    void send(const QString& deviceId, const hub::api::CommandDraft& draft, Done done);

    /// Dead commands wait again, for another full time.
    void requeue(const QString& deviceId, const QStringList& numbers, Done done);
    void requeueEdited(const QString& deviceId,
                       const QString& number,
                       const hub::api::CommandDraft& draft,
                       Done done);

    /// What waits or is in flight is purged, what is done or dead is forgotten.
    void remove(const QString& deviceId, const QStringList& numbers, Done done);

    /// How many a purge would take; changes nothing, and does not make the editor busy.
    void countMatching(const QString& deviceId, hub::api::PurgeRequest request, Done done);
    void purge(const QString& deviceId, hub::api::PurgeRequest request, Done done);

    void hold(const QString& deviceId, const QString& reason, Done done);
    void resume(const QString& deviceId, Done done);

    bool isBusy() const { return underWay_ > 0; }

Q_SIGNALS:
    void busyChanged();

private:
    struct Act
    {
        QString path;     ///< under the device's queue
        QByteArray body;
        QString failure;  ///< "The command could not be sent to pump."
        std::function<QString(const QueueResult&)> success;
    };
    void run(const QString& deviceId, Act act, Done done);
    static QueueResult resultOf(const Act& act, const HubReply& reply);

    HubSession& session_;
    int underWay_ = 0;
};

} // namespace deck
