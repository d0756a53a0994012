#include "models/device_table.h"

#include "models/texts.h"

#include "base/json.h"

#include <boost/json/serialize.hpp>

#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkReply>

#include <chrono>
#include <iterator>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::minutes kStaleAfter{15};
constexpr std::chrono::milliseconds kRefreshAfter = 700ms;
constexpr std::chrono::milliseconds kAskAgainAfter = 3s; ///< a query costs the hub more
constexpr std::chrono::milliseconds kAnnounceEvery = 100ms;
constexpr std::chrono::seconds kQueryPatience = 30s; ///< a hub looks for 2 s at a time, when it is not busy
constexpr std::size_t kMostRowsLearnt = 1'000; ///< looked at with each key that is typed
constexpr int kMaxTagsChars = 80;
constexpr QLatin1String kTags{"tags."};
constexpr QLatin1String kProperties{"properties."};
constexpr QLatin1String kSortById{"id"};
constexpr QLatin1String kSortByTime{"lastHeard"};

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

/// Without "tags.", "properties.desired." as "desired.".
QString pathHeading(const QString& path)
{
    return path.startsWith(kTags) ? path.mid(kTags.size()) : path.mid(kProperties.size());
}

/// A hub sorts by names with dots between them; those in [[brackets]] it does not take there.
bool isPlainTag(const QString& path)
{
    return path.startsWith(kTags) && !path.contains("[["_L1);
}

/// Rows have come, gone or changed: identities, and tags, which rows show.
bool isAboutRows(const hub::api::Event& event)
{
    const bool isTags =
        event.type == "twin" && memberText(hub::JsonView(*event.data), "part") == "tags";
    return isTags || event.type.starts_with("device-");
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
    : PagedTable(parent), session_(session), twinValues_(new TwinValues(session, this))
{
    connect(twinValues_, &TwinValues::arrived, this, &DeviceTable::announceTwins);
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
    return parent.isValid() ? 0 : ColumnCount + int(pathColumns_.size());
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
    default: return pathHeading(pathColumns_.value(section - ColumnCount));
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
    default: {
        const QString path = pathColumns_.value(column - ColumnCount);
        return path.startsWith(kProperties) ? twinValues_->valueOf(text(device.deviceId), path)
                                    : tagValueText(device.tags, path);
    }
    }
}

const hub::api::Device* DeviceTable::deviceAt(int row) const
{
    int place = 0;
    const Rows* const rows = rowsFor(row, place);
    return rows == nullptr ? nullptr
                           : &static_cast<const DeviceRows*>(rows)->devices[std::size_t(place)];
}

