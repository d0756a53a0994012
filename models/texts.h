// How numbers, times and states read, everywhere the same. Local time; figures as in the locale.
#pragma once

#include "base/clock.h"

#include <QDateTime>
#include <QString>

#include <optional>

namespace deck {

QDateTime toQt(hub::WallTime time); ///< local time

/// "now", "12 s", "5 min", "3 h", up to 48 h; then the date. "never" for nothing.
QString relativeTime(std::optional<hub::WallTime> time, hub::WallTime now);

/// "for 5 min", "since just now", "since 11/22/26"; how long something has been as it is.
QString sinceText(hub::WallTime since, hub::WallTime now);

/// "2026-11-22 14:32:06.412 +01:00": whole, for tool tips. "never" for nothing.
QString absoluteTime(std::optional<hub::WallTime> time);

/// "2026-11-22 14:32:06", where the whole would be too long.
QString dateTime(hub::WallTime time);

QString clockTime(hub::WallTime time); ///< "14:32:06.412"

QString countText(quint64 count); ///< "412,806"
QString bytesText(quint64 bytes); ///< "1.2 MB"
QString rateText(double perSecond); ///< "18.4", "412": without a unit

/// A number as charts and lists show it: at most four figures behind the point, no trailing zeros.
QString valueText(double value);

/// "it is full" as "It is full.": a hub's words for people. A first word that may be a name stays.
QString sentence(const QString& text);

/// Why a connection ended, for people: "the token expired" for "tokenExpired". Other names stay.
QString disconnectText(const QString& reason);

/// Text from a device on one line: control and direction characters made visible, cut with "…".
QString plainLine(const QString& text, int maxChars);

} // namespace deck
