#include "models/row_table.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

} // namespace

RowTable::RowTable(HubSession& session, std::chrono::milliseconds refreshEvery, QObject* parent)
    : QAbstractTableModel(parent), session_(session), refreshEvery_(refreshEvery)
{
    refreshSoon_.setSingleShot(true);
    connect(&refreshSoon_, &QTimer::timeout, this, &RowTable::refresh);
    connect(&session_, &HubSession::reconnected, this, &RowTable::refresh);
    connect(&session_, &HubSession::eventsMissed, this, &RowTable::refresh);
}

int RowTable::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(rows_.size());
}

const RowTable::Row* RowTable::rowAt(int row) const
{
    return row < 0 || row >= rowCount() ? nullptr : rows_[std::size_t(row)].get();
}

int RowTable::rowOf(const QString& key) const
{
    const auto found = std::find_if(rows_.begin(), rows_.end(),
                                    [&](const RowPointer& row) { return row->key() == key; });
    return found == rows_.end() ? -1 : int(found - rows_.begin());
}

bool RowTable::canFetchMore(const QModelIndex& parent) const
{
    return !parent.isValid() && known_ && !loading_ && !next_.isEmpty() &&
           rowCount() < kMostRows && session_.isOnline();
}

void RowTable::fetchMore(const QModelIndex& parent)
{
    if (canFetchMore(parent)) {
        gathered_ = rows_;
        wanted_ = rows_.size() + kPageRows;
        ask(next_);
    }
}

void RowTable::reload()
{
    ++generation_;
    clear();
    known_ = false;
    loading_ = false;
    again_ = false;
    error_ = {};
    refresh();
}

void RowTable::refresh()
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

void RowTable::refreshSoon()
{
    if (!refreshSoon_.isActive()) {
        refreshSoon_.start(refreshEvery_);
    }
}

void RowTable::setLive(bool live)
{
    live_ = live;
    if (live && stale_) {
        refresh();
    }
}

void RowTable::tick()
{
    if (!rows_.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1),
                           {Qt::DisplayRole});
    }
}

void RowTable::ask(const QString& after)
{
    HubRequest request = *pageRequest();
    request.query.addQueryItem(u"limit"_s, QString::number(kPageRows));
    if (!after.isEmpty()) {
        request.query.addQueryItem(QString::fromLatin1(cursorName()),
                                   QString::fromLatin1(QUrl::toPercentEncoding(after)));
    }
    loading_ = true;
    askedAfter_ = after;
    session_.client().send(request, this, [this, generation = generation_](const HubReply& reply) {
        if (generation == generation_) {
            take(reply);
        }
    });
    Q_EMIT loadingChanged();
}

void RowTable::take(const HubReply& reply)
{
    HubAnswer<Page> answer = readPage(reply);
    error_ = answer.error;
    if (!answer.value) {
        finish();
        return;
    }
    Page& page = *answer.value;
    std::move(page.rows.begin(), page.rows.end(), std::back_inserter(gathered_));
    next_ = page.next;
    asOf_ = page.asOf;
    if (!next_.isEmpty() && gathered_.size() < std::min<std::size_t>(wanted_, kMostRows)) {
        if (gathered_.size() > rows_.size()) {
            merge(gathered_); // there is more to see already
        }
        ask(next_);
        return;
    }
    known_ = true;
    merge(std::move(gathered_));
    finish();
}

void RowTable::finish()
{
    gathered_.clear();
    loading_ = false;
    Q_EMIT loadingChanged();
    Q_EMIT answered();
    if (std::exchange(again_, false)) {
        refreshSoon();
    }
}

void RowTable::clear()
{
    beginResetModel();
    rows_.clear();
    next_.clear();
    asOf_.reset();
    gathered_.clear();
    endResetModel();
}

void RowTable::merge(Rows fresh)
{
    QSet<QString> seen; // pages that were read one after the other may name a row twice
    std::erase_if(fresh, [&seen](const RowPointer& row) {
        const auto before = seen.size();
        seen.insert(row->key());
        return seen.size() == before;
    });
    const QStringList before = keys();
    removeMissing(fresh);
    reorder(fresh);
    insertAndUpdate(fresh);
    if (!rows_.empty() && keys() != before) {
        placesChanged();
    }
}

QStringList RowTable::keys() const
{
    QStringList keys;
    keys.reserve(rowCount());
    for (const RowPointer& row : rows_) {
        keys << row->key();
    }
    return keys;
}

void RowTable::removeMissing(const Rows& fresh)
{
    QSet<QString> kept;
    for (const RowPointer& row : fresh) {
        kept.insert(row->key());
    }
    for (int last = rowCount() - 1; last >= 0; --last) {
        if (kept.contains(rows_[std::size_t(last)]->key())) {
            continue;
        }
        int first = last;
        while (first > 0 && !kept.contains(rows_[std::size_t(first - 1)]->key())) {
            --first;
        }
        beginRemoveRows({}, first, last);
        rows_.erase(rows_.begin() + first, rows_.begin() + last + 1);
        endRemoveRows();
        last = first;
    }
}

/// The rows that stay, in their new order.
void RowTable::reorder(const Rows& fresh)
{
    QHash<QString, int> place;
    for (std::size_t i = 0; i < fresh.size(); ++i) {
        place.insert(fresh[i]->key(), int(i));
    }
    const auto before = [&place](const RowPointer& a, const RowPointer& b) {
        return place.value(a->key()) < place.value(b->key());
    };
    if (std::is_sorted(rows_.begin(), rows_.end(), before)) {
        return;
    }
    Q_EMIT layoutAboutToBeChanged();
    const QModelIndexList old = persistentIndexList();
    QStringList keys;
    for (const QModelIndex& index : old) {
        keys << rows_[std::size_t(index.row())]->key();
    }
    std::sort(rows_.begin(), rows_.end(), before);
    QModelIndexList moved;
    for (qsizetype i = 0; i < old.size(); ++i) {
        moved << index(rowOf(keys[i]), old[i].column());
    }
    changePersistentIndexList(old, moved);
    Q_EMIT layoutChanged();
}

/// What is here is a part of what came, in the same order.
void RowTable::insertAndUpdate(const Rows& fresh)
{
    for (std::size_t at = 0; at < fresh.size(); ++at) {
        if (at < rows_.size() && rows_[at]->key() == fresh[at]->key()) {
            const bool alike = rows_[at]->looksLike(*fresh[at]);
            rows_[at] = fresh[at];
            if (!alike) {
                Q_EMIT dataChanged(index(int(at), 0), index(int(at), columnCount() - 1));
            }
            continue;
        }
        std::size_t end = at;
        while (end < fresh.size() &&
               (at >= rows_.size() || fresh[end]->key() != rows_[at]->key())) {
            ++end;
        }
        beginInsertRows({}, int(at), int(end) - 1);
        rows_.insert(rows_.begin() + std::ptrdiff_t(at), fresh.begin() + std::ptrdiff_t(at),
                     fresh.begin() + std::ptrdiff_t(end));
        endInsertRows();
        at = end - 1;
    }
}

} // namespace deck
