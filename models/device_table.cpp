#include "models/device_table.h"

#include "models/texts.h"

#include "base/json.h"

#include <boost/json/serialize.hpp>

#include <QJsonDocument>
#include <QJsonObject>

#include <chrono>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::minutes kStaleAfter{15};
constexpr std::chrono::milliseconds kRefreshAfter = 700ms;
constexpr std::chrono::milliseconds kAnnounceEvery = 100ms;
constexpr int kMaxTagsChars = 80;

QString text(const std::string& value)
{
    return QString::fromStdString(value);
}

hub::WallTime now()
{
    return std::chrono::time_point_cast<hub::Micros>(std::chrono::system_clock::now());
}

std::string memberText(const hub::JsonView& data, std::string_view name)
{
    const auto value = data.stringOr(name, {});
    return value ? value.value() : std::string();
}

} // namespace

struct DeviceTable::DeviceRows final : PagedTable::Rows
{
    int size() const override { return int(devices.size()); }
    std::vector<hub::api::Device> devices;
};

QString tagsText(const std::string& json)
{
    const QJsonObject tags =
        QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
    QStringList parts;
    for (auto tag = tags.begin(); tag != tags.end(); ++tag) {
        if (tag->isBool() && tag->toBool()) {
            parts << tag.key();
        } else if (!tag->isObject() && !tag->isArray()) {
            parts << tag.key() + u": "_s + tag->toVariant().toString();
        }
    }
    return plainLine(parts.join(u", "_s), kMaxTagsChars);
}

DeviceState stateOf(const hub::api::Device& device, hub::WallTime time)
{
    if (!device.enabled) {
        return DeviceState::Disabled;
    }
    if (!device.connection) {
        return DeviceState::Offline;
    }
    const hub::WallTime heard =
        std::max(device.lastHeard.value_or(hub::WallTime{}), device.connection->since);
    return time - heard > kStaleAfter ? DeviceState::Stale : DeviceState::Online;
}

QString signInText(const hub::api::Device& device)
{
    if (device.connection) {
        const QString with = text(device.connection->signedInWith);
        if (with == "primaryKey"_L1) {
            return DeviceTable::tr("Primary key");
        }
        if (with == "secondaryKey"_L1) {
            return DeviceTable::tr("Secondary key");
        }
        return with.startsWith("policy:"_L1) ? DeviceTable::tr("Policy %1").arg(with.mid(7)) : with;
    }
    if (device.authType == "sas") {
        return DeviceTable::tr("Key");
    }
    return device.authType == "none" ? DeviceTable::tr("None") : DeviceTable::tr("Certificate");
}

QString textOf(DeviceState state)
{
    switch (state) {
    case DeviceState::Online: return DeviceTable::tr("Online");
    case DeviceState::Stale: return DeviceTable::tr("Silent");
    case DeviceState::Offline: return DeviceTable::tr("Offline");
    case DeviceState::Disabled: return DeviceTable::tr("Disabled");
    }
    return {};
}

DeviceTable::DeviceTable(HubSession& session, QObject* parent)
    : PagedTable(parent), session_(session)
{
    refreshSoon_.setSingleShot(true);
    connect(&refreshSoon_, &QTimer::timeout, this, &DeviceTable::refresh);
    announceSoon_.setSingleShot(true);
    connect(&announceSoon_, &QTimer::timeout, this, &DeviceTable::announceChanges);
    connect(&session_, &HubSession::reconnected, this, &DeviceTable::reload);
    connect(&session_, &HubSession::eventsMissed, this, &DeviceTable::refresh);
    connect(&session_, &HubSession::deviceEvent, this, &DeviceTable::takeEvent);
    connect(&session_, &HubSession::telemetryReceived, this, &DeviceTable::takeTelemetry);
}

int DeviceTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant DeviceTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Id: return tr("Device");
    case State: return tr("State");
    case LastHeard: return tr("Last heard");
    case SignIn: return tr("Sign-in");
    case Client: return tr("Client");
    case Tags: return tr("Tags");
    default: return {};
    }
}

QVariant DeviceTable::data(const QModelIndex& index, int role) const
{
    const hub::api::Device* const device = deviceAt(index.row());
    if (device == nullptr) {
        return role == kPlaceholderRole ? QVariant(true) : QVariant();
    }
    switch (role) {
    case Qt::DisplayRole: return textFor(*device, index.column());
    case Qt::ToolTipRole:
        return index.column() == LastHeard ? absoluteTime(device->lastHeard)
                                           : textFor(*device, index.column());
    case StateRole: return int(stateOf(*device, now()));
    case IdRole: return text(device->deviceId);
    default: return {};
    }
}

QVariant DeviceTable::textFor(const hub::api::Device& device, int column) const
{
    switch (column) {
    case Id: return text(device.deviceId);
    case State: return textOf(stateOf(device, now()));
    case LastHeard: return relativeTime(device.lastHeard, now());
    case SignIn: return signInText(device);
    case Client:
        return device.connection ? plainLine(text(device.connection->clientType), 120) : QString();
    case Tags: return tagsText(device.tags);
    default: return {};
    }
}

const hub::api::Device* DeviceTable::deviceAt(int row) const
{
    int place = 0;
    const Rows* const rows = rowsFor(row, place);
    return rows == nullptr ? nullptr
                           : &static_cast<const DeviceRows*>(rows)->devices[std::size_t(place)];
}

int DeviceTable::rowOf(const QString& deviceId) const
{
    const std::string id = deviceId.toStdString();
    int row = -1;
    forEachCachedPage([&](int page, const Rows& rows) {
        const auto& devices = static_cast<const DeviceRows&>(rows).devices;
        for (std::size_t i = 0; i < devices.size(); ++i) {
            if (devices[i].deviceId == id) {
                row = page * kPageRows + int(i);
            }
        }
    });
    return row < rowCount() ? row : -1;
}

