#include "models/telemetry_series.h"

#include "models/json_fields.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace deck {
namespace {

constexpr qsizetype kMaxLeftOut = 4'096; // names take memory too

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
        if (message.isText) {
            added = addPoints(message) || added;
            newest_ = std::max(newest_, message.enqueued);
        }
    }
    if (all_.size() != before) {
        Q_EMIT seriesAdded();
    }
    if (added) {
        Q_EMIT pointsAdded();
    }
}

bool TelemetrySeries::addPoints(const hub::api::Message& message)
{
    const QString device = QString::fromStdString(message.deviceId);
    const std::int64_t time = toSeriesTime(message.enqueued);
    bool added = false;
    for (const NumericField& field : numericFields(message.body)) {
        if (std::abs(field.value) > std::numeric_limits<float>::max()) {
            continue; // no axis reaches so far
        }
        if (Series* const series = find(device, field.path)) {
            series->points.add(time, float(field.value));
            added = true;
        }
    }
    return added;
}

Series* TelemetrySeries::find(const QString& device, const QString& path)
{
    const QString name = nameOf(device, path);
    const auto known = byName_.constFind(name);
    if (known != byName_.constEnd()) {
        return *known;
    }
    if (all_.size() >= kMaxSeries) {
        if (leftOut_.size() < kMaxLeftOut) {
            leftOut_.insert(name);
        }
        return nullptr;
    }
    leftOut_.remove(name);
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
    leftOut_.clear();
    newest_ = {};
    Q_EMIT seriesAdded();
}

void TelemetrySeries::removeDevice(const QString& device)
{
    const QString gone = device; // may be the name in a series that goes
    leftOut_.removeIf([&](const QString& name) { return name.startsWith(nameOf(gone, {})); });
    const auto removed = std::erase_if(all_, [&](const std::shared_ptr<const Series>& series) {
        if (series->device != gone) {
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
