#include "widgets/pages/device_access_card.h"

#include "widgets/dialogs/access_entry_dialog.h"
#include "widgets/dialogs/access_test_dialog.h"
#include "widgets/pages/permission_gate.h"
#include "widgets/pages/report_result.h"
#include "widgets/parts/button.h"
#include "widgets/parts/label.h"
#include "widgets/parts/status_mark.h"
#include "widgets/theme.h"

#include "models/access_editor.h"
#include "models/device_verdict.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

} // namespace

DeviceAccessCard::DeviceAccessCard(const PageContext& context)
    : Card(context.theme),
      context_(context),
      access_(new DeviceVerdict(context.session, this)),
      editor_(new AccessEditor(context.session, this)),
      verdict_(new StatusMark(context.theme, Status::Offline, {})),
      why_(new Label(context.theme, {}, TextStyle::Body, &Tokens::text2)),
      block_(new Button(context.theme, tr("Block…"), Icon::Ban, Button::Kind::Danger)),
      test_(new Button(context.theme, tr("Test…"), Icon::Search, Button::Kind::Secondary))
{
    setObjectName(u"device.access"_s);
    build();
    connect(access_, &DeviceVerdict::changed, this, &DeviceAccessCard::sync);
    connect(&context.session, &HubSession::stateChanged, this, &DeviceAccessCard::sync);
    PermissionGate::guard({block_}, context.session, {hub::Permission::Access, true});
    connect(block_, &Button::clicked, this, &DeviceAccessCard::toggleBlock);
    connect(test_, &Button::clicked, this, &DeviceAccessCard::openTest);
    sync();
}

void DeviceAccessCard::build()
{
    setTitle(tr("Access"));
    block_->setObjectName(u"device.block"_s);
    test_->setObjectName(u"device.test"_s);
    why_->setObjectName(u"device.why"_s);
    test_->setToolTip(tr("Each step of the decision, also for other addresses"));
    why_->setWordWrap(true);
    verdict_->setPill(true);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(block_);
    row->addWidget(test_);
    row->addStretch(1);
    body()->addWidget(verdict_, 0, Qt::AlignLeft);
    body()->addWidget(why_);
    body()->addLayout(row);
}

void DeviceAccessCard::setDevice(const QString& deviceId, const QString& address)
{
    deviceId_ = deviceId;
    address_ = address;
    access_->setDevice(deviceId, address);
    sync();
}

void DeviceAccessCard::sync()
{
    setVisible(context_.session.supports("access"));
    const auto& explanation = access_->explanation();
    const bool known = explanation.has_value();
    const bool allowed = known && explanation->allowed;
    verdict_->setStatus(!known ? Status::Offline : allowed ? Status::Online : Status::Blocked,
                        !known    ? tr("Not known")
                        : allowed ? tr("May connect")
                                  : tr("May not connect"));
    verdict_->updateGeometry();
    const QString why = access_->whyText();
    why_->setText(why);
    why_->setVisible(!why.isEmpty());
    const bool blocked = access_->ownBlock().has_value();
    block_->setText(blocked ? tr("Unblock") : tr("Block…"));
    block_->setKind(blocked ? Button::Kind::Secondary : Button::Kind::Danger);
    block_->setIconName(blocked ? Icon::Check : Icon::Ban);
    block_->updateGeometry();
    block_->setEnabled(known && context_.session.isOnline());
    test_->setEnabled(context_.session.isOnline());
}

void DeviceAccessCard::toggleBlock()
{
    if (access_->ownBlock()) {
        unblock();
        return;
    }
    auto* dialog = new AccessEntryDialog(context_.theme, context_.session, u"block"_s, window());
    dialog->setSuggestion(u"device"_s, deviceId_);
    connect(dialog, &AccessEntryDialog::saved, this, &DeviceAccessCard::finish);
    dialog->open();
}

void DeviceAccessCard::unblock()
{
    block_->setBusy(true);
    editor_->remove(*access_->ownBlock(), [this](const ActResult& result) {
        block_->setBusy(false);
        finish(result);
    });
}

void DeviceAccessCard::openTest()
{
    auto* dialog = new AccessTestDialog(context_.theme, context_.session, window());
    dialog->setQuestion(deviceId_, address_);
    dialog->open();
}

void DeviceAccessCard::finish(const ActResult& result)
{
    reportResult(context_, result);
}

} // namespace deck
