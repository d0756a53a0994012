// What one hub's devices say while the console looks at it: the newest messages, their numbers as
// series, and how many there are a second. Collected whichever page is shown.
#pragma once

#include "models/hub_session.h"
#include "models/message_rate.h"
#include "models/telemetry_log.h"
#include "models/telemetry_series.h"

#include <QHash>
#include <QObject>

namespace deck {

/// GUI thread; lives no longer than its session.
class LiveTelemetry final : public QObject
{
    Q_OBJECT

public:
    explicit LiveTelemetry(HubSession& session);

    TelemetrySeries& series() { return series_; }
    TelemetryLog& log() { return log_; }
    MessageRate& rate() { return rate_; }

    qint64 skipped() const { return skipped_; } ///< stored, but too many to be sent here
    void clear();

private:
    void take(const std::vector<hub::api::Message>& messages);
    void takeEvent(const hub::api::Event& event);
    bool isOfDeleted(const hub::api::Message& message) const;

    HubSession& session_;
    TelemetrySeries series_;
    TelemetryLog log_;
    MessageRate rate_;
    QHash<QString, hub::WallTime> deleted_; ///< devices, a moment ago
    qint64 skipped_ = 0;
};

} // namespace deck
