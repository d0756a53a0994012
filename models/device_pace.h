// How many messages a device sends a minute, and how that went lately, counted from the telemetry
// that arrives while somebody looks.
#pragma once

#include "models/hub_session.h"
#include "models/telemetry_log.h"

#include <QObject>
#include <QTimer>

#include <deque>

namespace deck {

/// GUI thread; lives no longer than its session.
class DevicePace final : public QObject
{
    Q_OBJECT

public:
    static constexpr int kStepMs = 2'000;
    static constexpr int kKept = 60; ///< steps: two minutes

    explicit DevicePace(HubSession& session, QObject* parent = nullptr);

    /// Begins anew, with what the log still has of that device.
    void setDevice(const QString& deviceId, const TelemetryLog& log, hub::WallTime now);

    /// Messages a minute in each step, oldest first.
    const std::deque<double>& values() const { return values_; }

    /// Over the last minute, or as long as it has counted; nothing before the first step.
    std::optional<double> perMinute() const;

    void step(); ///< by its timer; in tests by hand

Q_SIGNALS:
    void changed();

private:
    void recall(const TelemetryLog& log, hub::WallTime now);
    void take(const std::vector<hub::api::Message>& messages);

    std::string deviceId_;
    std::deque<double> values_;
    int count_ = 0; ///< in the present step
    QTimer timer_;
};

} // namespace deck
