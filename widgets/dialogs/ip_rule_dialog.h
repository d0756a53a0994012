// One IP rule: new, or changed. It goes into the draft, so nothing is cut by it yet.
#pragma once

#include "widgets/parts/dialog.h"

#include "api/ip_rules.h"

#include <array>
#include <functional>

namespace deck {

class CheckBox;
class ErrorLine;
class Segmented;
class TextField;

/// GUI thread. Open it with open(); it deletes itself.
class IpRuleDialog final : public Dialog
{
    Q_OBJECT

public:
    /// save takes the rule and gives what is wrong with it; empty closes the dialog.
    using Save = std::function<QString(const hub::IpRule&)>;
    IpRuleDialog(Theme& theme, Save save, QWidget* parent);

    void setRule(const hub::IpRule& rule, bool isNew);

private:
    void build();
    void accept() override;

    Save save_;
    TextField* name_;
    TextField* network_;
    Segmented* action_;
    std::array<CheckBox*, hub::kAccessScopes> scopes_;
    ErrorLine* error_;
    Button* done_;
};

} // namespace deck
