// Groups of devices that the access lists can name, and what can be done with them.
#pragma once

#include "widgets/pages/page.h"

namespace deck {

class AccessEditor;
class AccessGroupTable;
class Button;
class EmptyState;
class RowList;
struct ActResult;

class AccessGroupsView final : public QWidget
{
    Q_OBJECT

public:
    explicit AccessGroupsView(const PageContext& context);

    void refresh();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void build();
    void connectParts();
    void sayNothing(EmptyState& empty) const;
    void syncTools();
    void openNew();
    void openEdit();
    void askDelete();
    void finish(const ActResult& result);

    PageContext context_;
    AccessGroupTable* model_;
    AccessEditor* editor_;
    Button* edit_;
    Button* remove_;
    Button* add_;
    RowList* rows_;
};

} // namespace deck
