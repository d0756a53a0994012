// What can go on at the cursor of a condition on devices: names of fields, functions, operators, and values
// that rows have. Pure functions.
#pragma once

#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

namespace deck {

/// What the rows that are here have, by path as it is written in a condition: "tags.site" → "'berlin'", …
using KnownValues = QMap<QString, QStringList>;

struct ConditionWord
{
    enum class Kind { Field, Function, Operator, Value };

    QString text;
    Kind kind = Kind::Field;
    bool operator==(const ConditionWord&) const = default;
};

struct ConditionWords
{
    qsizetype start = 0;  ///< what a chosen word replaces
    qsizetype length = 0; ///< up to the cursor
    QList<ConditionWord> words; ///< those that begin so first, then those that have it in them
};

inline constexpr qsizetype kMostConditionWords = 60;

/// cursor: in QChars. Words that fit what stands before it, and what of the word is there already.
ConditionWords conditionWordsAt(const QString& text, qsizetype cursor, const KnownValues& known);

/// A member of tags as a condition names it: "tags.site", "tags.[[a b]]"; below: "tags.place.room". Or of
/// another part of the twin: root is "properties.reported".
QString conditionPath(const QStringList& steps, const QString& root = QStringLiteral("tags"));

/// The paths of a row's tags and their values, as they are written in a condition, into known; both are
/// bounded. json: an object.
void learnTags(const std::string& json, KnownValues& known);

/// The same of the properties of a whole twin.
void learnProperties(const QJsonObject& twin, KnownValues& known);

/// What stands at a path of learnTags() in a row's tags, as text on one line; empty: nothing.
QString tagValueText(const std::string& json, const QString& path);

/// As text on one line; an array and an object as JSON.
QString valueLine(const QJsonValue& value);

} // namespace deck
