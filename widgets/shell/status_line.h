// At the foot of the window: that the hub runs, on which ports, who is signed in, how many are
// connected, how much comes in and how much is stored.
#pragma once

#include "widgets/parts/ground.h"

namespace deck {

class HubList;
class Label;
class LocalHubStatus;
class StatusMark;

class StatusLine final : public Ground
{
    Q_OBJECT

public:
    StatusLine(Theme& theme, HubList& hubs, LocalHubStatus& localHub, QWidget* parent = nullptr);

private:
    void watchSession();
    void sync();

    HubList& hubs_;
    LocalHubStatus& localHub_;
    StatusMark* state_;
    Label* ports_;
    Label* who_;
    Label* figures_;
};

} // namespace deck
