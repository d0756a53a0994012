#include "models/paged_table.h"

#include <algorithm>

namespace deck {

PagedTable::PagedTable(QObject* parent) : QAbstractTableModel(parent)
{
    wishTimer_.setSingleShot(true);
    connect(&wishTimer_, &QTimer::timeout, this, &PagedTable::sendWishes);
}

int PagedTable::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : rows_;
}

void PagedTable::startQuery()
{
    ++generation_;
    wishes_.clear();
    requested_.clear();
    inFlight_ = 0;
    knownRows_ = false;
    request(0);
}

void PagedTable::abandonQuery()
{
    ++generation_;
    wishes_.clear();
    requested_.clear();
    inFlight_ = 0;
    knownRows_ = !pages_.isEmpty();
    Q_EMIT loadingChanged();
}

void PagedTable::refreshPages()
{
    ++refreshes_;
    // The pages seen last are those on the screen.
    QList<int> shown = pages_.keys();
    std::sort(shown.begin(), shown.end(),
              [this](int a, int b) { return pages_[a].seen < pages_[b].seen; });
    for (const int page : shown.mid(std::max<qsizetype>(0, shown.size() - kRequestsAtATime))) {
        wish(page);
    }
    if (shown.isEmpty()) {
        wish(0);
    }
}

PagedTable::Rows* PagedTable::cachedRowsFor(int row, int& place) const
{
    if (row < 0 || row >= rows_) {
        return nullptr;
    }
    const auto page = pages_.constFind(row / kPageRows);
    place = row % kPageRows;
    if (page == pages_.constEnd() || place >= page->rows->size()) {
        return nullptr;
    }
    return page->rows.get();
}

PagedTable::Rows* PagedTable::rowsFor(int row, int& place) const
{
    if (row < 0 || row >= rows_) {
        return nullptr;
    }
    const int number = row / kPageRows;
    const auto page = pages_.find(number);
    if (page != pages_.end()) {
        page->seen = ++clock_;
    }
    // A page that is here but has fewer rows than were counted would be no longer the next time.
    if (page == pages_.end() || page->asked != refreshes_) {
        wish(number);
    }
    return cachedRowsFor(row, place);
}

void PagedTable::wish(int page) const
{
    if (requested_.contains(page) || (!wishes_.isEmpty() && wishes_.last() == page)) {
        return;
    }
    wishes_.removeAll(page);
    wishes_.append(page);
    if (wishes_.size() > kWishesKept) {
        wishes_.removeFirst();
    }
    wishTimer_.start(0); // after the view has painted and wished for all that it shows
}

void PagedTable::sendWishes()
{
    while (inFlight_ < kRequestsAtATime && !wishes_.isEmpty()) {
        request(wishes_.takeLast());
    }
}

void PagedTable::request(int page)
{
    ++inFlight_;
    requested_.insert(page, refreshes_);
    const auto before = pages_.constFind(page - 1);
    const bool current = knownRows_ && before != pages_.constEnd();
    const QString cursor = current ? before->nextCursor : QString();
    fetchPage(page, cursor, generation_);
    Q_EMIT loadingChanged();
}

void PagedTable::finishRequest(int page)
{
    requested_.remove(page);
    --inFlight_;
    sendWishes();
    Q_EMIT loadingChanged();
}

void PagedTable::pageArrived(int page, quint64 generation, std::shared_ptr<Rows> rows,
                             const QString& nextCursor, int totalRows)
{
    if (!isCurrent(generation)) {
        return;
    }
    const bool first = !std::exchange(knownRows_, true);
    if (first) {
        beginResetModel();
        pages_.clear();
        rows_ = totalRows;
    }
    keep(page, {std::move(rows), nextCursor, ++clock_, requested_.value(page)});
    if (first) {
        endResetModel();
    } else {
        setRowCount(totalRows);
        const int start = page * kPageRows;
        const int end = std::min(start + kPageRows, rows_) - 1;
        if (start <= end) {
            Q_EMIT dataChanged(index(start, 0), index(end, columnCount() - 1));
        }
    }
    finishRequest(page);
    if (first) {
        Q_EMIT queryAnswered();
    }
}

void PagedTable::pageFailed(int page, quint64 generation)
{
    if (!isCurrent(generation)) {
        return;
    }
    finishRequest(page);
    if (!knownRows_) {
        Q_EMIT queryAnswered();
    }
}

void PagedTable::keep(int page, Page fresh)
{
    pages_.insert(page, std::move(fresh));
    while (pages_.size() > kPagesKept) {
        const auto oldest =
            std::min_element(pages_.begin(), pages_.end(),
                             [](const Page& a, const Page& b) { return a.seen < b.seen; });
        pages_.erase(oldest);
    }
}

void PagedTable::setRowCount(int count)
{
    if (count > rows_) {
        beginInsertRows({}, rows_, count - 1);
        rows_ = count;
        endInsertRows();
    } else if (count < rows_) {
        beginRemoveRows({}, count, rows_ - 1);
        rows_ = count;
        endRemoveRows();
    }
}

} // namespace deck
