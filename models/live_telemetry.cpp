#include "models/live_telemetry.h"

namespace deck {

LiveTelemetry::LiveTelemetry(HubSession& session) : session_(session)
{
    connect(&session, &HubSession::telemetryReceived, &series_, &TelemetrySeries::add);
    connect(&session, &HubSession::telemetryReceived, &log_, &TelemetryLog::add);
    connect(&session, &HubSession::telemetrySkipped, this,
            [this](qint64 count) { skipped_ += count; });
    connect(&session, &HubSession::deviceEvent, this, &LiveTelemetry::takeEvent);
    connect(&session, &HubSession::healthChanged, this,
            [this] { rate_.add(session_.isOnline() ? session_.messagesPerSecond() : 0); });
}

void LiveTelemetry::clear()
{
    series_.clear();
    log_.clear();
    skipped_ = 0;
}

void LiveTelemetry::takeEvent(const hub::api::Event& event)
{
    if (event.type == "device-deleted") {
        const QString device = QString::fromStdString(event.deviceId);
        series_.removeDevice(device);
        log_.removeDevice(device);
    }
}

} // namespace deck
