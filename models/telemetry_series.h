// Every number that devices send, as a series over time: found by itself in JSON bodies.
#pragma once

#include "models/hub_session.h"
#include "models/min_max_pyramid.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <QString>

#include <memory>
#include <vector>

namespace deck {

/// The time of a point: milliseconds since 1970.
inline std::int64_t toSeriesTime(hub::WallTime time)
{
    return hub::toMicros(time) / 1'000;
}

struct Series
{
    QString device;
    QString path; ///< of the JSON field
    MinMaxPyramid points;
};

/// GUI thread. Signals once a batch, however many points it has.
class TelemetrySeries final : public QObject
{
    Q_OBJECT

public:
    static constexpr int kMaxSeries = 512; ///< the first ones that come; the rest is counted

    explicit TelemetrySeries(QObject* parent = nullptr);

    void add(const std::vector<hub::api::Message>& messages);
    void clear();
    void removeDevice(const QString& device);

    /// In the order in which they were found.
    const std::vector<std::shared_ptr<const Series>>& all() const { return all_; }
    QStringList paths() const; ///< each once, in the order in which they were found
    std::vector<std::shared_ptr<const Series>> ofPath(const QString& path) const;

    /// Series beyond the limit; a few thousand mean "at least".
    int leftOut() const { return int(leftOut_.size()); }
    hub::WallTime newest() const { return newest_; }

Q_SIGNALS:
    void seriesAdded(); ///< or removed
    void pointsAdded();

private:
    bool addPoints(const hub::api::Message& message);
    Series* find(const QString& device, const QString& path);

    std::vector<std::shared_ptr<const Series>> all_;
    QHash<QString, Series*> byName_;
    QSet<QString> leftOut_; ///< names
    hub::WallTime newest_{};
};

} // namespace deck
