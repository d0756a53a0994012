#include "models/queue_list.h"

#include "models/client/hub_answer.h"
#include "models/command_texts.h"
#include "models/queue_request.h"
#include "models/texts.h"

#include <array>
#include <chrono>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::milliseconds kRefreshEvery = 1s;

QString text(const std::string& value)
{
    return QString::fromStdString(value);
}

std::uint64_t depthOf(const hub::api::QueueSummary& queue)
{
    return queue.counts.waiting + queue.counts.inFlight;
}

/// Its name for the hub; nullptr: the hub does not sort by it.
const char* sortNameOf(QueueList::Column column)
{
    switch (column) {
    case QueueList::Device: return "id";
    case QueueList::Depth: return "depth";
    case QueueList::OldestAge: return "oldestAge";
    case QueueList::InFlight: return "inFlight";
    case QueueList::Dead: return "dead";
    case QueueList::LastPoll: return "lastPoll";
    default: return nullptr;
    }
}

Urgency urgencyOf(const hub::api::QueueSummary& queue, hub::WallTime now)
{
    if (!queue.nextExpiry) {
        return Urgency::None;
    }
    hub::api::Command first;
    first.state = "waiting";
    first.enqueued = queue.oldestEnqueued.value_or(*queue.nextExpiry);
    first.expires = *queue.nextExpiry;
    return deck::urgencyOf(first, now);
}

/// Nothing says less than a zero in a list of exceptions.
QString exceptionText(std::uint64_t count)
{
    return count == 0 ? u"–"_s : countText(count);
}

} // namespace

struct QueueList::QueueRows final : PagedTable::Rows
{
    int size() const override { return int(queues.size()); }
    std::vector<hub::api::QueueSummary> queues;
};

QueueList::QueueList(HubSession& session, QObject* parent) : PagedTable(parent), session_(session)
{
    refreshSoon_.setSingleShot(true);
    connect(&refreshSoon_, &QTimer::timeout, this, &QueueList::refresh);
    connect(&session_, &HubSession::reconnected, this, &QueueList::reload);
    connect(&session_, &HubSession::eventsMissed, this, &QueueList::refresh);
    connect(&session_, &HubSession::deviceEvent, this, &QueueList::takeEvent);
}

int QueueList::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant QueueList::headerData(int section, Qt::Orientation orientation, int role) const
{
    static const std::array<const char*, ColumnCount> headings{
        QT_TR_NOOP("Device"),      QT_TR_NOOP("Depth"),    QT_TR_NOOP("Oldest"),
        QT_TR_NOOP("Next expiry"), QT_TR_NOOP("Attempts"), QT_TR_NOOP("In flight"),
        QT_TR_NOOP("Dead"),        QT_TR_NOOP("Last poll"), QT_TR_NOOP("Delivery")};
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 ||
        section >= ColumnCount) {
        return {};
    }
    return tr(headings[std::size_t(section)]);
}

QVariant QueueList::data(const QModelIndex& index, int role) const
{
    const hub::api::QueueSummary* const queue = queueAt(index.row());
    if (queue == nullptr) {
        return role == kPlaceholderRole ? QVariant(true) : QVariant();
    }
    switch (role) {
    case Qt::DisplayRole: return textFor(*queue, index.column());
    case Qt::ToolTipRole: return toolTipFor(*queue, index.column());
    case IdRole: return text(queue->deviceId);
    case DepthRole: return limit_ == 0 ? 0.0 : double(depthOf(*queue)) / limit_;
    case HeldRole: return queue->held;
    case ConnectedRole: return queue->connected;
    case DeadRole: return quint64(queue->counts.dead);
    case UrgencyRole: return int(urgencyOf(*queue, session_.hubNow()));
    default: return {};
    }
}

QVariant QueueList::textFor(const hub::api::QueueSummary& queue, int column) const
{
    const hub::WallTime now = session_.hubNow();
    switch (column) {
    case Device: return text(queue.deviceId);
    case Depth: return tr("%1 of %2").arg(depthOf(queue)).arg(limit_);
    case OldestAge:
        return queue.oldestEnqueued ? relativeTime(queue.oldestEnqueued, now) : u"–"_s;
    case NextExpiry: return queue.nextExpiry ? remainingText(*queue.nextExpiry - now) : u"–"_s;
    case Attempts: return exceptionText(queue.mostAttempts);
    case InFlight: return exceptionText(queue.counts.inFlight);
    case Dead: return exceptionText(queue.counts.dead);
    case LastPoll: return relativeTime(queue.lastPoll, now);
    case Delivery:
        return queue.held ? tr("Held") : queue.connected ? tr("Connected") : tr("Offline");
    default: return {};
    }
}

