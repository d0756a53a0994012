// The dead commands of all devices: why each died, and what can be done with it.
#pragma once

#include "widgets/pages/command_acts.h"
#include "widgets/pages/page.h"

#include <QTimer>

namespace deck {

class Button;
class CommandPanel;
class DataTable;
class DeadLetters;
class EmptyState;
class Label;
class PageHeader;
class Segmented;
class TableCard;

class DeadLettersView final : public QWidget
{
    Q_OBJECT

public:
    /// tabs stands above the list; taken over.
    DeadLettersView(const PageContext& context, Segmented* tabs);

    void refresh();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void build(Segmented* tabs);
    void buildTable();
    void buildBulkBar();
    void connectParts();
    void sync();
    void syncInstead();
    void syncFooter();
    void syncPanel();
    void showChosen();
    bool closePanel();
    void fitColumns();
    ChosenCommands chosen() const;
    ChosenCommands shown() const; ///< the one in the panel

    PageContext context_;
    DeadLetters* model_;
    CommandActs* acts_;
    PageHeader* header_;
    DataTable* table_;
    TableCard* card_;
    EmptyState* empty_;
    QWidget* bulk_;
    Label* bulkText_;
    CommandPanel* panel_;
    QString shownQueue_;
    QString shownNumber_;  ///< of the command in the panel, kept over refreshes
    QTimer secondTimer_;   ///< ages
    QTimer patienceTimer_; ///< a spinner only after a while
};

} // namespace deck
