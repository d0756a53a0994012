#include "widgets/dialogs/import_devices.h"

#include "widgets/dialogs/bulk_dialog.h"
#include "widgets/metrics.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/drop_zone.h"
#include "widgets/parts/error_line.h"
#include "widgets/parts/form_row.h"
#include "widgets/parts/label.h"
#include "widgets/parts/progress_bar.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/select_field.h"
#include "widgets/parts/status_mark.h"
#include "widgets/parts/table_card.h"
#include "widgets/parts/text_field.h"
#include "widgets/theme.h"

#include "models/device_export.h"
#include "models/texts.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <array>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kWidth = 680;
constexpr int kTableHeight = 184;

struct Mode
{
    ImportMode mode;
    const char* text;
    const char* detail;
};
constexpr std::array<Mode, 4> kModes{
    {{ImportMode::CreateOrUpdate, QT_TRANSLATE_NOOP("ImportDevicesDialog", "Create and update"),
      QT_TRANSLATE_NOOP("ImportDevicesDialog",
                        "New devices are created, others get what the row says.")},
     {ImportMode::Create, QT_TRANSLATE_NOOP("ImportDevicesDialog", "Create only"),
      QT_TRANSLATE_NOOP("ImportDevicesDialog",
                        "Rows of devices that are there already are refused.")},
     {ImportMode::Update, QT_TRANSLATE_NOOP("ImportDevicesDialog", "Update only"),
      QT_TRANSLATE_NOOP("ImportDevicesDialog", "Rows of devices that are not there are refused.")},
     {ImportMode::Delete, QT_TRANSLATE_NOOP("ImportDevicesDialog", "Delete"),
      QT_TRANSLATE_NOOP("ImportDevicesDialog",
                        "The devices that the rows name are deleted. This cannot be undone.")}}};

Status statusAt(const QModelIndex& index)
{
    return index.data(ImportVerdicts::RefusedRole).toBool() ? Status::Failed : Status::Online;
}

} // namespace

