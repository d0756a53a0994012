#include "models/hub_event_log.h"

#include "models/texts.h"

#include "base/json.h"

#include <QHash>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kMostChars = 300;

QString member(const hub::api::Event& event, std::string_view name)
{
    const auto value = hub::JsonView(*event.data).stringOr(name, {});
    return value ? plainLine(QString::fromStdString(value.value()), kMostChars) : QString();
}

QString joined(const QString& first, const QString& second, const QString& between)
{
    return first.isEmpty() || second.isEmpty() ? first + second : first + between + second;
}

/// What became of a command, and of a queue as a whole.
QString commandText(const QString& what)
{
    static const QHash<QString, QString> kTexts{
        {u"enqueued"_s, HubEventLog::tr("Command sent")},
        {u"delivered"_s, HubEventLog::tr("Command delivered")},
        {u"completed"_s, HubEventLog::tr("Command completed")},
        {u"abandoned"_s, HubEventLog::tr("Command given back")},
        {u"lockLost"_s, HubEventLog::tr("Command not settled in time")},
        {u"rejected"_s, HubEventLog::tr("Command rejected")},
        {u"expired"_s, HubEventLog::tr("Command expired")},
        {u"purged"_s, HubEventLog::tr("Command purged")},
        {u"dead"_s, HubEventLog::tr("Command dead-lettered")},
        {u"requeued"_s, HubEventLog::tr("Command queued again")},
        {u"edited"_s, HubEventLog::tr("Command edited")},
        {u"removed"_s, HubEventLog::tr("Command removed")},
    };
    return kTexts.value(what, HubEventLog::tr("Command: %1").arg(what));
}

QString queueText(const QString& what)
{
    static const QHash<QString, QString> kTexts{
        {u"held"_s, HubEventLog::tr("Delivery held")},
        {u"resumed"_s, HubEventLog::tr("Delivery resumed")},
        {u"purged"_s, HubEventLog::tr("Queue purged")},
    };
    return kTexts.value(what, HubEventLog::tr("Queue: %1").arg(what));
}

/// Why a method was not answered.
QString errorText(const QString& error)
{
    static const QHash<QString, QString> kTexts{
        {u"DeviceNotOnline"_s, HubEventLog::tr("not connected")},
        {u"DeviceConnectionClosedRemotely"_s, HubEventLog::tr("connection ended")},
        {u"GatewayTimeout"_s, HubEventLog::tr("no answer in time")},
    };
    return kTexts.value(error, error);
}

QString twinText(const QString& part)
{
    if (part == "desired"_L1) {
        return HubEventLog::tr("Desired changed");
    }
    if (part == "reported"_L1) {
        return HubEventLog::tr("Reported changed");
    }
    return part == "tags"_L1 ? HubEventLog::tr("Tags changed") : HubEventLog::tr("Twin changed");
}

} // namespace

HubEventLog::HubEventLog(HubSession& session)
{
    connect(&session, &HubSession::deviceEvent, this, &HubEventLog::take);
}

int HubEventLog::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(entries_.size());
}

int HubEventLog::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant HubEventLog::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Entry& entry = entries_[std::size_t(index.row())];
    if (role == KindRole) {
        return int(entry.kind);
    }
    if (role == DeviceRole) {
        return entry.deviceId;
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) {
        return {};
    }
    switch (index.column()) {
    case What: return entry.what;
    case Device: return entry.device;
    case Detail: return entry.detail;
    case Time: return role == Qt::ToolTipRole ? absoluteTime(entry.time) : clockTime(entry.time);
    default: return {};
    }
}

QVariant HubEventLog::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case What: return tr("Event");
    case Device: return tr("Device");
    case Detail: return tr("Detail");
    case Time: return tr("Time");
    default: return {};
    }
}

void HubEventLog::take(const hub::api::Event& event)
{
    if (rowCount() == kKept) {
        beginRemoveRows({}, kKept - 1, kKept - 1);
        entries_.pop_back();
        endRemoveRows();
    }
    beginInsertRows({}, 0, 0);
    entries_.push_front(entryFor(event));
    endInsertRows();
}

HubEventLog::Entry HubEventLog::entryFor(const hub::api::Event& event)
{
    Entry entry{.time = event.time,
                .kind = Kind::Changed,
                .what = plainLine(QString::fromStdString(event.type), kMostChars),
                .device = plainLine(QString::fromStdString(event.deviceId), kMostChars),
                .deviceId = QString::fromStdString(event.deviceId),
                .detail = {}};
    if (event.type == "device-created") {
        entry.what = tr("Created");
    } else if (event.type == "device-updated") {
        entry.what = tr("Changed");
    } else if (event.type == "device-deleted") {
        entry.what = tr("Deleted");
    } else if (event.type == "command" || event.type == "queue" || event.type == "twin") {
        describeWork(event, entry);
    } else if (event.type == "method") {
        describeMethod(event, entry);
    } else {
        describeConnection(event, entry);
    }
    return entry;
}

void HubEventLog::describeConnection(const hub::api::Event& event, Entry& entry)
{
    if (event.type == "device-connected") {
        entry.kind = Kind::Connected;
        entry.what = tr("Connected");
        entry.detail = joined(member(event, "address"), member(event, "clientType"), u" · "_s);
    } else if (event.type == "device-disconnected") {
        entry.kind = Kind::Disconnected;
        entry.what = tr("Disconnected");
        entry.detail = disconnectText(member(event, "reason"));
    } else if (event.type == "denied") {
        entry.kind = Kind::Refused;
        entry.what = tr("Refused");
        entry.detail = joined(sentence(member(event, "detail")), member(event, "remedy"), u" "_s);
    }
}

void HubEventLog::describeWork(const hub::api::Event& event, Entry& entry)
{
    if (event.type == "twin") {
        entry.kind = Kind::Twin;
        entry.what = twinText(member(event, "part"));
        const QString version = member(event, "version");
        entry.detail = version.isEmpty() ? QString() : tr("Version %1").arg(version);
        return;
    }
    entry.kind = Kind::Command;
    const QString what = member(event, "what");
    const QString id = member(event, "id");
    entry.what = event.type == "queue" ? queueText(what) : commandText(what);
    entry.detail = id.isEmpty() ? QString() : tr("Command %1").arg(id);
}

/// {"name","status"} when the device has answered, {"name","error"} else.
void HubEventLog::describeMethod(const hub::api::Event& event, Entry& entry)
{
    entry.kind = Kind::Method;
    entry.what = tr("Method called");
    const auto status = hub::JsonView(*event.data).member("status");
    const auto number = status ? status->integer() : hub::Result<std::int64_t>(0);
    const QString outcome = status && number ? tr("answered %1").arg(number.value())
                                             : errorText(member(event, "error"));
    entry.detail = joined(member(event, "name"), outcome, u" · "_s);
}

} // namespace deck
