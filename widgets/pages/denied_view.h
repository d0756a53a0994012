// Who was refused, why, and what helps: beside the chosen one stand its remedy in words and the
// acts that there are.
#pragma once

#include "widgets/pages/page.h"

#include <QTimer>

namespace deck {

class AccessEditor;
class Button;
class CheckBox;
class DeniedTable;
class DetailRows;
class EmptyState;
class Label;
class RowList;
class SelectField;
class TextField;
struct ActResult;
struct DeniedCaller;

class DeniedView final : public QWidget
{
    Q_OBJECT

public:
    explicit DeniedView(const PageContext& context);

    void focusFilter();
    void refresh();
    bool closePanel(); ///< false: none was open

Q_SIGNALS:
    void blockWanted(const QString& deviceId);
    void explainWanted(const QString& deviceId, const QString& address);
    void counted(quint64 total); ///< who were refused, as far as the filter goes

private:
    QLayout* buildTools();
    QWidget* buildPanel();
    void buildTable();
    void connectParts();
    void sayNothing(EmptyState& empty) const;
    void sync();
    void syncPanel();
    void showCaller(const DeniedCaller& caller);
    void askForget();
    void registerChosen();
    void ignoreChosen();
    void liftChosen();
    void finish(const ActResult& result);

    PageContext context_;
    DeniedTable* model_;
    AccessEditor* editor_;
    TextField* search_;
    SelectField* reason_;
    CheckBox* ignored_;
    Button* forget_;
    RowList* rows_;
    QWidget* panel_ = nullptr;
    Label* title_;
    Label* remedy_;
    DetailRows* details_;
    Button* register_;
    Button* block_;
    Button* ignore_;
    Button* lift_;
    Button* open_;
    Button* explain_;
    QTimer searchSoon_;
};

} // namespace deck
