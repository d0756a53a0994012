// Call a method of a device: what to call, how long to wait, and the answer in place. What was
// called lately can be called again.
#pragma once

#include "widgets/pages/page.h"
#include "widgets/parts/card.h"

#include "models/method_call.h"

#include <QTimer>

namespace deck {

class Button;
class DataTable;
class DeviceRecord;
class IconButton;
class Label;
class StatusMark;
class TableCard;
class TextArea;
class TextField;

class DeviceMethodBox final : public Card
{
    Q_OBJECT

public:
    DeviceMethodBox(const PageContext& context, DeviceRecord& record);

    void setDevice(const QString& deviceId);

    /// What was called lately, to be placed below; hidden while there is nothing.
    TableCard* historyCard() const { return historyCard_; }

Q_SIGNALS:
    void answerShown(QWidget* answer); ///< it should be seen

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    QWidget* buildForm();
    QLayout* buildTimes();
    QLayout* buildButtons();
    QWidget* buildAnswer();
    void buildHistory();
    MethodDraft draft() const;
    void fill(const MethodDraft& draft);
    void call();
    void showFaults(const MethodCall::Faults& faults);
    void forgetFaults();
    void sync();
    void syncHint();
    void syncAnswer();
    void syncHistory();

    PageContext context_;
    DeviceRecord& record_;
    MethodCall* call_;
    Label* unsupported_;
    QWidget* form_;
    TextField* name_;
    TextArea* payload_;
    TextField* response_;
    TextField* connect_;
    Button* callButton_;
    Button* cancel_;
    Label* hint_;
    QWidget* answer_;
    StatusMark* status_;
    Label* duration_;
    IconButton* copy_;
    Label* sentence_;
    Label* remedy_;
    TextArea* result_;
    DataTable* history_;
    TableCard* historyCard_; ///< owned by who places it
    QTimer tick_; ///< while a call is open
};

} // namespace deck
