// Devices into a file: which ones, as what, with keys or without; then how far it is, and a way to end it.
#pragma once

#include "widgets/parts/dialog.h"

#include "models/bulk_target.h"

namespace deck {

class CheckBox;
class DeviceExport;
class ErrorLine;
class HubSession;
class Label;
class Segmented;
class Spinner;
struct ActResult;

/// GUI thread; must not outlive the session. Open it with open(); it deletes itself. Closing it ends the export.
class ExportDevicesDialog final : public Dialog
{
    Q_OBJECT

public:
    /// question: what the list shows. shown: how many that are; nothing: not counted.
    ExportDevicesDialog(Theme& theme,
                        HubSession& session,
                        const DeviceQuestion& question,
                        std::optional<quint64> shown,
                        QWidget* parent);

    /// As if somebody had chosen it.
    void exportTo(const QString& fileName);

    void reject() override;

private:
    void build(std::optional<quint64> shown);
    void connectParts();
    void sync();
    void chooseFile();
    void take(const ActResult& result);

    HubSession& session_;
    const DeviceQuestion question_;
    DeviceExport* export_;
    Segmented* which_;
    Label* whichDetail_;
    Segmented* format_;
    Label* formatDetail_;
    CheckBox* keys_;
    Label* warning_;
    QWidget* progress_;
    Label* numbers_;
    Label* done_;
    ErrorLine* error_;
    Button* cancel_;
    Button* choose_;
};

} // namespace deck
