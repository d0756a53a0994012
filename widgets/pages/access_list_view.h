// The allow list or the block list: its entries, and what can be done with them.
#pragma once

#include "widgets/pages/page.h"

#include "models/act_result.h"

#include "api/access.h"

#include <QTimer>

namespace deck {

class AccessEditor;
class AccessListTable;
class AccessModeBar;
class Button;
class EmptyState;
class RowList;
class TextField;

class AccessListView final : public QWidget
{
    Q_OBJECT

public:
    /// list is "allow" or "block".
    AccessListView(const PageContext& context, const QString& list);

    void focusFilter();
    void refresh();

    /// The dialog that adds an entry; kind and value may be empty.
    void openAdd(const QString& kind, const QString& value);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QLayout* buildTools();
    void buildTable();
    void connectParts();
    void sayNothing(EmptyState& empty) const;
    bool mayChange() const;
    void syncTools();
    QList<hub::api::AccessEntry> chosen() const;
    void openEdit();
    void removeChosen();
    void takeRemoved();
    void offerUndo();
    void finish(const ActResult& result);
    void openMenu(const QPoint& at);

    PageContext context_;
    const QString list_;
    AccessListTable* model_;
    AccessEditor* editor_;
    AccessModeBar* mode_;
    TextField* search_;
    Button* edit_;
    Button* remove_;
    Button* add_;
    RowList* rows_;
    QTimer searchSoon_;
    int removing_ = 0;                     ///< answers that are on their way
    QList<hub::api::AccessEntry> removed_; ///< by one act, to be taken back together
    ActResult lastResult_;
};

} // namespace deck
