#include "widgets/pages/audit_page.h"

#include "widgets/metrics.h"
#include "widgets/pages/audit_filter_bar.h"
#include "widgets/pages/audit_panel.h"
#include "widgets/pages/report_result.h"
#include "widgets/pages/row_list.h"
#include "widgets/parts/banner.h"
#include "widgets/parts/button.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/empty_state.h"
#include "widgets/parts/page_header.h"
#include "widgets/parts/status_mark.h"
#include "widgets/theme.h"

#include "models/audit_check.h"
#include "models/audit_export.h"
#include "models/audit_table.h"
#include "models/texts.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

RowList::Words words()
{
    return {.name = AuditPage::tr("Audit log"),
            .offline = AuditPage::tr("The audit log shows when it answers again."),
            .tooOld = AuditPage::tr("This hub keeps no audit log."),
            .loading = AuditPage::tr("Searching the audit log"),
            .one = AuditPage::tr("1 record"),
            .many = AuditPage::tr("%1 records, the newest first")};
}

Status statusAt(const QModelIndex& index)
{
    return index.data(AuditTable::RefusedRole).toBool() ? Status::Failed : Status::Online;
}

} // namespace

AuditPage::AuditPage(const PageContext& context)
    : Page(u"audit"_s),
      context_(context),
      model_(new AuditTable(context.session, this)),
      check_(new AuditCheck(context.session, this)),
      export_(new AuditExport(context.session, this)),
      header_(new PageHeader(context.theme, tr("Audit"))),
      badge_(new StatusMark(context.theme, Status::Offline, tr("Not verified"))),
      verify_(new Button(context.theme, tr("Verify chain"), Icon::Check, Button::Kind::Secondary)),
      exportButton_(new Button(context.theme, tr("Export…"), Icon::Download,
                               Button::Kind::Secondary)),
      broken_(new Banner(context.theme)),
      new_(new Banner(context.theme)),
      filter_(new AuditFilterBar(context)),
      rows_(new RowList(context, *model_, "audit", words())),
      panel_(new AuditPanel(context))
{
    model_->setLive(false);
    buildTable();
    build();
    connectParts();
    panel_->hide();
    syncHead();
    syncCheck();
}

void AuditPage::build()
{
    badge_->setObjectName(u"audit.badge"_s);
    verify_->setObjectName(u"audit.verify"_s);
    exportButton_->setObjectName(u"audit.export"_s);
    broken_->setObjectName(u"audit.broken"_s);
    new_->setObjectName(u"audit.new"_s);
    badge_->setPill(true);
    verify_->setToolTip(tr("Walk the chain of hashes from the first record to the last"));
    exportButton_->setToolTip(tr("The whole log with its proof, as JSON Lines"));
    header_->addAction(badge_);
    header_->addAction(verify_);
    header_->addAction(exportButton_);
    header_->setDetail(tr("Changes, reads of keys, refusals"));
    broken_->hide();
    new_->hide();
    auto* list = new QHBoxLayout;
    list->setSpacing(kCardGap);
    list->addWidget(rows_, 1);
    list->addWidget(panel_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kPagePadding, kPagePaddingTop, kPagePadding, kPagePaddingTop);
    column->setSpacing(kCardGap);
    column->addWidget(header_);
    column->addWidget(broken_);
    column->addWidget(filter_);
    column->addWidget(new_);
    column->addLayout(list, 1);
}

