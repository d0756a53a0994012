// The pages, at the left of the window; icons alone where there is little room.
#pragma once

#include "widgets/parts/ground.h"

namespace deck {

class Label;
class NavList;

class Sidebar final : public Ground
{
    Q_OBJECT

public:
    explicit Sidebar(Theme& theme, QWidget* parent = nullptr);

    NavList* pages() const { return pages_; }
    void setCollapsed(bool collapsed);

private:
    NavList* pages_;
    QWidget* brand_;
    Label* name_;
};

} // namespace deck
