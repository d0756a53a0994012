#include "models/bulk_target.h"

#include "models/texts.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kMostIdChars = 60;
constexpr int kMostConditionChars = 240;

QString tr(const char* text)
{
    return QCoreApplication::translate("BulkTarget", text);
}

QString quoted(QString text)
{
    return u'\'' + text.replace(u'\\', u"\\\\"_s).replace(u'\'', u"\\'"_s) + u'\'';
}

QString idsText(const QStringList& ids, qsizetype most)
{
    QStringList lines;
    for (const QString& id : ids.mid(0, most)) {
        lines << plainLine(id, kMostIdChars);
    }
    const QString first = lines.join(u", "_s);
    return ids.size() <= most ? first
                              : tr("%1 and %2 more").arg(first, countText(quint64(ids.size() - most)));
}

} // namespace

QString conditionOf(const DeviceQuestion& question)
{
    if (question.search.isEmpty()) {
        return question.condition;
    }
    const QString has =
        u"CONTAINS(LOWER(deviceId), "_s + quoted(question.search.toLower()) + u')';
    return question.condition.isEmpty() ? has : u'(' + question.condition + u") AND "_s + has;
}

QJsonObject targetJson(const BulkTarget& target)
{
    if (!target.allThatMatch) {
        return {{u"ids"_s, QJsonArray::fromStringList(target.ids)}};
    }
    const QString query = target.condition.isEmpty()
                              ? QString()
                              : u"SELECT * FROM devices WHERE "_s + target.condition;
    return {{u"query"_s, query}, {u"except"_s, QJsonArray::fromStringList(target.except)}};
}

QString targetText(const BulkTarget& target)
{
    if (target.isOne()) {
        return plainLine(target.ids.first(), kMostIdChars);
    }
    if (!target.count) {
        return target.condition.isEmpty() ? tr("all devices") : tr("all devices that match");
    }
    return *target.count == 1 ? tr("1 device") : tr("%1 devices").arg(countText(*target.count));
}

QString targetDetail(const BulkTarget& target, qsizetype most)
{
    if (!target.allThatMatch) {
        return idsText(target.ids, most);
    }
    const QString which = target.condition.isEmpty()
                              ? tr("All devices")
                              : tr("All devices with %1")
                                    .arg(plainLine(target.condition, kMostConditionChars));
    return target.except.isEmpty() ? which
                                   : tr("%1, but not %2").arg(which, idsText(target.except, most));
}

} // namespace deck
