// The keys of a device, masked: shown and copied one by one. They are read from the hub when the
// dialog opens, which the hub records.
#pragma once

#include "widgets/parts/dialog.h"

#include "models/hub_session.h"

namespace deck {

class CopyField;
class DeviceEditor;
class ErrorLine;
struct DeviceKeys;

/// GUI thread; must not outlive the session. Open it with open(); it deletes itself.
class DeviceKeysDialog final : public Dialog
{
    Q_OBJECT

public:
    DeviceKeysDialog(Theme& theme, HubSession& session, const QString& deviceId, QWidget* parent);

private:
    CopyField* addField(const QString& name, const QString& key);
    void take(const HubError& error, const DeviceKeys& keys);

    DeviceEditor* editor_;
    CopyField* primary_;
    CopyField* secondary_;
    CopyField* connectionString_;
    ErrorLine* error_;
};

} // namespace deck
