// Above every page: which hub, how the connection to it is, and the switch between light and dark.
#pragma once

#include "widgets/parts/ground.h"

namespace deck {

class HubList;
class HubSwitcher;
class IconButton;
class Label;
class StatusMark;

class TopBar final : public Ground
{
    Q_OBJECT

public:
    TopBar(Theme& theme, HubList& hubs, QWidget* parent = nullptr);

    void openHubs();

Q_SIGNALS:
    void connectHubWanted();
    void themeToggled();

private:
    void watchSession();
    void sync();

    Theme& theme_;
    HubList& hubs_;
    HubSwitcher* switcher_;
    StatusMark* state_;
    Label* detail_;
    IconButton* colors_;
};

} // namespace deck
