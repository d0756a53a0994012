#include "tests/hub/doc_sources.h"

#include <QDirIterator>
#include <QFile>
#include <QMap>
#include <QRegularExpression>

namespace hub::test {
namespace {

/// "RegistryRead, ServiceConnect" of "{Right::RegistryRead, Right::ServiceConnect}".
QString rightsIn(const QString& source)
{
    static const QRegularExpression right("Right::(\\w+)");
    QStringList names;
    for (auto matches = right.globalMatch(source); matches.hasNext();) {
        names << matches.next().captured(1);
    }
    return names.join(", ");
}

/// What the tables name: kRead and the like, by name.
QMap<QString, QString> constantsIn(const QString& sources, const QString& type)
{
    const QRegularExpression constant("constexpr " + type + " (\\w+)(\\{[^;]*\\});");
    QMap<QString, QString> values;
    for (auto matches = constant.globalMatch(sources); matches.hasNext();) {
        const auto match = matches.next();
        values[match.captured(1)] = match.captured(2);
    }
    return values;
}

/// "RegistryRead; people: view, filtered" of "{{Right::RegistryRead}, Permission::View, …}".
QString accessIn(const QString& source, const QMap<QString, QString>& rights)
{
    static const QMap<QString, QString> reaches{{"WholeHub", "whole hub"},
                                                {"Device", "their devices"},
                                                {"DeviceParameter", "their devices"},
                                                {"NewDevice", "their devices"},
                                                {"Filtered", "filtered"},
                                                {"Anybody", "anybody"}};
    static const QRegularExpression parts(
        "^\\{(\\w+|\\{[^}]*\\}),\\s*(?:Permission::(\\w+)|kAnybody),\\s*Reach::(\\w+)\\}$");
    const auto match = parts.match(source);
    const QString needed = rightsIn(rights.value(match.captured(1), match.captured(1)));
    const QString permission = match.captured(2).toLower();
    return (needed.isEmpty() ? "none" : needed) +
           "; people: " + (permission.isEmpty() ? "" : permission + ", ") +
           reaches.value(match.captured(3));
}

} // namespace

QString sourceText(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QString sourcesBelow(const QString& folder)
{
    QString text;
    QDirIterator files(QStringLiteral(SOURCE_FOLDER "/") + folder, {"*.h", "*.cpp"}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        text += sourceText(files.next());
    }
    return text;
}

QStringList routesOfTheHub()
{
    static const QRegularExpression row(
        "\\badd\\(\"([A-Z]+)\",\\s*\"([^\"]+)\",\\s*(\\{(?:[^{}]|\\{[^}]*\\})*\\}|\\w+),");
    const QString sources = sourcesBelow("backend/admin");
    const auto rights = constantsIn(
        sources + sourceText(QStringLiteral(SOURCE_FOLDER "/backend/domain/policy.h")), "Rights");
    const auto accesses = constantsIn(sources, "RouteAccess");
    QStringList routes;
    for (auto matches = row.globalMatch(sources); matches.hasNext();) {
        const auto match = matches.next();
        const QString access = match.captured(3);
        routes << match.captured(1) + " /" + match.captured(2) + ": " +
                      accessIn(accesses.value(access, access), rights);
    }
    if (routes.size() != sources.count("add(\"")) {
        qFatal("a row of a route table is written in a way that this test cannot read");
    }
    routes.sort();
    return routes;
}

} // namespace hub::test
