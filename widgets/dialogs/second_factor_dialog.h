// Asks for the six digits that an authenticator app shows, and stays until the hub has taken them or
// the person gives up.
#pragma once

#include "widgets/parts/dialog.h"

#include "models/hub_session.h"

namespace deck {

class TextField;

/// GUI thread; must not outlive the session. Open it with open(); it deletes itself.
class SecondFactorDialog final : public Dialog
{
    Q_OBJECT

public:
    SecondFactorDialog(Theme& theme, HubSession& session, QWidget* parent);

private:
    void takeText(const QString& text);
    void submit();
    void refuse(const HubError& error);
    void followState();

    HubSession& session_;
    TextField* code_;
};

} // namespace deck