void DeviceTable::setSearch(const QString& search)
{
    if (search_ != search) {
        search_ = search;
        reload();
    }
}

void DeviceTable::setSort(Column column, Qt::SortOrder order)
{
    if (sortColumn_ != column || sortOrder_ != order) {
        sortColumn_ = column;
        sortOrder_ = order;
        reload();
    }
}

void DeviceTable::reload()
{
    if (session_.isOnline()) {
        startQuery();
    }
}

void DeviceTable::refresh()
{
    if (session_.isOnline()) {
        refreshPages();
    }
}

void DeviceTable::fetchPage(int page, const QString& cursor, quint64 generation)
{
    HubRequest request;
    request.path = u"/admin/devices"_s;
    request.query.addQueryItem(u"limit"_s, QString::number(kPageRows));
    request.query.addQueryItem(u"sort"_s, sortColumn_ == LastHeard ? u"lastHeard"_s : u"id"_s);
    request.query.addQueryItem(u"order"_s,
                               sortOrder_ == Qt::DescendingOrder ? u"desc"_s : u"asc"_s);
    if (!search_.isEmpty()) {
        request.query.addQueryItem(u"search"_s,
                                   QString::fromLatin1(QUrl::toPercentEncoding(search_)));
    }
    if (!cursor.isEmpty()) {
        request.query.addQueryItem(u"after"_s,
                                   QString::fromLatin1(QUrl::toPercentEncoding(cursor)));
    } else if (page > 0) {
        request.query.addQueryItem(u"offset"_s, QString::number(page * kPageRows));
    }
    session_.client().send(request, this, [this, page, generation](const HubReply& reply) {
        take(page, generation, reply);
    });
}

void DeviceTable::take(int page, quint64 generation, const HubReply& reply)
{
    if (!isCurrent(generation)) {
        return;
    }
    error_ = reply.error;
    if (reply.ok()) {
        const auto json = hub::parseJson({reply.body.constData(), std::size_t(reply.body.size())});
        auto list = json ? hub::api::deviceListFrom(hub::JsonView(json.value()))
                         : hub::Result<hub::api::DeviceList>(json.error());
        if (list) {
            asOf_ = list.value().asOf;
            auto rows = std::make_shared<DeviceRows>();
            rows->devices = std::move(list.value().devices);
            const int total = int(list.value().total.value_or(rows->devices.size()));
            pageArrived(page, generation, std::move(rows), text(list.value().next), total);
            Q_EMIT answered();
            return;
        }
        error_.kind = HubError::Kind::Malformed;
        error_.message = tr("The list of devices cannot be read: %1").arg(text(list.error().detail));
    }
    pageFailed(page, generation);
    Q_EMIT answered();
}

void DeviceTable::takeEvent(const hub::api::Event& event)
{
    if (event.type == "device-connected") {
        hub::api::Connection connection;
        connection.since = event.time;
        const hub::JsonView data(*event.data);
        connection.address = memberText(data, "address");
        connection.protocol = memberText(data, "protocol");
        connection.tlsVersion = memberText(data, "tlsVersion");
        connection.clientType = memberText(data, "clientType");
        connection.signedInWith = memberText(data, "signedInWith");
        updateCached(text(event.deviceId), [&](hub::api::Device& device) {
            device.connection = connection;
            device.connectionChanged = event.time;
            device.lastHeard = event.time;
        });
    } else if (event.type == "device-disconnected") {
        const auto reason = hub::JsonView(*event.data).stringOr("reason", {});
        if (reason && reason.value() == "takenOver") {
            return; // its next session has been told of before
        }
        updateCached(text(event.deviceId), [&](hub::api::Device& device) {
            device.connection.reset();
            device.connectionChanged = event.time;
        });
    } else if (event.type.starts_with("device-") && !refreshSoon_.isActive()) {
        refreshSoon_.start(kRefreshAfter);
    }
}

void DeviceTable::takeTelemetry(const std::vector<hub::api::Message>& messages)
{
    QHash<QString, hub::WallTime> heard;
    for (const hub::api::Message& message : messages) {
        hub::WallTime& last = heard[text(message.deviceId)];
        last = std::max(last, message.enqueued);
    }
    for (auto device = heard.cbegin(); device != heard.cend(); ++device) {
        updateCached(device.key(), [&device](hub::api::Device& row) {
            row.lastHeard = std::max(row.lastHeard.value_or(hub::WallTime{}), device.value());
        });
    }
}

void DeviceTable::updateCached(const QString& deviceId,
                               const std::function<void(hub::api::Device&)>& change)
{
    const int row = rowOf(deviceId);
    int place = 0;
    Rows* const rows = row < 0 ? nullptr : cachedRowsFor(row, place);
    if (rows == nullptr) {
        return;
    }
    change(static_cast<DeviceRows*>(rows)->devices[std::size_t(place)]);
    firstChanged_ = firstChanged_ < 0 ? row : std::min(firstChanged_, row);
    lastChanged_ = std::max(lastChanged_, row);
    if (!announceSoon_.isActive()) {
        announceSoon_.start(kAnnounceEvery);
    }
}

void DeviceTable::announceChanges()
{
    const int last = std::min(std::exchange(lastChanged_, -1), rowCount() - 1);
    const int first = std::exchange(firstChanged_, -1);
    if (first >= 0 && first <= last) {
        Q_EMIT dataChanged(index(first, 0), index(last, ColumnCount - 1));
    }
}

} // namespace deck
