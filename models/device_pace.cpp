#include "models/device_pace.h"

#include <algorithm>
#include <chrono>
#include <numeric>

namespace deck {
namespace {

constexpr int kMinuteMs = 60'000;
constexpr int kStepsAMinute = kMinuteMs / DevicePace::kStepMs;

} // namespace

DevicePace::DevicePace(HubSession& session, QObject* parent) : QObject(parent)
{
    timer_.setInterval(kStepMs);
    connect(&timer_, &QTimer::timeout, this, &DevicePace::step);
    connect(&session, &HubSession::telemetryReceived, this, &DevicePace::take);
}

void DevicePace::setDevice(const QString& deviceId, const TelemetryLog& log, hub::WallTime now)
{
    if (deviceId_ == deviceId.toStdString()) {
        return;
    }
    deviceId_ = deviceId.toStdString();
    values_.clear();
    count_ = 0;
    if (log.deviceFilter().isEmpty() || log.deviceFilter() == deviceId) {
        recall(log, now);
    }
    timer_.start();
    Q_EMIT changed();
}

/// Only whole steps: before its oldest message the log knows nothing.
void DevicePace::recall(const TelemetryLog& log, hub::WallTime now)
{
    if (log.rowCount() == 0) {
        return;
    }
    constexpr hub::Micros kStep = std::chrono::milliseconds(kStepMs);
    const auto stepsTo = [&](hub::WallTime time) { return (now - time) / kStep; };
    values_.resize(std::size_t(
        std::clamp<std::int64_t>(stepsTo(log.messageAt(0).enqueued), 0, kKept)));
    for (int row = 0; row < log.rowCount(); ++row) {
        const hub::api::Message& message = log.messageAt(row);
        const auto back = stepsTo(message.enqueued);
        if (message.deviceId == deviceId_ && back >= 0 && back < std::int64_t(values_.size())) {
            values_[values_.size() - 1 - std::size_t(back)] += kStepsAMinute;
        }
    }
}

std::optional<double> DevicePace::perMinute() const
{
    if (values_.empty()) {
        return std::nullopt;
    }
    const auto steps = std::min<std::ptrdiff_t>(kStepsAMinute, std::ptrdiff_t(values_.size()));
    return std::accumulate(values_.end() - steps, values_.end(), 0.0) / double(steps);
}

void DevicePace::take(const std::vector<hub::api::Message>& messages)
{
    count_ += int(std::count_if(
        messages.begin(), messages.end(),
        [this](const hub::api::Message& message) { return message.deviceId == deviceId_; }));
}

void DevicePace::step()
{
    values_.push_back(double(count_) * kStepsAMinute);
    count_ = 0;
    if (values_.size() > kKept) {
        values_.pop_front();
    }
    Q_EMIT changed();
}

} // namespace deck
