// Access: IP rules, allow and block list, groups, who was refused, and alerts.
#pragma once

#include "widgets/pages/page.h"

class QStackedWidget;

namespace deck {

class AccessGroupsView;
class AccessListView;
class AlertsView;
class Button;
class DeniedView;
class IpRulesView;
class Segmented;

class AccessPage final : public Page
{
    Q_OBJECT

public:
    explicit AccessPage(const PageContext& context);

    /// key: "rules", "allow", "block", "groups", "denied" or "alerts".
    void openTab(const QString& key);

    void focusFilter() override;
    void refresh() override;

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum Tab { Rules, Allow, Block, Groups, Denied, Alerts };
    void build();
    void openTest(const QString& device, const QString& address);
    void blockDevice(const QString& deviceId);
    void syncAlerts();

    PageContext context_;
    Button* test_;
    Segmented* tabs_;
    QStackedWidget* views_;
    IpRulesView* rules_;
    AccessListView* allow_;
    AccessListView* block_;
    AccessGroupsView* groups_;
    DeniedView* denied_;
    AlertsView* alerts_;
};

} // namespace deck
