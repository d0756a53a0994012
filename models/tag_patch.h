// Tags to set and to remove as a person writes them, made into the patch that a hub takes.
#pragma once

#include <QJsonObject>
#include <QString>

#include <string>
#include <utility>
#include <vector>

namespace deck {

struct TagPatch
{
    QJsonObject patch;
    QString complaint; ///< a sentence; empty: it can be sent
};

/// set: names and values; "place.room" leads into a group; a value that is JSON of a number, a truth value or a
/// text in quotes counts as that. removed: names with commas between them.
TagPatch tagPatchFrom(const std::vector<std::pair<std::string, std::string>>& set,
                      const QString& removed);

} // namespace deck
