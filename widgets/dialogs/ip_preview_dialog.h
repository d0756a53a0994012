// What a draft of the IP rules would do now: whom it cuts off, and whether that is who asks.
#pragma once

#include "widgets/parts/dialog.h"

#include "api/ip_rules.h"

namespace deck {

class CheckBox;

/// GUI thread. Open it with open(); it deletes itself.
class IpPreviewDialog final : public Dialog
{
    Q_OBJECT

public:
    /// With a button that applies the draft, or only to look.
    IpPreviewDialog(Theme& theme,
                    const hub::api::IpRulesPreview& preview,
                    bool applies,
                    QWidget* parent);

    /// The admin API would refuse who asks.
    static bool locksOut(const hub::api::IpRulesPreview& preview) { return !preview.admin.accepts; }

private:
    void build(const hub::api::IpRulesPreview& preview);
    void addCaller(const hub::api::IpRulesPreview& preview);
    void addButtons(const hub::api::IpRulesPreview& preview, bool applies);
};

} // namespace deck
