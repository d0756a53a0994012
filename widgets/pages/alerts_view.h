// What needs a person's attention on the hub, and that somebody has seen it.
#pragma once

#include "widgets/pages/page.h"

namespace deck {

class AccessEditor;
class AlertTable;
class Button;
class CheckBox;
class EmptyState;
class RowList;

class AlertsView final : public QWidget
{
    Q_OBJECT

public:
    explicit AlertsView(const PageContext& context);

    void refresh();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void build();
    void sayNothing(EmptyState& empty) const;
    void syncTools();
    void acknowledgeChosen();
    void openSubject();

    PageContext context_;
    AlertTable& model_;
    AccessEditor* editor_;
    CheckBox* all_;
    Button* acknowledge_;
    RowList* rows_;
};

} // namespace deck
