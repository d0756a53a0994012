// Send a command to a device, or edit a dead one and let it wait again: body, properties, what is
// reported back and how long it may wait. The hub's objections stand beside the field they are about.
#pragma once

#include "widgets/parts/dialog.h"

#include "models/command_draft.h"
#include "models/hub_session.h"

#include <QTimer>

#include <functional>

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

    /// To give it to somebody else instead, who sends it to many devices.
    using Taken = std::function<void(const QueueResult&)>;
    using Sender = std::function<void(const hub::api::CommandDraft&, Taken)>;
    void setSender(const QString& title, const QString& text, Sender sender);

    /// The body is what that file holds.
    void takeFile(const QString& path);

Q_SIGNALS:
    /// The hub has taken it. number is the command's, text a sentence that says so.
    void sent(const QString& number, const QString& text);

private:
    void build();
    void nameParts();
    QLayout* buildBody();
    QLayout* buildFields();
    void connectParts();
    CommandForm form() const;
    CommandBody readBody() const;
    void showForm();
    void chooseFile();
    void check();
    void send();
    hub::api::CommandDraft draft(const QByteArray& body) const;
    void take(const QueueResult& result);
    void place(const HubError& error, const QString& text);
    void clearErrors();

    const QString deviceId_;
    QueueEditor* editor_;
    hub::api::CommandDraft base_; ///< what has no field here, of the command that is edited
    QString edited_;              ///< its number; empty: a new one
    Sender sender_;               ///< none: the queue of the device
    QByteArray fileBody_;
    Segmented* forms_;
    Label* size_;
    TextArea* body_;
    QWidget* fileRow_;
    Button* chooseFile_;
    Label* fileName_;
    PropertyGrid* properties_;
    SelectField* expiry_;
    ErrorLine* expiryError_;
    SelectField* ack_;
    TextField* messageId_;
    TextField* contentType_;
    ErrorLine* error_;
    Button* send_;
    QTimer checkSoon_;
};

} // namespace deck
