#include "widgets/dialogs/device_keys_dialog.h"

#include "widgets/metrics.h"
#include "widgets/parts/check_box.h"
#include "widgets/parts/copy_field.h"
#include "widgets/parts/divider.h"
#include "widgets/parts/error_line.h"
#include "widgets/parts/form_row.h"
#include "widgets/parts/label.h"
#include "widgets/theme.h"

#include "models/act_result.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kWidth = 600;
constexpr int kStepButtonWidth = 170;

} // namespace

DeviceKeysDialog::DeviceKeysDialog(Theme& theme,
                                   HubSession& session,
                                   const QString& deviceId,
                                   QWidget* parent)
    : Dialog(theme, tr("Keys of %1").arg(deviceId), parent),
      session_(session),
      editor_(new DeviceEditor(session, this)),
      rollover_(new KeyRollover(session, deviceId, this)),
      refusal_(new ErrorLine(theme)),
      force_(new CheckBox(theme, tr("Do it all the same: who uses the key is disconnected"))),
      error_(new ErrorLine(theme))
{
    setObjectName(u"dialog.deviceKeys"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setCardWidth(kWidth);
    setText(tr("Whoever has one of them can be this device. What is copied leaves the clipboard "
               "in a minute; that the keys were read is in the audit log."));
    primaryRow_ = addField(tr("Primary key"), u"deviceKeys.primary"_s, primary_);
    secondaryRow_ = addField(tr("Secondary key"), u"deviceKeys.secondary"_s, secondary_);
    addField(tr("Connection string"), u"deviceKeys.connectionString"_s, connectionString_);
    body()->addWidget(error_);
    steps_ = buildSteps();
    body()->addWidget(steps_);
    setDefaultButton(addButton(tr("Close"), Button::Kind::Secondary, Answer::Reject));
    connect(rollover_, &KeyRollover::changed, this, &DeviceKeysDialog::sync);
    connect(rollover_, &KeyRollover::stepped, this, &DeviceKeysDialog::showKeys);
    editor_->fetchKeys(deviceId, [this](const HubError& error, const DeviceKeys& keys) {
        take(rightsError(session_, error), keys);
    });
    rollover_->readUse();
    sync();
}

FormRow* DeviceKeysDialog::addField(const QString& name, const QString& key, CopyField*& field)
{
    field = new CopyField(theme(), name);
    field->setObjectName(key);
    field->setSecret(true);
    field->setEnabled(false);
    auto* row = new FormRow(theme(), name, field);
    body()->addWidget(row);
    return row;
}

QWidget* DeviceKeysDialog::buildSteps()
{
    using Step = KeyRollover::Step;
    auto* steps = new QWidget;
    steps->setObjectName(u"deviceKeys.steps"_s);
    auto* column = new QVBoxLayout(steps);
    column->setContentsMargins(0, 8, 0, 0);
    column->setSpacing(10);
    steps_ = steps;
    column->addWidget(new Divider(theme()));
    column->addWidget(new Label(theme(), tr("To other keys, without cutting the device off"),
                                TextStyle::BodyStrong));
    stepButtons_ << addStep(tr("1  New secondary"), u"deviceKeys.newSecondary"_s,
                            tr("Makes the secondary key anew. Give it to the device, and wait "
                               "until it has used it."),
                            Step::NewSecondary)
                 << addStep(tr("2  Swap"), u"deviceKeys.swap"_s,
                            tr("The two change places. Both stay good; the old key is the "
                               "secondary one then."),
                            Step::Swap)
                 << addStep(tr("3  Retire"), u"deviceKeys.retire"_s,
                            tr("Makes the secondary key anew once more: the old one is good no "
                               "more."),
                            Step::Retire);
    refusal_->setObjectName(u"deviceKeys.refusal"_s);
    force_->setObjectName(u"deviceKeys.force"_s);
    column->addWidget(refusal_);
    column->addWidget(force_);
    return steps;
}

Button* DeviceKeysDialog::addStep(const QString& name,
                                  const QString& key,
                                  const QString& words,
                                  KeyRollover::Step step)
{
    auto* button = new Button(theme(), name, Button::Kind::Secondary);
    button->setObjectName(key);
    button->setFixedWidth(kStepButtonWidth);
    auto* explanation = new Label(theme(), words, TextStyle::Body, &Tokens::text2);
    explanation->setWordWrap(true);
    auto* row = new QHBoxLayout;
    row->setSpacing(kCardGap);
    row->addWidget(button, 0, Qt::AlignTop);
    row->addWidget(explanation, 1);
    static_cast<QVBoxLayout*>(steps_->layout())->addLayout(row);
    connect(button, &Button::clicked, this, [this, step] {
        rollover_->take(step, etag_, rollover_->isInUse() && force_->isChecked());
    });
    return button;
}

void DeviceKeysDialog::take(const HubError& error, const DeviceKeys& keys)
{
    error_->setText((error.message + u' ' + error.remedy).trimmed());
    if (!error.isError() && keys.primary.isEmpty()) {
        const QString refusal = session_.identity().refusal({hub::Permission::Keys});
        error_->setText(!refusal.isEmpty()
                            ? refusal
                            : tr("This device has no keys; it signs in with a certificate."));
    }
    showKeys(keys);
}

void DeviceKeysDialog::showKeys(const DeviceKeys& keys)
{
    etag_ = keys.etag;
    primary_->setValue(keys.primary);
    secondary_->setValue(keys.secondary);
    connectionString_->setValue(keys.connectionString);
    for (CopyField* field : {primary_, secondary_, connectionString_}) {
        field->setEnabled(!field->value().isEmpty());
    }
    force_->setChecked(false); // asked anew for every key
    sync();
}

/// Hubs that do not note who uses a key have no steps either.
void DeviceKeysDialog::sync()
{
    const auto& use = rollover_->use();
    const HubError& error = rollover_->error();
    steps_->setVisible(use.has_value() && !primary_->value().isEmpty());
    if (use) {
        primaryRow_->setHelp(keyUseText(use->uses.primary));
        secondaryRow_->setHelp(keyUseText(use->uses.secondary));
    }
    for (Button* button : stepButtons_) {
        button->setEnabled(!rollover_->isBusy());
    }
    refusal_->setText((error.message + u' ' + error.remedy).trimmed());
    force_->setVisible(rollover_->isInUse());
}

} // namespace deck
