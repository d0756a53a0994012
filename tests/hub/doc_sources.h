// The sources of the tree as text, and what the route tables in them say.
#pragma once

#include <QString>
#include <QStringList>

namespace hub::test {

QString sourceText(const QString& path); ///< empty when it cannot be read

/// The text of all sources below a folder of the tree.
QString sourcesBelow(const QString& folder);

/// "GET /admin/devices: RegistryRead, …; people: …" for each row of the route tables, sorted.
QStringList routesOfTheHub();

} // namespace hub::test
