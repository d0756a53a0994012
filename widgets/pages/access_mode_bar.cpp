#include "widgets/pages/access_mode_bar.h"

#include "widgets/pages/permission_gate.h"
#include "widgets/pages/report_result.h"
#include "widgets/parts/banner.h"
#include "widgets/parts/button.h"
#include "widgets/parts/dialog.h"
#include "widgets/theme.h"

#include "models/access_editor.h"
#include "models/access_mode.h"
#include "models/texts.h"

#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

} // namespace

AccessModeBar::AccessModeBar(const PageContext& context)
    : context_(context),
      mode_(new AccessMode(context.session, this)),
      editor_(new AccessEditor(context.session, this)),
      banner_(new Banner(context.theme))
{
    setObjectName(u"access.mode"_s);
    banner_->setObjectName(u"access.mode.banner"_s);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(banner_);
    PermissionGate::guard({&banner_->action()}, context.session,
                          {hub::Permission::Administer, true});
    connect(mode_, &AccessMode::changed, this, &AccessModeBar::sync);
    connect(banner_, &Banner::actionTriggered, this, &AccessModeBar::askToSwitch);
    hide();
}

bool AccessModeBar::isAllowListOnly() const
{
    return mode_->isAllowListOnly();
}

void AccessModeBar::sync()
{
    setVisible(mode_->isKnown());
    const bool only = mode_->isAllowListOnly();
    const QString sentence =
        only ? tr("Mode: allow list only.") : tr("Mode: open.");
    if (shown_ != sentence && mode_->isKnown()) {
        shown_ = sentence;
        banner_->show(
            {.role = only ? Banner::Role::Warn : Banner::Role::Info,
             .sentence = sentence,
             .detail = only ? tr("Only devices about which the allow list has an entry get in.")
                            : tr("Every registered device that is not blocked gets in; the allow "
                                 "list decides nothing."),
             .action = only ? tr("Open to all…") : tr("Allow list only…"),
             .closable = false});
        Q_EMIT modeChanged();
    }
}

QString AccessModeBar::warning() const
{
    if (mode_->isAllowListOnly()) {
        return tr("Every registered device that is not blocked may connect again, whatever the "
                  "allow list says.");
    }
    const auto& health = context_.session.health();
    const quint64 connected = health ? health->connectedDevices : 0;
    return tr("Devices about which the allow list has no entry are disconnected at once and "
              "refused from then on. %1 connected now. Put everybody who is to stay on the "
              "allow list before.")
        .arg(connected == 1 ? tr("1 device is") : tr("%1 devices are").arg(countText(connected)));
}

void AccessModeBar::askToSwitch()
{
    const bool only = !mode_->isAllowListOnly();
    auto* dialog = new Dialog(context_.theme,
                              only ? tr("Let only the allow list in") : tr("Open to all devices"),
                              window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"dialog.accessMode"_s);
    dialog->setText(warning());
    Button* const cancel =
        dialog->addButton(tr("Cancel"), Button::Kind::Secondary, Dialog::Answer::Reject);
    dialog->addButton(only ? tr("Allow list only") : tr("Open to all"),
                      only ? Button::Kind::Danger : Button::Kind::Primary, Dialog::Answer::Accept)
        ->setObjectName(u"accessMode.accept"_s);
    dialog->setDefaultButton(cancel);
    connect(dialog, &QDialog::accepted, this, [this, only] { switchTo(only); });
    dialog->open();
}

void AccessModeBar::switchTo(bool allowListOnly)
{
    banner_->setActionBusy(true);
    editor_->setMode(allowListOnly, mode_->etag(), [this](const ActResult& result) {
        banner_->setActionBusy(false);
        mode_->refresh();
        reportResult(context_, result);
    });
}

} // namespace deck
