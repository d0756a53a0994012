// The keys of a device, masked: shown and copied one by one, with who used each last, and the steps to
// other keys. They are read from the hub when the dialog opens, which the hub records.
#pragma once

#include "widgets/parts/dialog.h"

#include "models/key_rollover.h"

namespace deck {

class CheckBox;
class CopyField;
class ErrorLine;
class FormRow;

/// GUI thread; must not outlive the session. Open it with open(); it deletes itself.
class DeviceKeysDialog final : public Dialog
{
    Q_OBJECT

public:
    DeviceKeysDialog(Theme& theme, HubSession& session, const QString& deviceId, QWidget* parent);

private:
    FormRow* addField(const QString& name, const QString& key, CopyField*& field);
    QWidget* buildSteps();
    Button* addStep(const QString& name,
                    const QString& key,
                    const QString& words,
                    KeyRollover::Step step);
    void take(const HubError& error, const DeviceKeys& keys);
    void showKeys(const DeviceKeys& keys);
    void sync();

    HubSession& session_;
    DeviceEditor* editor_;
    KeyRollover* rollover_;
    QString etag_;
    CopyField* primary_;
    CopyField* secondary_;
    CopyField* connectionString_;
    FormRow* primaryRow_;
    FormRow* secondaryRow_;
    QWidget* steps_;
    QList<Button*> stepButtons_;
    ErrorLine* refusal_; ///< of a step
    CheckBox* force_;
    ErrorLine* error_;   ///< of reading
};

} // namespace deck
