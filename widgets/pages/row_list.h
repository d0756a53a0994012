// A table of a hub's rows with all that belongs around it: what stands in its place while there are
// none, the foot, and which columns give way when there is little room.
#pragma once

#include "widgets/pages/page.h"

#include <QList>
#include <QTimer>

#include <functional>
#include <string>
#include <utility>

namespace deck {

class DataTable;
class EmptyState;
class RowTable;
class TableCard;

/// GUI thread. While it is hidden its model asks for nothing.
class RowList final : public QWidget
{
    Q_OBJECT

public:
    struct Words
    {
        QString name;    ///< what a screen reader says
        QString offline; ///< "The entries show when it answers again."
        QString tooOld;  ///< a sentence: what this hub has not got
        QString loading; ///< "Reading the entries"
        QString one;     ///< "1 entry"
        QString many;    ///< "%1 entries"
    };
    /// feature: what the hub says that it can do, or not.
    RowList(const PageContext& context, RowTable& model, const char* feature, const Words& words);

    DataTable& table() { return *table_; }

    /// Fills the empty state when the hub has answered that there is nothing.
    void setNothing(const std::function<void(EmptyState&)>& say) { nothing_ = say; }

    /// Columns and the width of the list from which on they show.
    void setRoom(const QList<std::pair<int, int>>& room);

    /// Rows that others look at too, also while this list is hidden.
    void setAlwaysLive() { alwaysLive_ = true; }

    void sync();
    void refresh();

    /// The one row that is chosen; -1: none, or several.
    int chosenRow() const;
    QList<int> chosenRows() const;

Q_SIGNALS:
    void nothingClicked(); ///< the button of the empty state that setNothing() gave it
    void synced();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void syncInstead();
    void syncFooter();
    bool explain();
    void fit();

    PageContext context_;
    RowTable& model_;
    const std::string feature_;
    const Words words_;
    DataTable* table_;
    TableCard* card_;
    EmptyState* empty_;
    std::function<void(EmptyState&)> nothing_;
    QList<std::pair<int, int>> room_;
    QTimer patience_; ///< a spinner only after a while
    QTimer seconds_;  ///< ages and countdowns
    bool alwaysLive_ = false;
    bool explained_ = false; ///< the empty state is about the hub, not about what is in it
};

} // namespace deck
