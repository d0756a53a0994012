// Send a command to a device, or edit a dead one and let it wait again: body, properties, what is
// reported back and how long it may wait. The hub's objections stand beside the field they are about.
#pragma once

#include "widgets/parts/dialog.h"

#include "models/command_draft.h"
#include "models/hub_session.h"

namespace deck {

class ErrorLine;
class Label;
class PropertyGrid;
class QueueEditor;
class Segmented;
class SelectField;
class TextArea;
class TextField;
struct QueueResult;

/// GUI thread; must not outlive the session. Open it with open(); it deletes itself.
class SendCommandDialog final : public Dialog
{
    Q_OBJECT

public:
    SendCommandDialog(Theme& theme, HubSession& session, const QString& deviceId, QWidget* parent);

    /// To edit and requeue instead: starts with what the command holds.
    void setEdited(const hub::api::Command& command);

Q_SIGNALS:
    /// The hub has taken it. number is the command's, text a sentence that says so.
    void sent(const QString& number, const QString& text);

private:
    void build();
    QWidget* buildBody();
    QLayout* buildRows();
    void chooseForm(int form);
    void chooseFile();
    void readFile(const QString& path);
    void sync();
    void send();
    void take(const QueueResult& result);
    void clearErrors();

    HubSession& session_;
    const QString deviceId_;
    QueueEditor* editor_;
    QString edited_; ///< number of the command that is edited; empty: a new one
    CommandForm form_;
    Segmented* forms_;
    Button* file_;
    TextArea* body_;
    Label* size_;
    PropertyGrid* properties_;
    SelectField* ack_;
    SelectField* expiry_;
    TextField* messageId_;
    TextField* contentType_;
    ErrorLine* error_;
    Button* send_;
};

} // namespace deck
