// Settings: how the console looks, the hub inside it, the hubs it knows, and what it is made of.
#pragma once

#include "widgets/pages/page.h"

class QVBoxLayout;

namespace deck {

class Button;
class Card;
class CopyField;
class HubList;
class Label;
class Segmented;
class Switch;

/// What the page needs; it belongs to no hub.
struct SettingsContext
{
    Theme& theme;
    HubList& hubs;
    LocalHubStatus& localHub;
    Preferences& preferences;
    ToastStack& toasts;
    PageLinks& links;
};

class SettingsPage final : public Page
{
    Q_OBJECT

public:
    explicit SettingsPage(const SettingsContext& context);

private:
    Card* buildAppearance();
    Card* buildLocalHub();
    Card* buildHubs();
    Card* buildAbout();
    QLayout* hubRow(int row);
    void syncPreferences();
    void syncLocalHub();
    void syncHubs();
    void store();

    SettingsContext context_;
    Segmented* colors_;
    Switch* compact_;
    Switch* motion_;
    Switch* startHub_;
    Label* hubState_;
    CopyField* folder_;
    Button* restart_;
    QVBoxLayout* hubRows_;
    bool syncing_ = false;
};

} // namespace deck
