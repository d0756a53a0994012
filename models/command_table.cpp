#include "models/command_table.h"

#include "models/command_texts.h"
#include "models/texts.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <array>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kMostIdChars = 128;

QString numberOf(const hub::api::Command& command)
{
    return QString::fromStdString(command.id);
}

/// What may change while a command stays the same.
bool looksAlike(const hub::api::Command& a, const hub::api::Command& b)
{
    return a.state == b.state && a.reason == b.reason && a.attempts == b.attempts &&
           a.expires == b.expires && a.enqueued == b.enqueued && a.ended == b.ended &&
           a.lockedUntil == b.lockedUntil && a.ack == b.ack && a.messageId == b.messageId &&
           a.properties == b.properties && a.body == b.body;
}

/// Pages that were read one after the other may name a command twice.
void removeTwins(std::vector<hub::api::Command>& commands)
{
    QSet<QString> seen;
    std::erase_if(commands, [&seen](const hub::api::Command& command) {
        const auto before = seen.size();
        seen.insert(numberOf(command));
        return seen.size() == before;
    });
}

} // namespace

CommandTable::CommandTable(HubSession& session,
                           std::chrono::milliseconds refreshEvery,
                           QObject* parent)
    : QAbstractTableModel(parent), session_(session), refreshEvery_(refreshEvery)
{
    refreshSoon_.setSingleShot(true);
    connect(&refreshSoon_, &QTimer::timeout, this, &CommandTable::refresh);
    connect(&session_, &HubSession::reconnected, this, &CommandTable::refresh);
    connect(&session_, &HubSession::eventsMissed, this, &CommandTable::refresh);
}

int CommandTable::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(rows_.size());
}

int CommandTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant CommandTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    static const std::array<const char*, ColumnCount> headings{
        QT_TR_NOOP("Device"),
        "#",
        QT_TR_NOOP("State"),
        QT_TR_NOOP("Attempts"),
        QT_TR_NOOP("Age"),
        QT_TR_NOOP("Expires in"),
        QT_TR_NOOP("Ended"),
        QT_TR_NOOP("Feedback"),
        QT_TR_NOOP("Size"),
        QT_TR_NOOP("Message id"),
        QT_TR_NOOP("Payload")};
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 ||
        section >= ColumnCount) {
        return {};
    }
    return tr(headings[std::size_t(section)]);
}

QVariant CommandTable::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const hub::api::Command& command = rows_[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole: return textFor(command, index.row(), index.column());
    case Qt::ToolTipRole: return toolTipFor(command, index.row(), index.column());
    case NumberRole: return numberOf(command);
    case UrgencyRole: return int(urgencyOf(command, session_.hubNow()));
    case StateNameRole: return QString::fromStdString(command.state);
    default: return {};
    }
}

QVariant CommandTable::textFor(const hub::api::Command& command, int row, int column) const
{
    const bool ended = command.ended.has_value();
    switch (column) {
    case Device: return QString::fromStdString(command.deviceId);
    case Position: return ended ? QString() : QString::number(row + 1);
    case State: return stateText(command);
    case Attempts: return attemptsText(command.attempts, maxAttempts());
    case Age: return relativeTime(command.enqueued, session_.hubNow());
    case ExpiresIn: return ended ? QString() : remainingText(command.expires - session_.hubNow());
    case Ended:
        return ended ? relativeTime(command.ended, session_.hubNow()) : QString();
    case Ack: return ackText(command.ack);
    case Size: return bytesText(command.body.size());
    case MessageId: return plainLine(QString::fromStdString(command.messageId), kMostIdChars);
    case Payload: return previewText(command.body);
    default: return {};
    }
}

QVariant CommandTable::toolTipFor(const hub::api::Command& command, int row, int column) const
{
    switch (column) {
    case State: return stateSentence(command, maxAttempts());
    case Age: return absoluteTime(command.enqueued);
    case ExpiresIn: return absoluteTime(command.expires);
    case Ended: return command.ended ? absoluteTime(command.ended) : QString();
    case Ack: return tr("When the sender is told how it ended");
    default: return textFor(command, row, column);
    }
}

const hub::api::Command* CommandTable::commandAt(int row) const
{
    return row < 0 || row >= rowCount() ? nullptr : &rows_[std::size_t(row)];
}

int CommandTable::rowOf(const QString& number) const
{
    const std::string wanted = number.toStdString();
    const auto found = std::find_if(rows_.begin(), rows_.end(),
                                    [&](const auto& command) { return command.id == wanted; });
    return found == rows_.end() ? -1 : int(found - rows_.begin());
}

bool CommandTable::canFetchMore(const QModelIndex& parent) const
{
    return !parent.isValid() && known_ && !loading_ && !next_.isEmpty() &&
           rowCount() < kMostRows && session_.isOnline();
}

void CommandTable::fetchMore(const QModelIndex& parent)
{
    if (canFetchMore(parent)) {
        gathered_ = rows_;
        wanted_ = rows_.size() + kPageRows;
        ask(next_);
    }
}

void CommandTable::reload()
{
    ++generation_;
    clear();
    known_ = false;
    loading_ = false;
    again_ = false;
    error_ = {};
    refresh();
}

void CommandTable::refresh()
{
    if (!live_) {
        stale_ = true;
        return;
    }
    if (loading_) {
        again_ = true;
        return;
    }
    if (session_.isOnline() && pageRequest()) {
        stale_ = false;
        gathered_.clear();
        wanted_ = std::max<std::size_t>(rows_.size(), kPageRows);
        ask({});
    }
}

