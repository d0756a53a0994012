// A condition on devices while it is typed: whether it is right, and if not, where it stops being so. Parsed
// here, by the hub's own parser, so that nothing wrong is ever sent. Pure functions.
#pragma once

#include <QString>

#include <optional>

namespace deck {

struct ConditionFault
{
    qsizetype start = 0;  ///< in the text, in QChars; its end: something is missing there
    qsizetype length = 0; ///< of what does not belong there; 0 at the end of the text
    QString sentence;     ///< "At 12: expected a value, found the end."
};

/// Nothing when the text is a condition on devices, or empty.
std::optional<ConditionFault> conditionFault(const QString& text);

/// One path of a twin and nothing else: "tags.site", "properties.reported.[[max temp]]".
bool isTwinPath(const QString& text);

} // namespace deck
