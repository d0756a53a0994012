// Above the IP rules: that a draft is not applied and what it would do; after applying, how long
// there is to keep the rules before they go back.
#pragma once

#include "widgets/parts/card.h"

#include "widgets/pages/page.h"

namespace deck {

class Button;
class IpRuleDraft;
class Label;
class StatusMark;

class IpDraftBar final : public Card
{
    Q_OBJECT

public:
    IpDraftBar(const PageContext& context, IpRuleDraft& draft);

    /// The draft, the hub or the time is another. Hides while there is nothing to say.
    void sync();

Q_SIGNALS:
    void previewWanted();
    void applyWanted();

private:
    void build();
    void syncUnconfirmed();
    void syncDraft();
    QString affected() const;
    void keep();
    void goBack();

    PageContext context_;
    IpRuleDraft& draft_;
    StatusMark* mark_;
    Label* text_;
    Button* preview_;
    Button* revert_;
    Button* apply_;
    Button* back_;
    Button* keep_;
};

} // namespace deck
