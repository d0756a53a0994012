#include "widgets/pages/ip_draft_bar.h"

#include "widgets/dialogs/ip_preview_dialog.h"
#include "widgets/metrics.h"
#include "widgets/pages/permission_gate.h"
#include "widgets/pages/report_result.h"
#include "widgets/parts/button.h"
#include "widgets/parts/label.h"
#include "widgets/parts/status_mark.h"
#include "widgets/theme.h"

#include "models/ip_rule_draft.h"
#include "models/texts.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

} // namespace

IpDraftBar::IpDraftBar(const PageContext& context, IpRuleDraft& draft)
    : Card(context.theme),
      context_(context),
      draft_(draft),
      mark_(new StatusMark(context.theme, Status::Warning, {})),
      text_(new Label(context.theme, {}, TextStyle::Body, &Tokens::text2)),
      preview_(new Button(context.theme, tr("Preview…"), Button::Kind::Secondary)),
      revert_(new Button(context.theme, tr("Revert"), Icon::Undo, Button::Kind::Secondary)),
      apply_(new Button(context.theme, tr("Apply…"), Button::Kind::Primary)),
      back_(new Button(context.theme, tr("Go back now"), Icon::Undo, Button::Kind::Secondary)),
      keep_(new Button(context.theme, tr("Keep these rules"), Icon::Check, Button::Kind::Primary))
{
    setObjectName(u"ipRules.bar"_s);
    build();
    PermissionGate::guard({preview_, apply_, revert_, keep_, back_}, context.session,
                          {hub::Permission::Administer, true});
    connect(preview_, &Button::clicked, this, &IpDraftBar::previewWanted);
    connect(apply_, &Button::clicked, this, &IpDraftBar::applyWanted);
    connect(revert_, &Button::clicked, &draft_, &IpRuleDraft::discard);
    connect(keep_, &Button::clicked, this, &IpDraftBar::keep);
    connect(back_, &Button::clicked, this, &IpDraftBar::goBack);
    hide();
}

void IpDraftBar::build()
{
    preview_->setObjectName(u"ipRules.preview"_s);
    revert_->setObjectName(u"ipRules.revert"_s);
    apply_->setObjectName(u"ipRules.apply"_s);
    back_->setObjectName(u"ipRules.goBack"_s);
    keep_->setObjectName(u"ipRules.keep"_s);
    text_->setObjectName(u"ipRules.affected"_s);
    revert_->setToolTip(tr("Throw the draft away; what counts stays as it is"));
    apply_->setToolTip(tr("Ctrl+Enter"));
    text_->setElide(Qt::ElideRight);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(mark_);
    row->addWidget(text_, 1);
    for (Button* button : {preview_, revert_, apply_, back_, keep_}) {
        row->addWidget(button);
    }
    body()->setContentsMargins(16, 9, 10, 9);
    body()->addLayout(row);
}

void IpDraftBar::sync()
{
    const bool waits = draft_.isUnconfirmed();
    const bool drafted = draft_.changes().count() > 0 && !waits;
    for (Button* button : {preview_, revert_, apply_}) {
        button->setVisible(drafted);
    }
    for (Button* button : {back_, keep_}) {
        button->setVisible(waits);
    }
    if (waits) {
        syncUnconfirmed();
    } else if (drafted) {
        syncDraft();
    }
    setVisible(waits || drafted);
}

void IpDraftBar::syncUnconfirmed()
{
    const bool online = context_.session.isOnline();
    const int left = draft_.secondsToGoBack();
    mark_->setStatus(Status::Warning, tr("New rules count"));
    text_->setText(!online ? tr("The hub does not answer this console. Unless confirmed, the rules "
                                "from before come back in %1 s.")
                                 .arg(left)
                           : tr("Unless you keep them, the rules from before come back in %1 s.")
                                 .arg(left));
    back_->setEnabled(online && !draft_.isBusy());
    keep_->setEnabled(online && !draft_.isBusy());
}

void IpDraftBar::syncDraft()
{
    const int count = draft_.changes().count();
    mark_->setStatus(Status::Warning, count == 1 ? tr("1 change not applied")
                                                 : tr("%1 changes not applied").arg(count));
    text_->setText(affected());
    const bool can = context_.session.isOnline() && !draft_.isSaving() && !draft_.isBusy();
    const bool known = draft_.preview().has_value();
    preview_->setEnabled(can && known);
    apply_->setEnabled(can && known);
    revert_->setEnabled(can);
}

QString IpDraftBar::affected() const
{
    const auto& preview = draft_.preview();
    if (!preview) {
        return draft_.isSaving() ? tr("Saving the draft…") : tr("Looking whom it affects…");
    }
    const QString devices = preview->cut == 0 ? tr("Affects nobody who is connected.")
                                              : tr("Affects %1 of %2 connected.")
                                                    .arg(countText(preview->cut),
                                                         countText(preview->connections));
    return IpPreviewDialog::locksOut(*preview) ? devices + u' ' + tr("It locks you out.") : devices;
}

void IpDraftBar::keep()
{
    keep_->setBusy(true);
    draft_.confirm([this](const ActResult& result) {
        keep_->setBusy(false);
        reportResult(context_, result);
    });
}

void IpDraftBar::goBack()
{
    back_->setBusy(true);
    draft_.goBack([this](const ActResult& result) {
        back_->setBusy(false);
        reportResult(context_, result);
    });
}

} // namespace deck
