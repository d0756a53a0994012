// One job while it runs: told by the hub's events, and asked for when they are silent. With its pace.
#pragma once

#include "models/fleet_jobs.h"

#include <QElapsedTimer>
#include <QTimer>

#include <deque>

namespace deck {

/// GUI thread; lives no longer than its session.
class JobWatch final : public QObject
{
    Q_OBJECT

public:
    explicit JobWatch(HubSession& session, QObject* parent = nullptr);

    /// From now on this one; without an id: none.
    void watch(const FleetJob& job);
    void stop() { watch({}); }

    bool hasJob() const { return !job_.id.isEmpty(); }
    const FleetJob& job() const { return job_; }

    /// Devices a second over the last ten seconds; 0 when nothing moves or the job is over.
    double perSecond() const;

    /// At that pace; nothing while there is none.
    std::optional<std::chrono::seconds> timeLeft() const;

    const HubError& error() const { return error_; } ///< of the last question

Q_SIGNALS:
    void changed();
    void ended(const deck::FleetJob& job); ///< once

private:
    struct Sample
    {
        qint64 at; ///< ms
        quint64 ended;
    };
    void takeEvent(const hub::api::Event& event);
    void ask();
    void take(const FleetJob& job);
    void note();

    HubSession& session_;
    FleetJobs* jobs_;
    FleetJob job_;
    HubError error_;
    QTimer poll_;
    QElapsedTimer clock_;
    std::deque<Sample> samples_; ///< of the last ten seconds
};

} // namespace deck