QVariant QueueList::toolTipFor(const hub::api::QueueSummary& queue, int column) const
{
    switch (column) {
    case Depth:
        return tr("%1 waiting, %2 in flight; a queue takes %3")
            .arg(queue.counts.waiting)
            .arg(queue.counts.inFlight)
            .arg(limit_);
    case OldestAge: return queue.oldestEnqueued ? absoluteTime(queue.oldestEnqueued) : QString();
    case NextExpiry: return queue.nextExpiry ? absoluteTime(queue.nextExpiry) : QString();
    case Attempts: return tr("The most often that one of its commands came back");
    case LastPoll: return absoluteTime(queue.lastPoll);
    case Delivery: return queue.held ? tr("It takes commands, but gives none out") : QString();
    default: return textFor(queue, column);
    }
}

const hub::api::QueueSummary* QueueList::queueAt(int row) const
{
    int place = 0;
    const Rows* const rows = rowsFor(row, place);
    return rows == nullptr ? nullptr
                           : &static_cast<const QueueRows*>(rows)->queues[std::size_t(place)];
}

int QueueList::rowOf(const QString& deviceId) const
{
    const std::string id = deviceId.toStdString();
    int row = -1;
    forEachCachedPage([&](int page, const Rows& rows) {
        const auto& queues = static_cast<const QueueRows&>(rows).queues;
        for (std::size_t i = 0; i < queues.size(); ++i) {
            if (queues[i].deviceId == id) {
                row = page * kPageRows + int(i);
            }
        }
    });
    return row < rowCount() ? row : -1;
}

void QueueList::setSearch(const QString& search)
{
    if (search_ != search) {
        search_ = search;
        reload();
    }
}

bool QueueList::isSortable(Column column)
{
    return sortNameOf(column) != nullptr;
}

void QueueList::setSort(Column column, Qt::SortOrder order)
{
    if (isSortable(column) && (sortColumn_ != column || sortOrder_ != order)) {
        sortColumn_ = column;
        sortOrder_ = order;
        reload();
    }
}

void QueueList::reload()
{
    if (session_.isOnline() && hasQueues(session_)) {
        startQuery();
    }
}

void QueueList::refresh()
{
    stale_ = !live_;
    if (live_ && session_.isOnline() && hasQueues(session_)) {
        refreshPages();
    }
}

void QueueList::setLive(bool live)
{
    live_ = live;
    if (live && stale_) {
        refresh();
    }
}

void QueueList::fetchPage(int page, const QString& /*cursor*/, quint64 generation)
{
    HubRequest request;
    request.path = u"/admin/queues"_s;
    request.query.addQueryItem(u"limit"_s, QString::number(kPageRows));
    request.query.addQueryItem(u"sort"_s, QString::fromLatin1(sortNameOf(sortColumn_)));
    request.query.addQueryItem(u"order"_s,
                               sortOrder_ == Qt::DescendingOrder ? u"desc"_s : u"asc"_s);
    if (!search_.isEmpty()) {
        request.query.addQueryItem(u"search"_s,
                                   QString::fromLatin1(QUrl::toPercentEncoding(search_)));
    }
    if (page > 0) {
        request.query.addQueryItem(u"offset"_s, QString::number(page * kPageRows));
    }
    session_.client().send(request, this, [this, page, generation](const HubReply& reply) {
        take(page, generation, reply);
    });
}

void QueueList::take(int page, quint64 generation, const HubReply& reply)
{
    if (!isCurrent(generation)) {
        return;
    }
    auto answer = answerFrom(reply, &hub::api::queueListFrom);
    error_ = answer.error;
    if (answer.value) {
        fleet_ = answer.value->fleet;
        limit_ = answer.value->limit;
        asOf_ = answer.value->asOf;
        auto rows = std::make_shared<QueueRows>();
        rows->queues = std::move(answer.value->queues);
        pageArrived(page, generation, std::move(rows), {}, int(answer.value->total));
    } else {
        pageFailed(page, generation);
    }
    Q_EMIT answered();
}

void QueueList::takeEvent(const hub::api::Event& event)
{
    const bool concerns = event.type == "command" || event.type == "queue" ||
                          event.type.starts_with("device-");
    if (concerns && !refreshSoon_.isActive()) {
        refreshSoon_.start(kRefreshEvery);
    }
}

} // namespace deck
