#include "models/live_telemetry.h"

#include <algorithm>
#include <iterator>

namespace deck {
namespace {

constexpr std::chrono::seconds kLatest{30}; ///< no message comes so late

} // namespace

LiveTelemetry::LiveTelemetry(HubSession& session) : session_(session)
{
    connect(&session, &HubSession::telemetryReceived, this, &LiveTelemetry::take);
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

void LiveTelemetry::take(const std::vector<hub::api::Message>& messages)
{
    if (deleted_.isEmpty()) {
        series_.add(messages);
        log_.add(messages);
        return;
    }
    std::vector<hub::api::Message> wanted;
    std::copy_if(messages.begin(), messages.end(), std::back_inserter(wanted),
                 [this](const hub::api::Message& message) { return !isOfDeleted(message); });
    series_.add(wanted);
    log_.add(wanted);
}

/// A hub collects telemetry for a moment and tells other events at once, so that the last messages
/// of a device come after its end.
bool LiveTelemetry::isOfDeleted(const hub::api::Message& message) const
{
    const auto found = deleted_.constFind(QString::fromStdString(message.deviceId));
    return found != deleted_.constEnd() && message.enqueued <= *found;
}

void LiveTelemetry::takeEvent(const hub::api::Event& event)
{
    if (event.type == "device-deleted") {
        const QString device = QString::fromStdString(event.deviceId);
        deleted_.removeIf([&](const auto& each) { return event.time - each.value() > kLatest; });
        deleted_.insert(device, event.time);
        series_.removeDevice(device);
        log_.removeDevice(device);
    }
}

} // namespace deck
