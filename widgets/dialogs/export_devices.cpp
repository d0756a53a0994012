#include "widgets/dialogs/export_devices.h"

#include "widgets/metrics.h"
#include "widgets/pages/permission_gate.h"
#include "widgets/parts/check_box.h"
#include "widgets/parts/error_line.h"
#include "widgets/parts/form_row.h"
#include "widgets/parts/label.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/spinner.h"
#include "widgets/theme.h"

#include "models/device_export.h"
#include "models/texts.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kMostConditionChars = 160;
enum Which { kShown, kAll };

} // namespace

ExportDevicesDialog::ExportDevicesDialog(Theme& theme,
                                         HubSession& session,
                                         const DeviceQuestion& question,
                                         std::optional<quint64> shown,
                                         QWidget* parent)
    : Dialog(theme, tr("Export devices"), parent),
      session_(session),
      question_(question),
      export_(new DeviceExport(session, this)),
      which_(new Segmented(theme, tr("Which devices"))),
      whichDetail_(new Label(theme, {}, TextStyle::Caption, &Tokens::text2)),
      format_(new Segmented(theme, tr("Format"))),
      formatDetail_(new Label(theme, {}, TextStyle::Caption, &Tokens::text2)),
      keys_(new CheckBox(theme, tr("With their keys"))),
      warning_(new Label(theme,
                         tr("Whoever has the file can sign in as each of these devices. It is "
                            "readable for you alone; keep it so. The audit log records that the "
                            "keys were read."),
                         TextStyle::Caption, &Tokens::warn)),
      progress_(new QWidget),
      numbers_(new Label(theme, {}, TextStyle::Body)),
      done_(new Label(theme, {}, TextStyle::Body)),
      error_(new ErrorLine(theme)),
      cancel_(addButton(tr("Cancel"), Button::Kind::Secondary, Answer::Reject)),
      choose_(addButton(tr("Choose file…"), Button::Kind::Primary, Answer::None))
{
    setObjectName(u"dialog.exportDevices"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setText(tr("The file can be imported again, here or into another hub."));
    build(shown);
    connectParts();
    setDefaultButton(choose_);
    sync();
}

void ExportDevicesDialog::build(std::optional<quint64> shown)
{
    which_->setObjectName(u"export.which"_s);
    format_->setObjectName(u"export.format"_s);
    keys_->setObjectName(u"export.keys"_s);
    warning_->setObjectName(u"export.warning"_s);
    numbers_->setObjectName(u"export.numbers"_s);
    done_->setObjectName(u"export.done"_s);
    error_->setObjectName(u"export.error"_s);
    choose_->setObjectName(u"export.choose"_s);
    cancel_->setObjectName(u"export.cancel"_s);
    which_->addSegment(shown ? tr("Shown %1").arg(countText(*shown)) : tr("Shown"));
    which_->addSegment(tr("All devices"));
    which_->setEnabled(!conditionOf(question_).isEmpty());
    which_->setCurrent(which_->isEnabled() ? kShown : kAll);
    format_->addSegment(tr("CSV"));
    format_->addSegment(tr("JSON Lines"));
    for (Label* const label : {whichDetail_, formatDetail_, warning_, done_}) {
        label->setWordWrap(true);
    }
    done_->setSelectable(true);
    PermissionGate::guard({keys_}, session_, {hub::Permission::Keys});
    auto* row = new QHBoxLayout(progress_);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(10);
    row->addWidget(new Spinner(theme(), kButtonIcon));
    row->addWidget(numbers_, 1);
    body()->addWidget(new FormRow(theme(), tr("Which"), which_));
    body()->addWidget(whichDetail_);
    body()->addWidget(new FormRow(theme(), tr("As"), format_));
    body()->addWidget(formatDetail_);
    body()->addWidget(keys_, 0, Qt::AlignLeft);
    body()->addWidget(warning_);
    body()->addWidget(progress_);
    body()->addWidget(done_);
    body()->addWidget(error_);
}

void ExportDevicesDialog::connectParts()
{
    connect(which_, &Segmented::currentChanged, this, &ExportDevicesDialog::sync);
    connect(format_, &Segmented::currentChanged, this, &ExportDevicesDialog::sync);
    connect(keys_, &CheckBox::toggled, this, &ExportDevicesDialog::sync);
    connect(choose_, &Button::clicked, this, &ExportDevicesDialog::chooseFile);
    connect(export_, &DeviceExport::changed, this, &ExportDevicesDialog::sync);
    connect(export_, &DeviceExport::finished, this, &ExportDevicesDialog::take);
}

void ExportDevicesDialog::sync()
{
    const bool runs = export_->isRunning();
    whichDetail_->setText(plainLine(conditionOf(question_), kMostConditionChars));
    whichDetail_->setVisible(which_->current() == kShown);
    formatDetail_->setText(format_->current() == 0
                               ? tr("A row for each device, its tags in columns: for spreadsheets.")
                               : tr("An identity on each line, as the registry has it: for programs."));
    warning_->setVisible(keys_->isChecked());
    progress_->setVisible(runs);
    numbers_->setText(tr("%1 devices  ·  %2")
                          .arg(countText(export_->devices()), bytesText(export_->bytes())));
    which_->setEnabled(!runs && !conditionOf(question_).isEmpty());
    format_->setEnabled(!runs);
    keys_->setEnabled(!runs);
    choose_->setEnabled(!runs);
    cancel_->setText(runs ? tr("Cancel export") : done_->text().isEmpty() ? tr("Cancel") : tr("Close"));
    done_->setVisible(!runs && !done_->text().isEmpty());
    cancel_->updateGeometry();
}

void ExportDevicesDialog::chooseFile()
{
    const QString ending = format_->current() == 0 ? u"csv"_s : u"jsonl"_s;
    auto* dialog = new QFileDialog(this, tr("Export devices"), {},
                                   format_->current() == 0 ? tr("CSV (*.csv)")
                                                           : tr("JSON Lines (*.jsonl)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"dialog.exportFile"_s);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(ending);
    dialog->selectFile(u"devices."_s + ending);
    connect(dialog, &QFileDialog::fileSelected, this, &ExportDevicesDialog::exportTo);
    dialog->open();
}

void ExportDevicesDialog::exportTo(const QString& fileName)
{
    error_->setText({});
    done_->setText({});
    DeviceExportChoice choice;
    choice.format = format_->current() == 0 ? DeviceFileFormat::Csv : DeviceFileFormat::JsonLines;
    choice.condition = which_->current() == kShown ? conditionOf(question_) : QString();
    choice.keys = keys_->isChecked();
    export_->start(choice, fileName);
}

void ExportDevicesDialog::take(const ActResult& result)
{
    done_->setText(result.ok() ? result.text : QString());
    error_->setText(result.ok() ? QString() : result.text);
    sync();
}

/// A running export is ended first; the dialog stays, to say so.
void ExportDevicesDialog::reject()
{
    if (export_->isRunning()) {
        export_->cancel();
    } else {
        Dialog::reject();
    }
}

} // namespace deck