void AuditPage::buildTable()
{
    DataTable& table = rows_->table();
    table.setObjectName(u"audit.table"_s);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.setStatusOf(statusAt);
    table.setColumns({{.style = CellStyle::Secondary, .width = 144},
                      {.style = CellStyle::Text, .width = 120},
                      {.style = CellStyle::Mono, .width = 116},
                      {.style = CellStyle::Strong, .width = 160},
                      {.style = CellStyle::Mono, .width = 146, .stretch = true},
                      {.style = CellStyle::Status, .width = 108},
                      {.style = CellStyle::Secondary, .width = 236}});
    // The column that stretches always shows: a table gives it its room also when it is hidden.
    rows_->setRoom(
        {{AuditTable::Origin, 1'040}, {AuditTable::Summary, 916}, {AuditTable::Actor, 690}});
    rows_->setNothing([this](EmptyState& empty) { sayNothing(empty); });
}

void AuditPage::connectParts()
{
    connect(filter_, &AuditFilterBar::changed, this,
            [this] { model_->setFilter(filter_->filter()); });
    connect(rows_, &RowList::synced, this, &AuditPage::syncHead);
    connect(rows_, &RowList::nothingClicked, filter_, &AuditFilterBar::clear);
    connect(&rows_->table(), &DataTable::rowSelectionChanged, this, &AuditPage::showChosen);
    connect(model_, &AuditTable::modelReset, this, &AuditPage::showChosen);
    connect(model_, &AuditTable::newRecordsChanged, this, &AuditPage::syncNew);
    connect(new_, &Banner::actionTriggered, rows_, &RowList::refresh);
    connect(panel_, &AuditPanel::closed, this, &AuditPage::closePanel);
    connect(verify_, &Button::clicked, check_, &AuditCheck::run);
    connect(check_, &AuditCheck::changed, this, &AuditPage::syncCheck);
    connect(exportButton_, &Button::clicked, this, [this] {
        export_->isRunning() ? export_->cancel() : chooseFile();
    });
    connect(export_, &AuditExport::changed, this, &AuditPage::syncExport);
    connect(export_, &AuditExport::finished, this,
            [this](const ActResult& result) { reportResult(context_, result); });
}

void AuditPage::sayNothing(EmptyState& empty) const
{
    empty.setIcon(Icon::Filter);
    empty.setTexts(tr("No record matches"),
                   tr("Actor, action, address and result must match as a whole, of the object a "
                      "part is enough."));
    empty.setPrimary(tr("Clear filter"));
}

void AuditPage::syncHead()
{
    const bool can = context_.session.isOnline() && context_.session.supports("audit");
    verify_->setEnabled(can);
    exportButton_->setEnabled(can || export_->isRunning());
}

void AuditPage::syncCheck()
{
    using State = AuditCheck::State;
    verify_->setBusy(check_->state() == State::Running);
    broken_->setVisible(check_->state() == State::Broken);
    switch (check_->state()) {
    case State::Unknown: badge_->setStatus(Status::Offline, tr("Not verified")); break;
    case State::Running: badge_->setStatus(Status::Stale, tr("Verifying…")); break;
    case State::Whole:
        badge_->setStatus(Status::Online,
                          tr("Verified at %1").arg(clockTime(check_->verdict()->asOf).left(8)));
        badge_->setToolTip(tr("%1 records are in order, up to #%2")
                               .arg(countText(check_->verdict()->count))
                               .arg(check_->verdict()->last));
        break;
    case State::Broken:
        badge_->setStatus(Status::Failed, tr("Broken at #%1").arg(check_->brokenAt()));
        broken_->show({.role = Banner::Role::Bad,
                       .sentence = tr("The audit log is broken at record #%1.")
                                       .arg(check_->brokenAt()),
                       .detail = sentence(check_->reason()) + u' ' +
                                 tr("Records from there on cannot be relied on. Export the log "
                                    "and compare it with an earlier export."),
                       .closable = false});
        break;
    case State::Failed:
        badge_->setStatus(Status::Warning, tr("Could not verify"));
        badge_->setToolTip((check_->error().message + u' ' + check_->error().remedy).trimmed());
        break;
    }
    badge_->updateGeometry();
}

void AuditPage::syncNew()
{
    const quint64 count = model_->newRecords();
    if (count == 0) {
        new_->hide();
        return;
    }
    new_->show({.role = Banner::Role::Info,
                .sentence = count == 1 ? tr("1 new record")
                                       : tr("%1 new records").arg(countText(count)),
                .detail = model_->filter().isEmpty() ? QString()
                                                     : tr("They may not match the filter."),
                .action = tr("Show"),
                .closable = false});
}

void AuditPage::syncExport()
{
    if (export_->isRunning()) {
        exportButton_->setText(tr("Cancel export · %1").arg(bytesText(export_->bytes())));
        exportButton_->setIconName(Icon::Close);
    } else {
        exportButton_->setText(tr("Export…"));
        exportButton_->setIconName(Icon::Download);
    }
    exportButton_->updateGeometry();
    syncHead();
}

void AuditPage::showChosen()
{
    const hub::AuditRecord* const record = model_->recordAt(rows_->chosenRow());
    panel_->setVisible(record != nullptr);
    if (record != nullptr) {
        panel_->showRecord(*record);
    }
}

bool AuditPage::closePanel()
{
    const bool wasOpen = !panel_->isHidden();
    rows_->table().clearSelection();
    showChosen();
    return wasOpen;
}

void AuditPage::chooseFile()
{
    auto* dialog = new QFileDialog(window(), tr("Export the audit log"), {},
                                   tr("JSON Lines (*.jsonl)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"dialog.exportAudit"_s);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"jsonl"_s);
    dialog->selectFile(u"audit.jsonl"_s);
    connect(dialog, &QFileDialog::fileSelected, export_, &AuditExport::start);
    dialog->open();
}

void AuditPage::focusFilter()
{
    filter_->focusFirst();
}

void AuditPage::refresh()
{
    rows_->refresh();
}

void AuditPage::keyPressEvent(QKeyEvent* event)
{
    if (event->key() != Qt::Key_Escape || !closePanel()) {
        Page::keyPressEvent(event);
    }
}

} // namespace deck
