// JSON as people read and type it: indented without changing a value, and where a text stops being
// JSON.
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace deck {

struct JsonFault
{
    int line = 1;
    int column = 1;   ///< in characters
    QString sentence; ///< "Line 2, column 7: the text ends too early."
};

/// Nothing when the text is one JSON value of any kind, with limits as the hub has them.
std::optional<JsonFault> jsonFault(const QByteArray& text);

/// Indented by two, numbers and order as they came. Not JSON, or too long to look at: as it is.
QString prettyJson(const QByteArray& text);

} // namespace deck
