#include "widgets/pages/device_actions.h"

#include "widgets/pages/permission_gate.h"
#include "widgets/parts/button.h"
#include "widgets/dialogs/device_keys_dialog.h"
#include "widgets/parts/dialog.h"
#include "widgets/parts/form_row.h"
#include "widgets/parts/switch.h"
#include "widgets/parts/text_field.h"
#include "widgets/parts/toast_stack.h"
#include "widgets/secret_clipboard.h"
#include "widgets/theme.h"

#include "models/device_editor.h"

#include <QLineEdit>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kMostReasonChars = 128; ///< of a status reason

} // namespace

DeviceActions::DeviceActions(const PageContext& context, const QString& name, QWidget* parent)
    : QObject(parent),
      context_(context),
      host_(parent),
      editor_(new DeviceEditor(context.session, this)),
      connectionString_(new Button(context.theme, tr("Connection string"), Icon::Copy,
                                   Button::Kind::Secondary, parent)),
      keys_(new Button(context.theme, tr("Keys…"), Icon::Key, Button::Kind::Secondary, parent)),
      enabled_(new Button(context.theme, tr("Disable…"), Icon::Ban, Button::Kind::Danger, parent)),
      remove_(new Button(context.theme, tr("Delete…"), Icon::Trash, Button::Kind::Danger, parent))
{
    connectionString_->setObjectName(name + u".connectionString"_s);
    keys_->setObjectName(name + u".keys"_s);
    enabled_->setObjectName(name + u".enabled"_s);
    remove_->setObjectName(name + u".delete"_s);
    PermissionGate::guard({connectionString_, keys_}, context.session, {hub::Permission::Keys});
    PermissionGate::guard({enabled_, remove_}, context.session, {hub::Permission::Operate});
    connect(connectionString_, &Button::clicked, this, &DeviceActions::copyConnectionString);
    connect(keys_, &Button::clicked, this, &DeviceActions::openKeys);
    connect(enabled_, &Button::clicked, this, &DeviceActions::toggleEnabled);
    connect(remove_, &Button::clicked, this, &DeviceActions::askRemove);
}

void DeviceActions::setDevice(const hub::api::Device& device)
{
    device_ = device;
    enabled_->setText(device_.enabled ? tr("Disable…") : tr("Enable"));
    enabled_->setKind(device_.enabled ? Button::Kind::Danger : Button::Kind::Secondary);
    enabled_->setIconName(device_.enabled ? Icon::Ban : Icon::Check);
    connectionString_->setVisible(device_.authType == "sas");
    keys_->setVisible(device_.authType == "sas");
}

QString DeviceActions::deviceId() const
{
    return QString::fromStdString(device_.deviceId);
}

void DeviceActions::toggleEnabled()
{
    device_.enabled ? askReason() : setEnabled(true, {});
}

void DeviceActions::askReason()
{
    auto* dialog =
        new Dialog(context_.theme, tr("Disable %1").arg(deviceId()), host_->window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"dialog.disable"_s);
    dialog->setText(tr("It is disconnected at once and may not connect until it is enabled again. "
                       "What is stored of it stays."));
    auto* reason = new TextField(context_.theme, tr("Reason"));
    reason->setObjectName(u"disable.reason"_s);
    reason->setPlaceholder(tr("For whoever looks next"));
    reason->edit()->setMaxLength(kMostReasonChars);
    dialog->body()->addWidget(new FormRow(context_.theme, tr("Reason"), reason));
    dialog->addButton(tr("Cancel"), Button::Kind::Secondary, Dialog::Answer::Reject);
    dialog->addButton(tr("Disable"), Button::Kind::Danger, Dialog::Answer::Accept)
        ->setObjectName(u"disable.accept"_s);
    dialog->setFirstFocus(reason->edit());
    connect(dialog, &QDialog::accepted, this,
            [this, reason] { setEnabled(false, reason->text().trimmed()); });
    dialog->open();
}

void DeviceActions::openKeys()
{
    (new DeviceKeysDialog(context_.theme, context_.session, deviceId(), host_->window()))->open();
}

void DeviceActions::setEnabled(bool enable, const QString& reason)
{
    const QString id = deviceId();
    enabled_->setBusy(true);
    editor_->setEnabled(id, enable, reason, [this, enable, id](const HubError& error) {
        enabled_->setBusy(false);
        if (error.isError()) {
            report(error.message, true);
            return;
        }
        report(enable ? tr("%1 may connect again").arg(id)
                      : tr("%1 is disabled and disconnected").arg(id),
               false);
        Q_EMIT changed();
    });
}

void DeviceActions::copyConnectionString()
{
    connectionString_->setBusy(true);
    editor_->fetchConnectionString(
        deviceId(), [this](const HubError& error, const QString& secret) {
            connectionString_->setBusy(false);
            if (error.isError() || secret.isEmpty()) {
                report(error.isError() ? error.message : tr("This device has no key"), true);
                return;
            }
            copySecret(secret);
            report(tr("Connection string copied; it leaves the clipboard in a minute"), false);
        });
}

void DeviceActions::askRemove()
{
    const QString id = deviceId();
    auto* dialog = new Dialog(context_.theme, tr("Delete %1").arg(id), host_->window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"dialog.delete"_s);
    dialog->setText(tr("Its keys stop working at once and it is disconnected. "
                       "This cannot be undone."));
    auto* history = new Switch(context_.theme, tr("Delete its telemetry too"));
    history->setCheckable(true);
    dialog->body()->addWidget(history);
    Button* const cancel =
        dialog->addButton(tr("Cancel"), Button::Kind::Secondary, Dialog::Answer::Reject);
    dialog->addButton(tr("Delete device"), Button::Kind::Danger, Dialog::Answer::Accept)
        ->setObjectName(u"dialog.delete.accept"_s);
    dialog->setDefaultButton(cancel);
    connect(dialog, &QDialog::accepted, this,
            [this, id, history] { removeNow(id, history->isChecked()); });
    dialog->open();
}

void DeviceActions::removeNow(const QString& id, bool eraseHistory)
{
    editor_->remove(id, eraseHistory, [this, id](const HubError& error) {
        report(error.isError() ? error.message : tr("%1 is deleted").arg(id), error.isError());
        if (!error.isError()) {
            Q_EMIT removed();
        }
    });
}

void DeviceActions::report(const QString& sentence, bool failed)
{
    context_.toasts.add({.text = sentence,
                         .icon = failed ? Icon::Error : Icon::Check,
                         .iconColor = failed ? &Tokens::bad : &Tokens::ok});
}

} // namespace deck
