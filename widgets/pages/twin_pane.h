// One side of a twin: a heading with its version, and its properties as a tree.
#pragma once

#include "widgets/pages/page.h"
#include "widgets/parts/card.h"

class QStackedLayout;

namespace deck {

class DataTree;
class Label;
class TwinTree;

class TwinPane final : public Card
{
    Q_OBJECT

public:
    /// emptyText stands where the properties would be.
    TwinPane(const PageContext& context,
             const QString& title,
             TwinTree& tree,
             const QString& emptyText);

    void setDetail(const QString& detail);

    /// In the colour of what needs a look; empty: nothing.
    void setNote(const QString& note);
    DataTree* view() const { return view_; }
    void hideTimes();

private:
    void syncEmpty();
    void openMenu(const QModelIndex& index, const QPoint& at);

    PageContext context_;
    TwinTree& tree_;
    DataTree* view_;
    Label* detail_;
    Label* note_;
    QStackedLayout* stack_;
};

} // namespace deck
