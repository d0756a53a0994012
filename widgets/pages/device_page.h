// One device: its head strip, and tabs for overview, twin, queue and events.
#pragma once

#include "widgets/pages/page.h"

#include <QTimer>

class QStackedWidget;

namespace deck {

class Button;
class DeviceActions;
class DeviceEventsView;
class DeviceHead;
class DeviceOverview;
class DevicePace;
class DeviceRecord;
class DeviceTwinView;
class EmptyState;
class IconButton;
class Label;
class QueueView;
class Segmented;
class StatusMark;
class TwinDocument;

class DevicePage final : public Page
{
    Q_OBJECT

public:
    explicit DevicePage(const PageContext& context);

    /// tab as in PageLinks; cameFrom is the key of the page to go back to.
    void open(const QString& deviceId, const QString& tab, const QString& cameFrom);
    QString deviceId() const;

    void focusFilter() override;
    void refresh() override;
    void goBack() override;

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void build();
    QLayout* buildTitle();
    QWidget* buildDevice();
    void addTab(const QString& key, const QString& name, QWidget* view);
    void addTurns();
    void showTab(int index);
    void turnTab(int step);
    void sync();
    void syncTitle();
    void syncInstead();

    PageContext context_;
    DeviceRecord* record_;
    DevicePace* pace_;
    TwinDocument* twin_;
    DeviceActions* actions_;
    Button* back_;
    Button* send_;
    Label* title_;
    IconButton* copyId_;
    StatusMark* state_;
    Label* since_;
    IconButton* refresh_;
    DeviceHead* head_;
    Segmented* tabs_;
    QStackedWidget* views_;
    DeviceOverview* overview_;
    DeviceTwinView* twinView_;
    QueueView* queue_;
    DeviceEventsView* events_;
    QStackedWidget* whole_; ///< the device, or why there is none
    EmptyState* empty_;
    QStringList tabKeys_;
    QString cameFrom_;
    QTimer patience_; ///< before it says that it looks the device up
    QTimer times_;    ///< relative times grow old
};

} // namespace deck
