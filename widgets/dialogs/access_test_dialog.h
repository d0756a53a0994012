// "Would it be let in?" for a device, an address, a certificate: the decision and each step of it.
#pragma once

#include "widgets/parts/dialog.h"

#include "models/access_question.h"
#include "models/hub_session.h"

#include <QTimer>

class QVBoxLayout;

namespace deck {

class ErrorLine;
class Label;
class SelectField;
class StatusMark;
class TextField;

/// GUI thread; must not outlive the session. Open it with open(); it deletes itself.
class AccessTestDialog final : public Dialog
{
    Q_OBJECT

public:
    AccessTestDialog(Theme& theme, HubSession& session, QWidget* parent);

    /// Asks at once when there is something to ask about.
    void setQuestion(const QString& device, const QString& address);

private:
    void build();
    void askSoon();
    void ask();
    void take(const AccessVerdict& verdict);
    void showChain(const hub::api::AccessExplanation& explanation);
    void clearChain();

    HubSession& session_;
    TextField* device_;
    TextField* address_;
    TextField* thumbprint_;
    SelectField* protocol_;
    StatusMark* verdict_;
    Label* remedy_;
    QWidget* chain_;
    QVBoxLayout* steps_;
    ErrorLine* error_;
    QTimer askSoon_;
    quint64 asked_ = 0; ///< late answers to an earlier question are dropped
};

} // namespace deck
