// The queue of one device: what waits, is in flight, was done or has died, looked at without taking
// anything out. Stands on the page Queues and as a tab of the page Device.
#pragma once

#include "widgets/pages/command_acts.h"
#include "widgets/pages/page.h"

#include <QTimer>

class QVBoxLayout;

namespace deck {

class Button;
class CommandPanel;
class DataTable;
class EmptyState;
class Label;
class QueueHead;
class QueueTable;
class Segmented;
class TableCard;

/// GUI thread. Brings its own padding at the left, at the right and below, none above; the chosen
/// command stands in a panel at its right edge, as high as the view. Asks nothing of the hub while it
/// is hidden.
class QueueView final : public QWidget
{
    Q_OBJECT

public:
    explicit QueueView(const PageContext& context);

    /// Empty: of none.
    void setDevice(const QString& id);
    const QString& deviceId() const;

    /// A row that names the device, where nothing else does. Brings padding above it; taken over.
    void setTitle(QWidget* title);

    void refresh();
    void focusTable();

    /// Closes the panel; false: it was not open.
    bool closePanel();

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
    QLayout* buildTabs();
    void buildTable();
    void buildBulkBar();
    void connectParts();

    void sync(); ///< all that depends on the hub's last answer
    void syncTabs();
    void syncInstead();
    void syncFooter();
    void showChosen();
    void syncPanel();
    void chooseTab(int tab);
    void fitColumns();
    void showNothing();
    void showError();

    ChosenCommands chosen() const;
    ChosenCommands shown() const; ///< the one in the panel

    PageContext context_;
    QueueTable* model_;
    CommandActs* acts_;
    QVBoxLayout* column_;
    QueueHead* head_;
    Segmented* tabs_;
    DataTable* table_;
    TableCard* card_;
    EmptyState* empty_;
    QWidget* bulk_;
    Label* bulkText_;
    Button* bulkRequeue_;
    CommandPanel* panel_;
    QString shownNumber_;  ///< of the command in the panel, kept over refreshes
    QTimer secondTimer_;   ///< countdowns
    QTimer patienceTimer_; ///< a spinner only after a while
};

} // namespace deck
