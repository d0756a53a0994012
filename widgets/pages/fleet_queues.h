// The queues of the fleet: a list of those with anything in them, and beside it the one that was
// opened. Where there is little room, the opened one takes the place of the list.
#pragma once

#include "widgets/pages/page.h"

#include <QTimer>

class QBoxLayout;

namespace deck {

class Button;
class DataTable;
class Divider;
class EmptyState;
class Label;
class PageHeader;
class QueueList;
class QueueView;
class Segmented;
class StatusMark;
class TableCard;
class TextField;

class FleetQueues final : public QWidget
{
    Q_OBJECT

public:
    /// tabs stands above the list; taken over.
    FleetQueues(const PageContext& context, Segmented* tabs);

    /// Also one that is not in the list, since nothing is in it.
    void openQueue(const QString& deviceId);

    void focusFilter();
    void refresh();
    void setLive(bool live); ///< read anew when something happens

Q_SIGNALS:
    void deadCounted(quint64 dead); ///< of the fleet

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* buildList(Segmented* tabs);
    QWidget* buildTitle();
    void buildTable();
    void connectModel();
    void sync();
    void syncHeader();
    void syncInstead();
    void syncFooter();
    void syncOpened();
    void follow();
    void openChosen();
    void close();
    void fit();

    PageContext context_;
    QueueList* model_;
    PageHeader* header_;
    QBoxLayout* tools_ = nullptr;
    TextField* search_;
    DataTable* table_;
    TableCard* card_;
    EmptyState* empty_;
    QWidget* list_ = nullptr;
    Divider* divider_;
    Button* back_;
    Label* title_;
    StatusMark* delivery_;
    QueueView* view_;
    QTimer searchSoon_;
    QTimer secondTimer_;   ///< ages and countdowns
    QTimer patienceTimer_; ///< a spinner only after a while
};

} // namespace deck
