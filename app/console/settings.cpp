#include "app/console/settings.h"

#include <QCryptographicHash>
#include <QStandardPaths>
#include <QStringList>
#include <QUrl>

#include <algorithm>

namespace deck {
namespace {

using namespace Qt::StringLiterals;
using Colors = PreferenceValues::Colors;

constexpr qsizetype kMaxWindowBytes = 4'096; ///< Qt's own are some hundred
constexpr qsizetype kMaxLanguage = 32;

constexpr auto kColors = "appearance/colors"_L1;
constexpr auto kCompactRows = "appearance/compactRows"_L1;
constexpr auto kReduceMotion = "appearance/reduceMotion"_L1;
constexpr auto kStartLocalHub = "localHub/start"_L1;
constexpr auto kSnippetLanguage = "connect/language"_L1;
constexpr auto kDeviceLists = "devices"_L1;
constexpr auto kHiddenColumns = "hiddenColumns"_L1;
constexpr auto kPathColumns = "tagColumns"_L1;
constexpr auto kQueries = "queries"_L1;
constexpr qsizetype kMaxListText = 8'192; ///< of a query, as the hub takes it
constexpr auto kGeometries = "geometry"_L1;

QString nameOf(Colors colors)
{
    switch (colors) {
    case Colors::System:
        return u"system"_s;
    case Colors::Light:
        return u"light"_s;
    case Colors::Dark:
        return u"dark"_s;
    }
    return {};
}

Colors colorsFrom(const QString& name)
{
    for (const Colors colors : {Colors::Light, Colors::Dark}) {
        if (name == nameOf(colors)) {
            return colors;
        }
    }
    return Colors::System;
}

} // namespace

Settings::Settings(Preferences& preferences, const QString& file, QObject* parent)
    : QObject(parent), preferences_(preferences), settings_(file, QSettings::IniFormat)
{
    preferences_.set(read());
    connect(&preferences_, &Preferences::changed, this, &Settings::keep);
}

QString Settings::defaultFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation);
}

QString Settings::defaultFile()
{
    return defaultFolder() + u"/settings.ini"_s;
}

QString Settings::screenSetUp(const QList<QRect>& screens)
{
    QStringList parts;
    for (const QRect& screen : screens) {
        parts << u"%1x%2+%3+%4"_s.arg(screen.width())
                     .arg(screen.height())
                     .arg(screen.x())
                     .arg(screen.y());
    }
    parts.sort();
    const QByteArray hash =
        QCryptographicHash::hash(parts.join(u' ').toLatin1(), QCryptographicHash::Sha256);
    return QString::fromLatin1(hash.first(8).toHex());
}

QByteArray Settings::windowGeometry(const QString& screenSetUp) const
{
    return bytes(kGeometries + u'/' + screenSetUp);
}

void Settings::setWindowGeometry(const QString& screenSetUp, const QByteArray& geometry)
{
    const QString key = kGeometries + u'/' + screenSetUp;
    settings_.beginGroup(kGeometries);
    const qsizetype known = settings_.childKeys().size();
    settings_.endGroup();
    if (known >= kMaxScreenSetUps && !settings_.contains(key)) {
        settings_.remove(kGeometries);
    }
    settings_.setValue(key, geometry);
    settings_.sync();
}

PreferenceValues Settings::read()
{
    const PreferenceValues usual;
    PreferenceValues values;
    values.colors = colorsFrom(settings_.value(kColors).toString());
    values.compactRows = flag(kCompactRows, usual.compactRows);
    values.reduceMotion = flag(kReduceMotion, usual.reduceMotion);
    values.startLocalHub = flag(kStartLocalHub, usual.startLocalHub);
    const QString language = settings_.value(kSnippetLanguage).toString();
    values.snippetLanguage = language.size() <= kMaxLanguage ? language : QString();
    values.deviceLists = readDeviceLists();
    return values;
}

/// A group for each hub, its name in percent encoding: '/' would begin another.
QMap<QString, DeviceListChoice> Settings::readDeviceLists()
{
    QMap<QString, DeviceListChoice> lists;
    settings_.beginGroup(kDeviceLists);
    const QStringList hubs = settings_.childGroups();
    settings_.endGroup();
    for (const QString& hub : hubs.first(std::min<qsizetype>(hubs.size(), kMaxDeviceLists))) {
        const QString group = kDeviceLists + u'/' + hub + u'/';
        lists[QUrl::fromPercentEncoding(hub.toLatin1())] = {
            .hiddenColumns = texts(group + kHiddenColumns, DeviceListChoice::kMostColumns),
            .pathColumns = texts(group + kPathColumns, DeviceListChoice::kMostColumns),
            .queries = texts(group + kQueries, DeviceListChoice::kMostQueries)};
    }
    return lists;
}

QStringList Settings::texts(const QString& key, qsizetype most) const
{
    QStringList kept;
    for (const QString& text : settings_.value(key).toStringList()) {
        if (!text.isEmpty() && text.size() <= kMaxListText && kept.size() < most) {
            kept << text;
        }
    }
    return kept;
}

void Settings::keepDeviceLists()
{
    settings_.remove(kDeviceLists);
    const auto& lists = preferences_.values().deviceLists;
    int kept = 0;
    for (auto list = lists.begin(); list != lists.end() && kept < kMaxDeviceLists; ++list, ++kept) {
        const QString group = kDeviceLists + u'/' +
                              QString::fromLatin1(QUrl::toPercentEncoding(list.key())) + u'/';
        settings_.setValue(group + kHiddenColumns, list->hiddenColumns);
        settings_.setValue(group + kPathColumns, list->pathColumns);
        settings_.setValue(group + kQueries, list->queries);
    }
}

/// Strictly: QVariant takes any text but "false" and "0" for true.
bool Settings::flag(const QString& key, bool fallback) const
{
    const QString text = settings_.value(key).toString();
    return text == "true"_L1 || (text != "false"_L1 && fallback);
}

QByteArray Settings::bytes(const QString& key) const
{
    const QByteArray value = settings_.value(key).toByteArray();
    return value.size() <= kMaxWindowBytes ? value : QByteArray();
}

void Settings::keep()
{
    const PreferenceValues& values = preferences_.values();
    settings_.setValue(kColors, nameOf(values.colors));
    settings_.setValue(kCompactRows, values.compactRows);
    settings_.setValue(kReduceMotion, values.reduceMotion);
    settings_.setValue(kStartLocalHub, values.startLocalHub);
    settings_.setValue(kSnippetLanguage, values.snippetLanguage);
    keepDeviceLists();
    settings_.sync();
}

} // namespace deck
