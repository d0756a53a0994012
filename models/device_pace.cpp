#include "models/device_pace.h"

#include <algorithm>
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

void DevicePace::setDevice(const QString& deviceId)
{
    deviceId_ = deviceId.toStdString();
    values_.clear();
    count_ = 0;
    if (deviceId.isEmpty()) {
        timer_.stop();
    } else {
        timer_.start();
    }
    Q_EMIT changed();
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
