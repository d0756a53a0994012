// What a person does with jobs over many devices: begins, ends and repeats them. Each act is one request.
#pragma once

#include "models/act_result.h"
#include "models/bulk_action.h"
#include "models/bulk_target.h"
#include "models/fleet_job.h"
#include "models/hub_session.h"

#include <QObject>

#include <functional>

namespace deck {

/// A hub that has no such routes says that nothing is there; this says what.
HubError jobError(const HubReply& reply, const HubError& error);

struct JobResult : ActResult
{
    std::optional<FleetJob> job; ///< as it was when the hub answered; nothing: it has refused
};

/// GUI thread; lives no longer than its session.
class FleetJobs final : public QObject
{
    Q_OBJECT

public:
    explicit FleetJobs(HubSession& session, QObject* parent = nullptr);

    /// Called once, unless this object has gone before.
    using Done = std::function<void(const JobResult&)>;

    void start(const BulkAction& action, const BulkTarget& target, Done done);
    void cancel(const QString& id, Done done);
    void retryFailed(const QString& id, Done done); ///< a new job
    void fetch(const QString& id, Done done);

    /// How many devices a condition finds now: the number, or a sentence why it is not known.
    using TakeCount = std::function<void(const std::optional<quint64>&, const QString& failure)>;
    void count(const QString& condition, TakeCount take);

Q_SIGNALS:
    void started(const deck::FleetJob& job); ///< by start() or retryFailed()

private:
    void send(HubRequest request, const QString& failure, const QString& success, bool isNew,
              Done done);

    HubSession& session_;
};

} // namespace deck
