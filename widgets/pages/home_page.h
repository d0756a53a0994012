// Home: that the hub runs, where it is, how much goes on, and what to do first.
#pragma once

#include "widgets/pages/page.h"

class QBoxLayout;

namespace deck {

class NumberTile;
class PageHeader;

class HomePage final : public Page
{
    Q_OBJECT

public:
    explicit HomePage(const PageContext& context);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QLayout* buildTiles();
    void syncHeader();
    void sync();

    PageContext context_;
    PageHeader* header_;
    NumberTile* devices_;
    NumberTile* connected_;
    NumberTile* rate_;
    NumberTile* stored_;
    QBoxLayout* cards_; ///< beside each other, or below
};

} // namespace deck
