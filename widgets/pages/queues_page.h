// Queues: the fleet's backlog and each device's queue, and the dead commands of all.
#pragma once

#include "widgets/pages/page.h"

class QStackedWidget;

namespace deck {

class DeadLettersView;
class FleetQueues;
class Segmented;

class QueuesPage final : public Page
{
    Q_OBJECT

public:
    explicit QueuesPage(const PageContext& context);

    /// Of a device; empty: the list alone.
    void openQueue(const QString& deviceId);

    void focusFilter() override;
    void refresh() override;

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    Segmented* makeTabs(const PageContext& context);
    void choose(int tab);
    void showDead(quint64 dead);

    Segmented* fleetTabs_; ///< the same two, above each of the views
    Segmented* deadTabs_;
    FleetQueues* fleet_;
    DeadLettersView* dead_;
    QStackedWidget* views_;
};

} // namespace deck