QStringList DeviceTable::idsOf(int first, int last) const
{
    QStringList ids;
    for (int row = first; row <= last; ++row) {
        if (const hub::api::Device* const device = deviceAt(row)) {
            ids << text(device->deviceId);
        }
    }
    return ids;
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

QHash<int, QString> DeviceTable::rowsOf(const QSet<QString>& deviceIds) const
{
    QHash<int, QString> found;
    if (deviceIds.isEmpty()) {
        return found;
    }
    forEachCachedPage([&](int page, const Rows& rows) {
        const auto& devices = static_cast<const DeviceRows&>(rows).devices;
        for (std::size_t i = 0; i < devices.size(); ++i) {
            const QString id = text(devices[i].deviceId);
            const int row = page * kPageRows + int(i);
            if (row < rowCount() && deviceIds.contains(id)) {
                found.insert(row, id);
            }
        }
    });
    return found;
}

void DeviceTable::setSearch(const QString& search)
{
    if (asked_.search != search) {
        asked_.search = search;
        reload();
    }
}

void DeviceTable::setQuery(const QString& condition)
{
    if (asked_.query != condition) {
        asked_.query = condition;
        reload();
    }
}

void DeviceTable::setPathColumns(const QStringList& paths)
{
    if (pathColumns_ == paths) {
        return;
    }
    if (!pathColumns_.isEmpty()) {
        beginRemoveColumns({}, ColumnCount, columnCount() - 1);
        pathColumns_.clear();
        endRemoveColumns();
    }
    if (!paths.isEmpty()) {
        beginInsertColumns({}, ColumnCount, ColumnCount + int(paths.size()) - 1);
        pathColumns_ = paths;
        endInsertColumns();
    }
    twinValues_->setPaths(paths);
}

void DeviceTable::cancel()
{
    if (!isLoading()) {
        return;
    }
    const bool isNew = !hasRows();
    abandonQuery();
    for (const auto& reply : std::exchange(underWay_, {})) {
        if (reply) {
            reply->abort(); // its answer is one to an earlier query already
        }
    }
    if (isNew) {
        asked_ = shown_;
        error_ = {};
        Q_EMIT answered();
    }
}

KnownValues DeviceTable::knownTags() const
{
    KnownValues known;
    std::size_t left = kMostRowsLearnt;
    forEachCachedPage([&known, &left](int /*page*/, const Rows& rows) {
        const auto& devices = static_cast<const DeviceRows&>(rows).devices;
        const std::size_t count = std::min(left, devices.size());
        for (std::size_t i = 0; i < count; ++i) {
            learnTags(devices[i].tags, known);
        }
        left -= count;
    });
    return known;
}

bool DeviceTable::isSortable(int column) const
{
    return column == Id || column == LastHeard ||
           isPlainTag(pathColumns_.value(column - ColumnCount));
}

void DeviceTable::setSort(int column, Qt::SortOrder order)
{
    if (!isSortable(column)) {
        return;
    }
    const QString sort = column == Id          ? QString(kSortById)
                         : column == LastHeard ? QString(kSortByTime)
                                               : pathColumns_.value(column - ColumnCount);
    if (asked_.sort != sort || asked_.sortOrder != order) {
        asked_.sort = sort;
        asked_.sortOrder = order;
        reload();
    }
}

int DeviceTable::sortColumn() const
{
    if (asked_.sort == kSortById) {
        return Id;
    }
    const qsizetype at = pathColumns_.indexOf(asked_.sort);
    return asked_.sort == kSortByTime ? int(LastHeard) : at < 0 ? -1 : ColumnCount + int(at);
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
    send({page, generation, std::make_shared<DeviceRows>(), cursor});
}

void DeviceTable::send(const Fetch& fetch)
{
    const auto encoded = [](const QString& value) {
        return QString::fromLatin1(QUrl::toPercentEncoding(value));
    };
    HubRequest request;
    request.path = u"/admin/devices"_s;
    request.query.addQueryItem(u"limit"_s, QString::number(kPageRows - fetch.rows->size()));
    request.query.addQueryItem(u"sort"_s, encoded(asked_.sort));
    request.query.addQueryItem(u"order"_s,
                               asked_.sortOrder == Qt::DescendingOrder ? u"desc"_s : u"asc"_s);
    if (!asked_.search.isEmpty()) {
        request.query.addQueryItem(u"search"_s, encoded(asked_.search));
    }
    if (!asked_.query.isEmpty()) {
        request.query.addQueryItem(u"query"_s, encoded(asked_.query));
        request.patience = kQueryPatience;
    }
    if (!fetch.cursor.isEmpty()) {
        request.query.addQueryItem(u"after"_s, encoded(fetch.cursor));
    } else if (fetch.page > 0) {
        request.query.addQueryItem(u"offset"_s, QString::number(fetch.page * kPageRows));
    }
    underWay_.removeAll(nullptr);
    underWay_.append(session_.client().send(
        request, this, [this, fetch](const HubReply& reply) { take(fetch, reply); }));
}

void DeviceTable::take(const Fetch& fetch, const HubReply& reply)
{
    if (!isCurrent(fetch.generation)) {
        return;
    }
    error_ = reply.error;
    if (reply.ok()) {
        const auto json = hub::parseJson({reply.body.constData(), std::size_t(reply.body.size())});
        auto list = json ? hub::api::deviceListFrom(hub::JsonView(json.value()))
                         : hub::Result<hub::api::DeviceList>(json.error());
        if (list) {
            takePart(fetch, std::move(list.value()));
            return;
        }
        error_.kind = HubError::Kind::Malformed;
        error_.message = tr("The list of devices cannot be read: %1").arg(text(list.error().detail));
    }
    pageFailed(fetch.page, fetch.generation);
    Q_EMIT answered();
}

/// Rows have their place by their number, so that a page must be full before it is shown, or the last one.
void DeviceTable::takePart(const Fetch& fetch, hub::api::DeviceList list)
{
    asOf_ = list.asOf;
    std::move(list.devices.begin(), list.devices.end(), std::back_inserter(fetch.rows->devices));
    const QString next = text(list.next);
    if (fetch.rows->size() < kPageRows && !next.isEmpty() && next != fetch.cursor) {
        Fetch rest = fetch;
        rest.cursor = next;
        send(rest);
        return;
    }
    if (!hasRows()) {
        shown_ = asked_;
    }
    const int total = rowsBehind(fetch, list);
    pageArrived(fetch.page, fetch.generation, fetch.rows, next, total);
    Q_EMIT answered();
}

/// How many rows there are, as far as it is known: while the hub counts, one more than are here stands for
/// the rest, and whoever scrolls to it has the next page fetched.
int DeviceTable::rowsBehind(const Fetch& fetch, const hub::api::DeviceList& list)
{
    if (list.total) {
        totalKnown_ = true;
        return int(*list.total);
    }
    const int here = fetch.page * kPageRows + fetch.rows->size();
    totalKnown_ = list.next.empty();
    if (totalKnown_) {
        return here;
    }
    return hasRows() ? std::max(here + 1, rowCount()) : here + 1;
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
    } else if (isAboutRows(event) && !refreshSoon_.isActive()) {
        refreshSoon_.start(asked_.query.isEmpty() ? kRefreshAfter : kAskAgainAfter);
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
        Q_EMIT dataChanged(index(first, 0), index(last, columnCount() - 1));
    }
}

/// Only columns of properties look otherwise; whoever shows them asks again for what is missing.
void DeviceTable::announceTwins()
{
    if (!twinValues_->paths().isEmpty() && rowCount() > 0) {
        Q_EMIT dataChanged(index(0, ColumnCount), index(rowCount() - 1, columnCount() - 1),
                           {Qt::DisplayRole});
    }
}

} // namespace deck
