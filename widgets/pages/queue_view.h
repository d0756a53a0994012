// The queue of one device: what waits, is in flight, was done or has died, looked at without taking
// anything out. Stands on the page Queues and as a tab of the page Device.
#pragma once

#include "widgets/pages/page.h"

#include <QPointer>
#include <QTimer>

class QMenu;

namespace deck {

class Banner;
class Button;
class CommandPanel;
class DataTable;
class DepthBar;
class EmptyState;
class Label;
class QueueEditor;
class QueueTable;
class Segmented;
class SendCommandDialog;
class TableCard;
struct QueueResult;

/// GUI thread. Brings its own padding at the left, at the right and below, none above; where there is
/// room, the chosen command stands in a panel at its right edge.
class QueueView final : public QWidget
{
    Q_OBJECT

public:
    explicit QueueView(const PageContext& context);

    /// Empty: of none. Nothing is asked of the hub while the view is hidden.
    void setDevice(const QString& id);
    QString deviceId() const;

    void refresh();
    void focusTable();

    /// The dialog that sends a command to the device.
    void openSend();

protected:
    bool event(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void build();
    QLayout* buildHead();
    QLayout* buildTabs();
    QWidget* buildBulkBar();
    void buildTable();
    void connectParts();

    void sync(); ///< all that depends on the hub's last answer
    void syncHead();
    void syncInstead();
    void syncFooter();
    void syncPanel();
    void chooseTab(int tab);
    void fitColumns();

    QStringList selectedNumbers() const;
    bool actByKey(const QKeyEvent& key);
    void openMenu(const QPoint& at);
    void addRowActs(QMenu& menu);
    void removeSelected();
    void requeueSelected();
    void editSelected();
    void copyIds();
    void openPurge();
    void toggleHold();
    void askReason();
    void finish(const QueueResult& result);
    void report(const QueueResult& result);

    PageContext context_;
    QueueTable* model_;
    QueueEditor* editor_;
    DepthBar* depth_;
    Label* poll_;
    Button* hold_;
    Button* purge_;
    Button* send_;
    Banner* held_;
    Segmented* tabs_;
    DataTable* table_;
    TableCard* card_;
    EmptyState* empty_;
    QWidget* bulk_;
    Label* bulkText_;
    Button* bulkRequeue_;
    CommandPanel* panel_;
    QTimer secondTimer_;  ///< countdowns
    QTimer patienceTimer_; ///< a spinner only after a while
};

} // namespace deck