ImportDevicesDialog::ImportDevicesDialog(Theme& theme, HubSession& session, QWidget* parent)
    : Dialog(theme, tr("Import devices"), parent),
      session_(session),
      import_(new DeviceImport(session, this)),
      file_(new DropZone(theme, tr("Drop a CSV or JSON Lines file here, or click to choose one"))),
      mode_(new SelectField(theme, tr("What to do"))),
      modeDetail_(new Label(theme, {}, TextStyle::Caption, &Tokens::text2)),
      progressRow_(new QWidget),
      bar_(new ProgressBar(theme)),
      numbers_(new Label(theme, {}, TextStyle::Caption, &Tokens::text2)),
      summary_(new Label(theme, {}, TextStyle::BodyStrong)),
      error_(new ErrorLine(theme)),
      results_(new QWidget),
      which_(new Segmented(theme, tr("Which rows"))),
      save_(new Button(theme, tr("Save results…"), Icon::Download, Button::Kind::Secondary)),
      table_(new DataTable(theme, tr("Rows of the file"))),
      card_(new TableCard(theme, table_)),
      number_(new TextField(theme, tr("Number of rows"))),
      cancel_(addButton(tr("Cancel"), Button::Kind::Secondary, Answer::Reject)),
      check_(addButton(tr("Check"), Button::Kind::Primary, Answer::None)),
      importButton_(addButton(tr("Import"), Button::Kind::Primary, Answer::None))
{
    setObjectName(u"dialog.importDevices"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setCardWidth(kWidth);
    setText(tr("Columns and members are those that an export has. Each row is checked first; nothing "
               "changes before you have seen what would."));
    nameParts();
    build();
    connectParts();
    setFirstFocus(file_);
    sync();
}

void ImportDevicesDialog::nameParts()
{
    file_->setObjectName(u"import.file"_s);
    mode_->setObjectName(u"import.mode"_s);
    bar_->setObjectName(u"import.bar"_s);
    numbers_->setObjectName(u"import.numbers"_s);
    summary_->setObjectName(u"import.summary"_s);
    error_->setObjectName(u"import.error"_s);
    which_->setObjectName(u"import.which"_s);
    save_->setObjectName(u"import.save"_s);
    table_->setObjectName(u"import.table"_s);
    number_->setObjectName(u"import.number"_s);
    cancel_->setObjectName(u"import.cancel"_s);
    check_->setObjectName(u"import.check"_s);
    importButton_->setObjectName(u"import.import"_s);
}

void ImportDevicesDialog::build()
{
    for (const Mode& mode : kModes) {
        mode_->addItem(tr(mode.text));
    }
    modeDetail_->setWordWrap(true);
    summary_->setWordWrap(true);
    numberRow_ = new FormRow(theme(), tr("Type the number of rows to go on"), number_);
    auto* progress = new QVBoxLayout(progressRow_);
    progress->setContentsMargins(0, 0, 0, 0);
    progress->setSpacing(6);
    progress->addWidget(bar_);
    progress->addWidget(numbers_);
    auto* results = new QVBoxLayout(results_);
    results->setContentsMargins(0, 0, 0, 0);
    results->setSpacing(8);
    results->addLayout(buildResults());
    results->addWidget(card_);
    body()->addWidget(file_);
    body()->addWidget(new FormRow(theme(), tr("What to do"), mode_));
    body()->addWidget(modeDetail_);
    body()->addWidget(progressRow_);
    body()->addWidget(summary_);
    body()->addWidget(error_);
    body()->addWidget(results_);
    body()->addWidget(numberRow_);
}

QLayout* ImportDevicesDialog::buildResults()
{
    which_->addSegment(tr("All rows"));
    which_->addSegment(tr("Refused"));
    table_->setModel(&import_->verdicts());
    table_->setColumns({{.style = CellStyle::Secondary, .width = 68, .align = Qt::AlignRight},
                        {.style = CellStyle::Mono, .width = 150},
                        {.style = CellStyle::Status, .width = 138},
                        {.style = CellStyle::Secondary, .width = 140, .stretch = true}});
    table_->setStatusOf(statusAt);
    table_->setCompact(true);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    card_->setFixedHeight(kTableHeight);
    card_->setBackdrop(&Tokens::raised);
    save_->setToolTip(tr("What the hub said of each row, as CSV"));
    auto* row = new QHBoxLayout;
    row->addWidget(which_);
    row->addStretch(1);
    row->addWidget(save_);
    return row;
}

void ImportDevicesDialog::connectParts()
{
    connect(file_, &DropZone::clicked, this, &ImportDevicesDialog::chooseFile);
    connect(file_, &DropZone::dropped, this, &ImportDevicesDialog::takeFile);
    connect(mode_, &QComboBox::currentIndexChanged, this, &ImportDevicesDialog::sync);
    connect(number_, &TextField::textChanged, this, &ImportDevicesDialog::syncButtons);
    connect(which_, &Segmented::currentChanged, this, [this](int which) {
        import_->verdicts().setShowsRefused(which == 1);
        sync();
    });
    connect(save_, &Button::clicked, this, &ImportDevicesDialog::chooseResultFile);
    connect(check_, &Button::clicked, this, [this] { run(true); });
    connect(importButton_, &Button::clicked, this, [this] { run(false); });
    connect(import_, &DeviceImport::changed, this, &ImportDevicesDialog::sync);
    connect(import_, &DeviceImport::finished, this, &ImportDevicesDialog::takeEnd);
}

ImportMode ImportDevicesDialog::mode() const
{
    return kModes[std::size_t(mode_->currentIndex())].mode;
}

ImportDevicesDialog::Checked ImportDevicesDialog::present() const
{
    const QFileInfo file(fileName_);
    return {fileName_, file.size(), file.lastModified(), mode()};
}

/// This file, as it is now, with this mode.
bool ImportDevicesDialog::isChecked() const
{
    return !fileName_.isEmpty() && !import_->isRunning() && checked_ == present();
}

quint64 ImportDevicesDialog::rowsToDo() const
{
    const ImportCounts& c = import_->counts();
    return c.created + c.updated + c.deleted;
}

bool ImportDevicesDialog::needsNumber() const
{
    return isChecked() && mode() == ImportMode::Delete && rowsToDo() >= BulkDialog::kTypeFrom;
}

void ImportDevicesDialog::takeFile(const QString& fileName)
{
    if (import_->isRunning()) {
        return;
    }
    fileName_ = fileName;
    const QFileInfo file(fileName);
    const bool isCsv = formatOfFile(fileName) == DeviceFileFormat::Csv;
    file_->setFile(file.fileName(), (isCsv ? tr("CSV") : tr("JSON Lines")) + u"  ·  "_s +
                                        bytesText(quint64(file.size())));
    checked_ = {};
    error_->setText({});
    sync();
    check_->setFocus(Qt::OtherFocusReason);
}

void ImportDevicesDialog::run(bool dryRun)
{
    if (fileName_.isEmpty() || import_->isRunning() || (!dryRun && !isChecked())) {
        return;
    }
    checked_ = dryRun ? present() : Checked();
    error_->setText({});
    number_->setText({});
    which_->setCurrent(0);
    import_->start({.fileName = fileName_,
                    .format = formatOfFile(fileName_),
                    .mode = mode(),
                    .dryRun = dryRun});
}

void ImportDevicesDialog::takeEnd()
{
    const bool isWhole = import_->state() == DeviceImport::State::Done;
    if (!isWhole) {
        checked_ = {};
    }
    error_->setText(import_->complaint());
    which_->setCurrent(import_->counts().refused > 0 ? 1 : 0);
    if (!import_->choice().dryRun && import_->counts().rows > 0) {
        Q_EMIT imported();
    }
    sync();
    const bool goesOn = importButton_->isEnabled() && mode() != ImportMode::Delete;
    setDefaultButton(goesOn ? importButton_ : cancel_);
    (goesOn ? importButton_ : cancel_)->setFocus(Qt::OtherFocusReason); // the one that was pressed is closed
}

void ImportDevicesDialog::sync()
{
    const bool runs = import_->isRunning();
    const bool hasRows = import_->counts().rows > 0;
    file_->setEnabled(!runs);
    mode_->setEnabled(!runs);
    modeDetail_->setText(tr(kModes[std::size_t(mode_->currentIndex())].detail));
    modeDetail_->setColor(mode() == ImportMode::Delete ? &Tokens::bad : &Tokens::text2);
    progressRow_->setVisible(runs);
    summary_->setVisible(!runs && hasRows);
    results_->setVisible(hasRows);
    numberRow_->setVisible(needsNumber());
    number_->setPlaceholder(countText(rowsToDo()));
    syncTexts();
    syncButtons();
}

void ImportDevicesDialog::syncTexts()
{
    const ImportCounts& c = import_->counts();
    bar_->setFractions(import_->fraction());
    QString numbers = (import_->choice().dryRun ? tr("Checking: %1 of %2 sent")
                                                : tr("Importing: %1 of %2 sent"))
                          .arg(bytesText(quint64(import_->sent())), bytesText(quint64(import_->size())));
    if (c.rows > 0) {
        numbers += tr("  ·  %1 rows answered, %2 refused  ·  %3/s")
                       .arg(countText(c.rows), countText(c.refused), rateText(import_->perSecond()));
    }
    numbers_->setText(numbers);
    summary_->setText(summary());
    which_->setSegmentText(0, tr("All rows %1").arg(countText(c.rows)));
    which_->setSegmentText(1, tr("Refused %1").arg(countText(c.refused)));
    card_->setFooter(import_->verdicts().isCut()
                         ? tr("The first %1; all of them are in the saved results")
                               .arg(countText(ImportVerdicts::kMostShown))
                         : QString());
    card_->setFooterVisible(import_->verdicts().isCut());
}

/// "Would create 12, update 3, leave 100 as they are and refuse 2 of 117 rows."
QString ImportDevicesDialog::summary() const
{
    const ImportCounts& c = import_->counts();
    const bool dry = import_->choice().dryRun;
    QStringList parts;
    const auto add = [&parts](quint64 count, const QString& text) {
        if (count > 0) {
            parts << text.arg(countText(count));
        }
    };
    add(c.created, dry ? tr("%1 would be created") : tr("%1 created"));
    add(c.updated, dry ? tr("%1 would be updated") : tr("%1 updated"));
    add(c.deleted, dry ? tr("%1 would be deleted") : tr("%1 deleted"));
    add(c.unchanged, dry ? tr("%1 would stay as they are") : tr("%1 were as they should be"));
    add(c.refused, tr("%1 refused"));
    const QString text = parts.join(u", "_s) + u'.';
    switch (import_->state()) {
    case DeviceImport::State::Stopped:
        return tr("Stopped after %1 rows: %2").arg(countText(c.rows), text);
    case DeviceImport::State::Failed:
        return tr("Broken off after %1 rows: %2").arg(countText(c.rows), text);
    default: return text;
    }
}

void ImportDevicesDialog::syncButtons()
{
    const bool runs = import_->isRunning();
    const bool ready = isChecked() && import_->choice().dryRun && rowsToDo() > 0;
    const bool typed = !needsNumber() || number_->text().trimmed().remove(u',').remove(u'.') ==
                                             QString::number(rowsToDo());
    check_->setEnabled(!fileName_.isEmpty() && !runs && session_.isOnline());
    check_->setKind(ready ? Button::Kind::Secondary : Button::Kind::Primary);
    check_->setText(ready ? tr("Check again") : tr("Check"));
    importButton_->setEnabled(ready && typed && session_.isOnline());
    importButton_->setKind(mode() == ImportMode::Delete ? Button::Kind::Danger
                           : ready                       ? Button::Kind::Primary
                                                         : Button::Kind::Secondary);
    const QString rows = countText(rowsToDo());
    importButton_->setText(!ready ? tr("Import")
                           : mode() == ImportMode::Delete ? tr("Delete %1 devices").arg(rows)
                                                          : tr("Import %1 rows").arg(rows));
    const bool isOver = !import_->choice().dryRun && !runs && import_->counts().rows > 0;
    cancel_->setText(runs     ? tr("Stop")
                     : isOver ? tr("Close")
                              : tr("Cancel"));
    for (Button* const button : {cancel_, check_, importButton_}) {
        button->updateGeometry();
    }
}

void ImportDevicesDialog::chooseFile()
{
    auto* dialog = new QFileDialog(
        this, tr("Import devices"), {},
        tr("Devices (*.csv *.jsonl *.ndjson *.json);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"dialog.importFile"_s);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &ImportDevicesDialog::takeFile);
    dialog->open();
}

void ImportDevicesDialog::chooseResultFile()
{
    auto* dialog = new QFileDialog(this, tr("Save the results"), {}, tr("CSV (*.csv)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"dialog.importResults"_s);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"csv"_s);
    dialog->selectFile(u"import-results.csv"_s);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString& file) { error_->setText(import_->verdicts().save(file)); });
    dialog->open();
}

/// Rows under way are ended first; the dialog stays, to say what is done.
void ImportDevicesDialog::reject()
{
    if (import_->isRunning()) {
        import_->cancel();
    } else {
        Dialog::reject();
    }
}

} // namespace deck
