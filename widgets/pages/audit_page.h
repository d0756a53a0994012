// Audit: who did what, when and from where; each record whole beside the table, and whether the log
// is what it was.
#pragma once

#include "widgets/pages/page.h"

namespace deck {

class AuditCheck;
class AuditExport;
class AuditFilterBar;
class AuditPanel;
class AuditTable;
class Banner;
class Button;
class EmptyState;
class PageHeader;
class RowList;
class StatusMark;

class AuditPage final : public Page
{
    Q_OBJECT

public:
    explicit AuditPage(const PageContext& context);

    void focusFilter() override;
    void refresh() override;

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void build();
    void buildTable();
    void connectParts();
    void sayNothing(EmptyState& empty) const;
    void syncHead();
    void syncCheck();
    void syncNew();
    void syncExport();
    void showChosen();
    bool closePanel();
    void chooseFile();

    PageContext context_;
    AuditTable* model_;
    AuditCheck* check_;
    AuditExport* export_;
    PageHeader* header_;
    StatusMark* badge_;
    Button* verify_;
    Button* exportButton_;
    Banner* broken_;
    Banner* new_;
    AuditFilterBar* filter_;
    RowList* rows_;
    AuditPanel* panel_;
};

} // namespace deck
