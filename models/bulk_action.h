// What is to be done with many devices, as POST /admin/jobs takes it, and how it reads.
#pragma once

#include "models/method_history.h"

#include "api/queue.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>

#include <optional>

namespace deck {

/// One member for each kind; the others do not count.
struct BulkAction
{
    enum class Kind { Enable, Disable, Tags, Command, Method, Delete };

    Kind kind = Kind::Enable;
    QString reason = {};                  ///< Disable: for people; may be empty
    QJsonObject tags = {};                ///< Tags: merge patch; null removes
    hub::api::CommandDraft command = {};  ///< Command
    MethodDraft method = {};              ///< Method; right already, see MethodCall::check()
    std::optional<quint64> confirm = {};  ///< Delete: how many the person has agreed to
};

/// Compact JSON of the member "action".
QByteArray actionJson(const BulkAction& action);

/// From the hub's name: "disable" as "Disable"; names that are not known stay.
QString actionText(const QString& name);

} // namespace deck
