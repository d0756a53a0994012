// Connect…: paste the connection string of a hub, agree to its certificate once, be let in.
#pragma once

#include "widgets/parts/dialog.h"

#include "models/hub_connector.h"

namespace deck {

class FormRow;
class HubList;
class Label;
class TextField;

/// GUI thread.
class ConnectHubDialog final : public Dialog
{
    Q_OBJECT

public:
    ConnectHubDialog(Theme& theme, HubList& hubs, QWidget* parent);

    /// For a hub that is known but does not let us in any more: its place in the list is taken.
    void setReplacing(const QString& hubId, const QString& name);

private:
    void buildForm();
    void buildTrust();
    void advance();
    void sync();
    void showTrust();
    void keep();

    HubList& hubs_;
    HubConnector connector_;
    QString replacing_;
    TextField* string_;
    TextField* name_;
    QWidget* form_;
    QWidget* trust_;
    Label* authority_;
    Label* fingerprint_;
    Button* cancel_;
    Button* connect_;
};

} // namespace deck
