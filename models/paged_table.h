// A table of up to a million rows of which only a window is here: pages of 256 rows, at most 64 of
// them, the least recently seen goes first. A row that is not here is a placeholder; looking at it
// wishes for its page. The newest wish is asked for first, two requests are under way at most, and
// pages that scrolled away before their turn are never asked for.
#pragma once

#include <QAbstractTableModel>
#include <QHash>
#include <QList>
#include <QTimer>

#include <memory>

namespace deck {

/// True for a cell whose row is not here yet.
inline constexpr int kPlaceholderRole = Qt::UserRole + 100;

/// GUI thread. A subclass says what a row is and how to fetch pages.
class PagedTable : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr int kPageRows = 256;
    static constexpr int kPagesKept = 64;
    static constexpr int kRequestsAtATime = 2;
    static constexpr int kWishesKept = 6;

    int rowCount(const QModelIndex& parent = {}) const override;

    bool isLoading() const { return inFlight_ > 0; }
    bool hasRows() const { return knownRows_; } ///< a first answer has come for the present query

Q_SIGNALS:
    void loadingChanged();

    /// The first page of a new query is here, or could not be had.
    void queryAnswered();

protected:
    explicit PagedTable(QObject* parent);

    /// What a fetched page holds; the subclass knows the real type.
    struct Rows
    {
        virtual ~Rows() = default;
        virtual int size() const = 0;
    };

    /// Asks for one page; the subclass answers with pageArrived() or pageFailed(), passing the
    /// generation on. `cursor` stands behind the page before, if that one is known.
    virtual void fetchPage(int page, const QString& cursor, quint64 generation) = 0;

    /// From fetchPage()'s answer. Late answers to an earlier query are dropped.
    void pageArrived(int page, quint64 generation, std::shared_ptr<Rows> rows,
                     const QString& nextCursor, int totalRows);
    void pageFailed(int page, quint64 generation);

    /// Starts a new query: rows are unknown until its first page is here.
    void startQuery();

    /// Forgets the query that has no answer yet: the rows of the one before, if there was one, count again.
    /// Its late answers are dropped.
    void abandonQuery();

    /// Fetches again what is shown, keeping rows in sight meanwhile; other pages when they are seen.
    void refreshPages();

    /// False for the answer to an earlier query.
    bool isCurrent(quint64 generation) const { return generation == generation_; }

    /// The rows of a page and the place in them; nullptr: not here, and wished for from now on.
    Rows* rowsFor(int row, int& place) const;

    /// As rowsFor(), without wishing.
    Rows* cachedRowsFor(int row, int& place) const;

    template <class Visit>
    void forEachCachedPage(Visit visit) const
    {
        for (auto page = pages_.cbegin(); page != pages_.cend(); ++page) {
            visit(page.key(), *page->rows);
        }
    }

private:
    struct Page
    {
        std::shared_ptr<Rows> rows;
        QString nextCursor;
        quint64 seen = 0;
        quint64 asked = 0; ///< refreshes_ of then: stale when there was another since
    };

    void wish(int page) const;
    void sendWishes();
    void request(int page);
    void keep(int page, Page fresh);
    void setRowCount(int count);
    void finishRequest(int page);

    mutable QHash<int, Page> pages_;
    mutable QList<int> wishes_; ///< newest last
    mutable QTimer wishTimer_;
    mutable quint64 clock_ = 0;
    QHash<int, quint64> requested_; ///< page to refreshes_ of then
    quint64 refreshes_ = 0;
    quint64 generation_ = 1;
    int rows_ = 0;
    int inFlight_ = 0;
    bool knownRows_ = false;
};

} // namespace deck
