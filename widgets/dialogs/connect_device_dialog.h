// Connect my device: an identity with a key, a snippet that runs as it is, and the first message.
#pragma once

#include "widgets/parts/dialog.h"

#include "models/first_device.h"

namespace deck {

class CopyField;
class IconView;
class Label;
class Preferences;
class Segmented;
class Spinner;
class TextArea;
class TextField;

/// GUI thread; must not outlive the session.
class ConnectDeviceDialog final : public Dialog
{
    Q_OBJECT

public:
    ConnectDeviceDialog(Theme& theme,
                        HubSession& session,
                        Preferences& preferences,
                        const QString& caFile,
                        QWidget* parent);

Q_SIGNALS:
    void telemetryWanted(); ///< the person wants to see what the device sends

private:
    void buildForm();
    void buildSnippet();
    QLayout* buildWaiting();
    void advance();
    void sync();
    void updateSnippet();
    void updateWaiting();
    void chooseLanguage(int index);

    Preferences& preferences_;
    FirstDevice device_;
    QWidget* form_;
    TextField* id_;
    QWidget* result_;
    CopyField* connectionString_;
    Segmented* languages_;
    TextArea* snippet_;
    Label* obstacle_;
    Button* copy_;
    Spinner* spinner_;
    IconView* mark_;
    Label* waiting_;
    Button* close_;
    Button* create_;
};

} // namespace deck
