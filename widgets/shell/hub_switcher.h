// Which hub the console looks at: its name, how it is, and the way to the others.
#pragma once

#include "widgets/parts/painted_button.h"

namespace deck {

class HubList;
class Popover;

class HubSwitcher final : public PaintedButton
{
    Q_OBJECT

public:
    HubSwitcher(Theme& theme, HubList& hubs, QWidget* parent = nullptr);

    QSize sizeHint() const override { return {258, kControlHeight}; }

Q_SIGNALS:
    void connectWanted();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void openList();
    void fill(Popover& popover);
    void sync();

    HubList& hubs_;
};

} // namespace deck
