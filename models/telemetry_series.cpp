#include "models/telemetry_series.h"

#include "models/json_fields.h"

#include <algorithm>

namespace deck {
namespace {

QString nameOf(const QString& device, const QString& path)
{
    return device + u'\n' + path;
}

} // namespace

TelemetrySeries::TelemetrySeries(QObject* parent) : QObject(parent) {}

void TelemetrySeries::add(const std::vector<hub::api::Message>& messages)
{
    const std::size_t before = all_.size();
    bool added = false;
    for (const hub::api::Message& message : messages) {
        if (!message.isText) {
            continue;
        }
        const QString device = QString::fromStdString(message.deviceId);
        const std::int64_t time = hub::toMicros(message.enqueued) / 1'000;
        for (const NumericField& field : numericFields(message.body)) {
            if (Series* const series = find(device, field.path)) {
                series->points.add(time, float(field.value));
                added = true;
            }
        }
        newest_ = std::max(newest_, message.enqueued);
    }
    if (all_.size() != before) {
        Q_EMIT seriesAdded();
    }
    if (added) {
        Q_EMIT pointsAdded();
    }
}

Series* TelemetrySeries::find(const QString& device, const QString& path)
{
    const QString name = nameOf(device, path);
    const auto known = byName_.constFind(name);
    if (known != byName_.constEnd()) {
        return *known;
    }
    if (all_.size() >= kMaxSeries) {
        ++leftOut_;
        return nullptr;
    }
    const auto series = std::make_shared<Series>();
    series->device = device;
    series->path = path;
    all_.push_back(series);
    byName_.insert(name, series.get());
    return series.get();
}

void TelemetrySeries::clear()
{
    all_.clear();
    byName_.clear();
    leftOut_ = 0;
    newest_ = {};
    Q_EMIT seriesAdded();
}

void TelemetrySeries::removeDevice(const QString& device)
{
    const auto removed = std::erase_if(all_, [&](const std::shared_ptr<const Series>& series) {
        if (series->device != device) {
            return false;
        }
        byName_.remove(nameOf(series->device, series->path));
        return true;
    });
    if (removed > 0) {
        Q_EMIT seriesAdded();
    }
}

QStringList TelemetrySeries::paths() const
{
    QStringList paths;
    for (const auto& series : all_) {
        if (!paths.contains(series->path)) {
            paths << series->path;
        }
    }
    return paths;
}

std::vector<std::shared_ptr<const Series>> TelemetrySeries::ofPath(const QString& path) const
{
    std::vector<std::shared_ptr<const Series>> found;
    for (const auto& series : all_) {
        if (series->path == path) {
            found.push_back(series);
        }
    }
    return found;
}

} // namespace deck
