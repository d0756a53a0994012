#include "widgets/pages/alerts_view.h"

#include "widgets/metrics.h"
#include "widgets/pages/page_links.h"
#include "widgets/pages/permission_gate.h"
#include "widgets/pages/report_result.h"
#include "widgets/pages/row_list.h"
#include "widgets/parts/button.h"
#include "widgets/parts/check_box.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/empty_state.h"
#include "widgets/parts/label.h"
#include "widgets/parts/status_mark.h"
#include "widgets/theme.h"

#include "models/access_editor.h"
#include "models/alert_table.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr Need kNeed{hub::Permission::Access, true}; ///< to acknowledge

RowList::Words words()
{
    return {.name = AlertsView::tr("Alerts"),
            .offline = AlertsView::tr("The alerts show when it answers again."),
            .tooOld = AlertsView::tr("This hub raises no alerts."),
            .loading = AlertsView::tr("Reading the alerts"),
            .one = AlertsView::tr("1 alert"),
            .many = AlertsView::tr("%1 alerts, the newest first")};
}

Status statusAt(const QModelIndex& index)
{
    const QString severity = index.data(AlertTable::SeverityRole).toString();
    if (!index.data(AlertTable::OpenRole).toBool()) {
        return Status::Offline;
    }
    if (severity == "critical"_L1) {
        return Status::Failed;
    }
    return severity == "warning"_L1 ? Status::Warning : Status::Stale;
}

} // namespace

AlertsView::AlertsView(const PageContext& context)
    : context_(context),
      model_(context.alerts),
      editor_(new AccessEditor(context.session, this)),
      all_(new CheckBox(context.theme, tr("Also those that somebody has seen"))),
      acknowledge_(new Button(context.theme, tr("Acknowledge"), Icon::Check,
                              Button::Kind::Primary)),
      rows_(new RowList(context, context.alerts, "alerts", words()))
{
    rows_->setAlwaysLive();
    all_->setChecked(model_.showsAll());
    build();
    connect(all_, &CheckBox::toggled, &model_, &AlertTable::setShowsAll);
    PermissionGate::guard({acknowledge_}, context.session, kNeed);
    connect(acknowledge_, &Button::clicked, this, &AlertsView::acknowledgeChosen);
    connect(rows_, &RowList::synced, this, &AlertsView::syncTools);
    connect(&rows_->table(), &DataTable::rowSelectionChanged, this, &AlertsView::syncTools);
    connect(&rows_->table(), &DataTable::activated, this, &AlertsView::openSubject);
    syncTools();
}

void AlertsView::build()
{
    all_->setObjectName(u"alerts.all"_s);
    acknowledge_->setObjectName(u"alerts.acknowledge"_s);
    acknowledge_->setToolTip(tr("You have seen it (A)"));
    auto* help = new Label(context_.theme,
                           tr("The same thing again counts an open alert up; it adds none."),
                           TextStyle::Caption, &Tokens::text2);
    help->setElide(Qt::ElideRight);
    auto* tools = new QHBoxLayout;
    tools->setSpacing(kCardGap);
    tools->addWidget(all_);
    tools->addWidget(help, 1);
    tools->addWidget(acknowledge_);
    DataTable& table = rows_->table();
    table.setObjectName(u"alerts.table"_s);
    table.setStatusOf(statusAt);
    table.setColumns({{.style = CellStyle::Status, .width = 112},
                      {.style = CellStyle::Text, .width = 220},
                      {.style = CellStyle::Mono, .width = 170},
                      {.style = CellStyle::Secondary, .width = 140, .stretch = true},
                      {.style = CellStyle::Secondary, .width = 70},
                      {.style = CellStyle::Secondary, .width = 84},
                      {.style = CellStyle::Secondary, .width = 150}});
    table.installEventFilter(this);
    rows_->setRoom({{AlertTable::State, 960}, {AlertTable::Count, 800}});
    rows_->setNothing([this](EmptyState& empty) { sayNothing(empty); });
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kCardGap);
    column->addLayout(tools);
    column->addWidget(rows_, 1);
}

void AlertsView::sayNothing(EmptyState& empty) const
{
    empty.setIcon(Icon::Check);
    empty.setTexts(model_.showsAll() ? tr("There were no alerts") : tr("Nothing needs attention"),
                   tr("Lock-outs, two clients with one id, certificates that end and a full disk "
                      "stand here."));
}

void AlertsView::syncTools()
{
    bool open = false;
    for (const int row : rows_->chosenRows()) {
        const Alert* const alert = model_.alertAt(row);
        open = open || (alert != nullptr && !alert->acknowledged);
    }
    acknowledge_->setEnabled(open && context_.session.isOnline());
}

void AlertsView::acknowledgeChosen()
{
    if (rows_->chosenRows().isEmpty() || !PermissionGate::passes(context_, kNeed)) {
        return;
    }
    for (const int row : rows_->chosenRows()) {
        const Alert* const alert = model_.alertAt(row);
        if (alert != nullptr && !alert->acknowledged && acknowledge_->isEnabled()) {
            editor_->acknowledge(alert->id, [this](const ActResult& result) {
                reportResult(context_, result);
                rows_->refresh();
            });
        }
    }
}

/// The subject of a fight for an id is a device.
void AlertsView::openSubject()
{
    const Alert* const alert = model_.alertAt(rows_->chosenRow());
    if (alert != nullptr && alert->kind == "idFight"_L1) {
        Q_EMIT context_.links.deviceWanted(alert->subject.section(u'/', 0, 0));
    }
}

void AlertsView::refresh()
{
    rows_->refresh();
}

/// Letters act only while the table has the focus.
bool AlertsView::eventFilter(QObject* watched, QEvent* event)
{
    const bool isKey =
        event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress;
    if (watched != &rows_->table() || !isKey ||
        static_cast<QKeyEvent*>(event)->key() != Qt::Key_A ||
        static_cast<QKeyEvent*>(event)->modifiers() != Qt::NoModifier) {
        return QWidget::eventFilter(watched, event);
    }
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept();
    } else {
        acknowledgeChosen();
    }
    return true;
}

} // namespace deck
