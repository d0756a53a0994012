// Devices from a file: choose or drop it, say what is to be done, see first what that would do with each row,
// then do it. What the hub said of each row can be saved.
#pragma once

#include "widgets/parts/dialog.h"

#include "models/device_import.h"

#include <QDateTime>

namespace deck {

class DataTable;
class DropZone;
class ErrorLine;
class Label;
class ProgressBar;
class Segmented;
class SelectField;
class TableCard;
class TextField;

/// GUI thread; must not outlive the session. Open it with open(); it deletes itself. Closing it while rows are
/// being imported ends that first.
class ImportDevicesDialog final : public Dialog
{
    Q_OBJECT

public:
    ImportDevicesDialog(Theme& theme, HubSession& session, QWidget* parent);

    /// As if somebody had chosen or dropped it.
    void takeFile(const QString& fileName);

    void reject() override;

Q_SIGNALS:
    void imported(); ///< rows were; the registry looks otherwise now

private:
    /// What a file was when it was checked: another one needs another check.
    struct Checked
    {
        QString fileName;
        qint64 size = -1;
        QDateTime changed;
        ImportMode mode{};
        bool operator==(const Checked&) const = default;
    };

    void nameParts();
    void build();
    QLayout* buildResults();
    void connectParts();
    void sync();
    void syncTexts();
    void syncButtons();
    QString summary() const;
    ImportMode mode() const;
    Checked present() const;
    bool isChecked() const;
    bool needsNumber() const;
    quint64 rowsToDo() const;
    void run(bool dryRun);
    void takeEnd();
    void chooseFile();
    void chooseResultFile();

    HubSession& session_;
    DeviceImport* import_;
    DropZone* file_;
    SelectField* mode_;
    Label* modeDetail_;
    QWidget* progressRow_;
    ProgressBar* bar_;
    Label* numbers_;
    Label* summary_;
    ErrorLine* error_;
    QWidget* results_;
    Segmented* which_;
    Button* save_;
    DataTable* table_;
    TableCard* card_;
    QWidget* numberRow_;
    TextField* number_;
    Button* cancel_;
    Button* check_;
    Button* importButton_;
    QString fileName_;
    Checked checked_;
};

} // namespace deck