void CommandTable::refreshSoon()
{
    if (!refreshSoon_.isActive()) {
        refreshSoon_.start(refreshEvery_);
    }
}

void CommandTable::setLive(bool live)
{
    live_ = live;
    if (live && stale_) {
        refresh();
    }
}

void CommandTable::tick()
{
    if (!rows_.empty()) {
        Q_EMIT dataChanged(index(0, Age), index(rowCount() - 1, Ended), {Qt::DisplayRole});
    }
}

void CommandTable::ask(const QString& after)
{
    HubRequest request = *pageRequest();
    request.query.addQueryItem(u"limit"_s, QString::number(kPageRows));
    if (!after.isEmpty()) {
        request.query.addQueryItem(u"after"_s,
                                   QString::fromLatin1(QUrl::toPercentEncoding(after)));
    }
    loading_ = true;
    session_.client().send(request, this, [this, generation = generation_](const HubReply& reply) {
        if (generation == generation_) {
            take(reply);
        }
    });
    Q_EMIT loadingChanged();
}

void CommandTable::take(const HubReply& reply)
{
    HubAnswer<Page> answer = readPage(reply);
    error_ = answer.error;
    if (!answer.value) {
        finish();
        return;
    }
    Page& page = *answer.value;
    std::move(page.commands.begin(), page.commands.end(), std::back_inserter(gathered_));
    next_ = page.next;
    asOf_ = page.asOf;
    if (!next_.isEmpty() && gathered_.size() < std::min<std::size_t>(wanted_, kMostRows)) {
        ask(next_);
        return;
    }
    known_ = true;
    merge(std::move(gathered_));
    finish();
}

void CommandTable::finish()
{
    gathered_.clear();
    loading_ = false;
    Q_EMIT loadingChanged();
    Q_EMIT answered();
    if (std::exchange(again_, false)) {
        refreshSoon();
    }
}

void CommandTable::clear()
{
    beginResetModel();
    rows_.clear();
    next_.clear();
    asOf_.reset();
    gathered_.clear();
    endResetModel();
}

void CommandTable::merge(std::vector<hub::api::Command> fresh)
{
    const QStringList before = numbers();
    removeTwins(fresh);
    removeMissing(fresh);
    reorder(fresh);
    insertAndUpdate(std::move(fresh));
    if (!rows_.empty() && numbers() != before) {
        Q_EMIT dataChanged(index(0, Position), index(rowCount() - 1, Position), {Qt::DisplayRole});
    }
}

QStringList CommandTable::numbers() const
{
    QStringList numbers;
    numbers.reserve(rowCount());
    for (const hub::api::Command& command : rows_) {
        numbers << numberOf(command);
    }
    return numbers;
}

void CommandTable::removeMissing(const std::vector<hub::api::Command>& fresh)
{
    QSet<QString> kept;
    for (const hub::api::Command& command : fresh) {
        kept.insert(numberOf(command));
    }
    for (int last = rowCount() - 1; last >= 0; --last) {
        if (kept.contains(numberOf(rows_[std::size_t(last)]))) {
            continue;
        }
        int first = last;
        while (first > 0 && !kept.contains(numberOf(rows_[std::size_t(first - 1)]))) {
            --first;
        }
        beginRemoveRows({}, first, last);
        rows_.erase(rows_.begin() + first, rows_.begin() + last + 1);
        endRemoveRows();
        last = first;
    }
}

/// The rows that stay, in their new order.
void CommandTable::reorder(const std::vector<hub::api::Command>& fresh)
{
    QHash<QString, int> place;
    for (std::size_t i = 0; i < fresh.size(); ++i) {
        place.insert(numberOf(fresh[i]), int(i));
    }
    const auto before = [&place](const hub::api::Command& a, const hub::api::Command& b) {
        return place.value(numberOf(a)) < place.value(numberOf(b));
    };
    if (std::is_sorted(rows_.begin(), rows_.end(), before)) {
        return;
    }
    Q_EMIT layoutAboutToBeChanged();
    const QModelIndexList old = persistentIndexList();
    QStringList numbers;
    for (const QModelIndex& index : old) {
        numbers << numberOf(rows_[std::size_t(index.row())]);
    }
    std::sort(rows_.begin(), rows_.end(), before);
    QModelIndexList moved;
    for (qsizetype i = 0; i < old.size(); ++i) {
        moved << index(rowOf(numbers[i]), old[i].column());
    }
    changePersistentIndexList(old, moved);
    Q_EMIT layoutChanged();
}

/// What is here is a part of what came, in the same order.
void CommandTable::insertAndUpdate(std::vector<hub::api::Command> fresh)
{
    for (std::size_t at = 0; at < fresh.size(); ++at) {
        if (at < rows_.size() && rows_[at].id == fresh[at].id) {
            if (!looksAlike(rows_[at], fresh[at])) {
                rows_[at] = std::move(fresh[at]);
                Q_EMIT dataChanged(index(int(at), 0), index(int(at), ColumnCount - 1));
            }
            continue;
        }
        std::size_t end = at;
        while (end < fresh.size() && (at >= rows_.size() || fresh[end].id != rows_[at].id)) {
            ++end;
        }
        beginInsertRows({}, int(at), int(end) - 1);
        rows_.insert(rows_.begin() + std::ptrdiff_t(at),
                     std::make_move_iterator(fresh.begin() + std::ptrdiff_t(at)),
                     std::make_move_iterator(fresh.begin() + std::ptrdiff_t(end)));
        endInsertRows();
        at = end - 1;
    }
}

} // namespace deck
