// Rows that a hub gives page by page: fetched as somebody scrolls, read anew when something has
// happened, and matched by their keys, so that a selection stays with its row.
#pragma once

#include "models/client/hub_answer.h"
#include "models/hub_session.h"

#include <QAbstractTableModel>
#include <QStringList>
#include <QTimer>

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace deck {

/// GUI thread; lives no longer than its session. A subclass says what to ask for and what a row is.
class RowTable : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr int kPageRows = 256;
    static constexpr int kMostRows = 10'000; ///< whoever needs more narrows it down

    int rowCount(const QModelIndex& parent = {}) const override;
    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

    int rowOf(const QString& key) const; ///< -1: not among the rows

    bool hasRows() const { return known_; } ///< an answer has come since the last reload
    bool isLoading() const { return loading_; }
    bool isWhole() const { return next_.isEmpty(); } ///< nothing is left to be fetched
    const HubError& error() const { return error_; } ///< of the last answer
    std::optional<hub::WallTime> asOf() const { return asOf_; }
    HubSession& session() const { return session_; }

    void reload();  ///< from nothing
    void refresh(); ///< what is here, keeping it meanwhile

    /// False: events are only noted; the next setLive(true) reads anew if there were any.
    void setLive(bool live);

    /// Ages and countdowns have moved on.
    void tick();

Q_SIGNALS:
    void answered(); ///< rows came, or an error
    void loadingChanged();

protected:
    RowTable(HubSession& session, std::chrono::milliseconds refreshEvery, QObject* parent);

    struct Row
    {
        virtual ~Row() = default;
        virtual QString key() const = 0;
        /// False: it has to be painted again. Of the same key, so of the same type.
        virtual bool looksLike(const Row& other) const = 0;
    };
    using RowPointer = std::shared_ptr<const Row>;
    using Rows = std::vector<RowPointer>;
    struct Page
    {
        Rows rows;
        QString next; ///< cursor; empty on the last page
        std::optional<hub::WallTime> asOf;
    };

    /// Nothing: there is nobody to ask about.
    virtual std::optional<HubRequest> pageRequest() const = 0;
    virtual HubAnswer<Page> readPage(const HubReply& reply) = 0;
    virtual const char* cursorName() const { return "after"; }
    virtual void placesChanged() {} ///< rows stand elsewhere than before

    /// The cursor of the answer that readPage() reads; empty for the first page.
    const QString& askedAfter() const { return askedAfter_; }

    const Row* rowAt(int row) const; ///< nullptr: no such row
    void refreshSoon();              ///< at most once in the time given

private:
    void ask(const QString& after);
    void take(const HubReply& reply);
    void finish();
    void merge(Rows fresh);
    QStringList keys() const;
    void removeMissing(const Rows& fresh);
    void reorder(const Rows& fresh);
    void insertAndUpdate(const Rows& fresh);
    void clear();

    HubSession& session_;
    const std::chrono::milliseconds refreshEvery_;
    QTimer refreshSoon_;
    Rows rows_;
    QString next_;
    QString askedAfter_;
    HubError error_;
    std::optional<hub::WallTime> asOf_;
    Rows gathered_;           ///< of the pages of one refresh
    std::size_t wanted_ = 0;  ///< rows that the refresh under way fetches
    quint64 generation_ = 0;  ///< answers to an earlier question are dropped
    bool known_ = false;
    bool loading_ = false;
    bool again_ = false; ///< something happened while the answer was on its way
    bool live_ = true;
    bool stale_ = false;
};

} // namespace deck
