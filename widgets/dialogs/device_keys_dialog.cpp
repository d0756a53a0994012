#include "widgets/dialogs/device_keys_dialog.h"

#include "widgets/parts/copy_field.h"
#include "widgets/parts/error_line.h"
#include "widgets/parts/form_row.h"
#include "widgets/theme.h"

#include "models/act_result.h"
#include "models/device_editor.h"

#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kWidth = 560;

} // namespace

DeviceKeysDialog::DeviceKeysDialog(Theme& theme,
                                   HubSession& session,
                                   const QString& deviceId,
                                   QWidget* parent)
    : Dialog(theme, tr("Keys of %1").arg(deviceId), parent),
      editor_(new DeviceEditor(session, this)),
      error_(new ErrorLine(theme))
{
    setObjectName(u"dialog.deviceKeys"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setCardWidth(kWidth);
    setText(tr("Whoever has one of them can be this device. What is copied leaves the clipboard "
               "in a minute; that the keys were read is in the audit log."));
    primary_ = addField(tr("Primary key"), u"deviceKeys.primary"_s);
    secondary_ = addField(tr("Secondary key"), u"deviceKeys.secondary"_s);
    connectionString_ = addField(tr("Connection string"), u"deviceKeys.connectionString"_s);
    body()->addWidget(error_);
    setDefaultButton(addButton(tr("Close"), Button::Kind::Secondary, Answer::Reject));
    editor_->fetchKeys(deviceId, [this, &session](const HubError& error, const DeviceKeys& keys) {
        take(rightsError(session, error), keys);
    });
}

CopyField* DeviceKeysDialog::addField(const QString& name, const QString& key)
{
    auto* field = new CopyField(theme(), name);
    field->setObjectName(key);
    field->setSecret(true);
    field->setEnabled(false);
    body()->addWidget(new FormRow(theme(), name, field));
    return field;
}

void DeviceKeysDialog::take(const HubError& error, const DeviceKeys& keys)
{
    error_->setText((error.message + u' ' + error.remedy).trimmed());
    const bool none = !error.isError() && keys.primary.isEmpty();
    if (none) {
        error_->setText(tr("This device has no keys; it signs in with a certificate."));
    }
    primary_->setValue(keys.primary);
    secondary_->setValue(keys.secondary);
    connectionString_->setValue(keys.connectionString);
    for (CopyField* field : {primary_, secondary_, connectionString_}) {
        field->setEnabled(!field->value().isEmpty());
    }
}

} // namespace deck
