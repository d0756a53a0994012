#include "models/tag_patch.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QStringList>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

QString tr(const char* text)
{
    return QCoreApplication::translate("TagPatch", text);
}

QJsonValue valueFrom(const QString& text)
{
    const QByteArray whole = '[' + text.trimmed().toUtf8() + ']';
    const QJsonArray read = QJsonDocument::fromJson(whole).array();
    const QJsonValue value = read.size() == 1 ? read.first() : QJsonValue();
    return value.isBool() || value.isDouble() || value.isString() ? value : QJsonValue(text);
}

/// What is wrong with a name; empty: nothing.
QString complaintAbout(const QStringList& steps)
{
    for (const QString& step : steps) {
        if (step.isEmpty()) {
            return tr("A name begins or ends with a dot, or has two in a row.");
        }
        if (step.contains(u'$') || step.contains(u' ')) {
            return tr("The name %1 has a blank or $ in it, which a hub does not take.").arg(step);
        }
    }
    return {};
}

/// False: there is something else at the path, or at a part of it.
bool put(QJsonObject& object, const QStringList& steps, const QJsonValue& value)
{
    const QString& name = steps.first();
    if (steps.size() == 1) {
        const bool isNew = !object.contains(name);
        object[name] = value;
        return isNew;
    }
    if (object.contains(name) && !object[name].isObject()) {
        return false;
    }
    QJsonObject below = object[name].toObject();
    const bool fits = put(below, steps.mid(1), value);
    object[name] = below;
    return fits;
}

} // namespace

TagPatch tagPatchFrom(const std::vector<std::pair<std::string, std::string>>& set,
                      const QString& removed)
{
    TagPatch result;
    const auto add = [&result](const QString& path, const QJsonValue& value) {
        const QStringList steps = path.trimmed().split(u'.');
        const QString why = complaintAbout(steps);
        if (result.complaint.isEmpty()) {
            result.complaint = why;
        }
        if (why.isEmpty() && !put(result.patch, steps, value) && result.complaint.isEmpty()) {
            result.complaint = tr("%1 is named twice.").arg(path.trimmed());
        }
    };
    for (const auto& [name, value] : set) {
        add(QString::fromStdString(name), valueFrom(QString::fromStdString(value)));
    }
    for (const QString& name : removed.split(u',', Qt::SkipEmptyParts)) {
        if (!name.trimmed().isEmpty()) {
            add(name, QJsonValue(QJsonValue::Null));
        }
    }
    if (result.patch.isEmpty() && result.complaint.isEmpty()) {
        result.complaint = tr("Name a tag to set or to remove.");
    }
    return result;
}

} // namespace deck
