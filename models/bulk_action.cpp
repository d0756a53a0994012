#include "models/bulk_action.h"

#include "models/client/json_body.h"

#include <QCoreApplication>

#include <array>

namespace deck {
namespace {

using namespace Qt::StringLiterals;
using Kind = BulkAction::Kind;

struct Name
{
    const char* hub;
    const char* text;
};
constexpr std::array<Name, 9> kNames{
    {{"enable", QT_TRANSLATE_NOOP("BulkAction", "Enable")},
     {"disable", QT_TRANSLATE_NOOP("BulkAction", "Disable")},
     {"tags", QT_TRANSLATE_NOOP("BulkAction", "Tag")},
     {"command", QT_TRANSLATE_NOOP("BulkAction", "Command")},
     {"method", QT_TRANSLATE_NOOP("BulkAction", "Method")},
     {"delete", QT_TRANSLATE_NOOP("BulkAction", "Delete")},
     {"twin", QT_TRANSLATE_NOOP("BulkAction", "Twin")},
     {"scheduleUpdateTwin", QT_TRANSLATE_NOOP("BulkAction", "Twin")},
     {"scheduleDeviceMethod", QT_TRANSLATE_NOOP("BulkAction", "Method")}}};

void writeMethod(hub::JsonWriter& out, const MethodDraft& method)
{
    const std::string payload = method.payload.trimmed().toStdString();
    out.member("methodName", method.name.trimmed().toStdString())
        .count("responseTimeoutInSeconds", method.responseSeconds)
        .count("connectTimeoutInSeconds", method.connectSeconds);
    if (!payload.empty()) {
        out.key("payload").raw(payload);
    }
}

/// Its members beside the kind: the body of POST /admin/queues/{id}/commands without its braces.
QByteArray commandMembers(const hub::api::CommandDraft& draft)
{
    return jsonBody(draft).mid(1).chopped(1);
}

} // namespace

QByteArray actionJson(const BulkAction& action)
{
    std::string body;
    hub::JsonWriter out(body);
    out.beginObject().member("kind", kNames[std::size_t(action.kind)].hub);
    switch (action.kind) {
    case Kind::Enable: break;
    case Kind::Disable:
        if (!action.reason.isEmpty()) {
            out.member("reason", action.reason.toStdString());
        }
        break;
    case Kind::Tags: out.key("tags").raw(jsonBody(action.tags).toStdString()); break;
    case Kind::Method: writeMethod(out, action.method); break;
    case Kind::Delete:
        if (action.confirm) {
            out.count("confirm", *action.confirm);
        }
        break;
    case Kind::Command: break;
    }
    out.endObject();
    QByteArray json = QByteArray::fromStdString(body);
    if (action.kind == Kind::Command) {
        json.insert(json.size() - 1, ',' + commandMembers(action.command));
    }
    return json;
}

QString actionText(const QString& name)
{
    for (const Name& known : kNames) {
        if (name == QLatin1String(known.hub)) {
            return QCoreApplication::translate("BulkAction", known.text);
        }
    }
    return name;
}

} // namespace deck
