// Every number that devices send, as a series over time: found by itself in JSON bodies.
#pragma once

#include "models/hub_session.h"
#include "models/min_max_pyramid.h"

#include <QHash>
#include <QObject>
#include <QString>

#include <memory>
#include <vector>

namespace deck {

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

    int leftOut() const { return leftOut_; } ///< series beyond the limit
    hub::WallTime newest() const { return newest_; }

Q_SIGNALS:
    void seriesAdded(); ///< or removed
    void pointsAdded();

private:
    Series* find(const QString& device, const QString& path);

    std::vector<std::shared_ptr<const Series>> all_;
    QHash<QString, Series*> byName_;
    int leftOut_ = 0;
    hub::WallTime newest_{};
};

} // namespace deck
