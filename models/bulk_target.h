// Which devices an act is about: some by their ids, or all that a question finds but for a few. A million
// ids never stand here.
#pragma once

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <optional>

namespace deck {

/// What a list of devices is narrowed down by.
struct DeviceQuestion
{
    QString condition = {}; ///< of the query language; empty: all
    QString search = {};    ///< part of an id, ignoring case; empty: any
    bool operator==(const DeviceQuestion&) const = default;
};

/// Both in one condition: "(tags.site = 'rom') AND CONTAINS(LOWER(deviceId), 'pump')". Empty: all devices.
QString conditionOf(const DeviceQuestion& question);

/// As POST /admin/jobs takes it.
struct BulkTarget
{
    static constexpr qsizetype kMostIds = 10'000;
    static constexpr qsizetype kMostExcept = 1'000;

    bool allThatMatch = false;   ///< by the condition, without those in `except`
    QString condition = {};      ///< empty: all devices
    QStringList except = {};
    QStringList ids = {};        ///< when it is not all that match
    std::optional<quint64> count = {}; ///< of devices; nothing: the hub has not counted them

    bool isOne() const { return !allThatMatch && ids.size() == 1; }
};

QJsonObject targetJson(const BulkTarget& target);

/// "pump", "12 devices", "1,204 devices", "all devices that match".
QString targetText(const BulkTarget& target);

/// A sentence about which ones they are: the first ids, or what they match. At most `most` ids.
QString targetDetail(const BulkTarget& target, qsizetype most);

} // namespace deck
