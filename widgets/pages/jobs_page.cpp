#include "widgets/pages/jobs_page.h"

#include "widgets/metrics.h"
#include "widgets/pages/job_panel.h"
#include "widgets/pages/job_texts.h"
#include "widgets/pages/page_links.h"
#include "widgets/pages/row_list.h"
#include "widgets/parts/button.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/empty_state.h"
#include "widgets/parts/page_header.h"
#include "widgets/parts/status_mark.h"
#include "widgets/theme.h"

#include "models/job_table.h"
#include "models/texts.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

#include <algorithm>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kLeastPanel = 400;
constexpr int kMostPanel = 520;

RowList::Words words()
{
    return {.name = JobsPage::tr("Jobs"),
            .offline = JobsPage::tr("The jobs show when it answers again."),
            .tooOld = JobsPage::tr("This hub has no jobs over many devices."),
            .loading = JobsPage::tr("Reading the jobs"),
            .one = JobsPage::tr("1 job"),
            .many = JobsPage::tr("%1 jobs, the newest first")};
}

Status statusAt(const QModelIndex& index)
{
    FleetJob job;
    job.status = index.data(JobTable::StatusRole).toString();
    job.counts.failed = index.data(JobTable::FailedRole).toBool() ? 1 : 0;
    return statusOf(job);
}

} // namespace

JobsPage::JobsPage(const PageContext& context)
    : Page(u"jobs"_s),
      context_(context),
      model_(new JobTable(context.session, this)),
      jobs_(new FleetJobs(context.session, this)),
      back_(new Button(context.theme, tr("Devices"), Button::Kind::Link)),
      header_(new PageHeader(context.theme, tr("Jobs"))),
      rows_(new RowList(context, *model_, "jobs", words())),
      panel_(new JobPanel(context, *jobs_))
{
    model_->setLive(false);
    buildTable();
    build();
    panel_->hide();
    connect(back_, &Button::clicked, this, &JobsPage::goBack);
    connect(rows_, &RowList::synced, this, &JobsPage::syncHead);
    connect(model_, &JobTable::answered, this, &JobsPage::showWanted);
    connect(&rows_->table(), &DataTable::rowSelectionChanged, this, &JobsPage::showChosen);
    connect(model_, &JobTable::modelReset, this, &JobsPage::showChosen);
    connect(panel_, &JobPanel::closed, this, &JobsPage::closePanel);
    connect(jobs_, &FleetJobs::started, this,
            [this](const FleetJob& job) { openJob(job.id); });
    syncHead();
}

void JobsPage::build()
{
    back_->setObjectName(u"jobs.back"_s);
    back_->setToolTip(tr("Back (Alt+Left)"));
    header_->addAction(back_);
    auto* list = new QHBoxLayout;
    list->setSpacing(kCardGap);
    list->addWidget(rows_, 1);
    list->addWidget(panel_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kPagePadding, kPagePaddingTop, kPagePadding, kPagePaddingTop);
    column->setSpacing(kCardGap);
    column->addWidget(header_);
    column->addLayout(list, 1);
}

void JobsPage::buildTable()
{
    DataTable& table = rows_->table();
    table.setObjectName(u"jobs.table"_s);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.setStatusOf(statusAt);
    table.setColumns({{.style = CellStyle::Strong, .width = 92},
                      {.style = CellStyle::Text, .width = 110, .stretch = true},
                      {.style = CellStyle::Status, .width = 150},
                      {.style = CellStyle::Secondary, .width = 190},
                      {.style = CellStyle::Secondary, .width = 76},
                      {.style = CellStyle::Secondary, .width = 120}});
    rows_->setRoom({{JobTable::By, 760}, {JobTable::Progress, 640}, {JobTable::Begun, 460}});
    rows_->setNothing([this](EmptyState& empty) { sayNothing(empty); });
}

void JobsPage::sayNothing(EmptyState& empty) const
{
    empty.setIcon(Icon::Commands);
    empty.setTexts(tr("No jobs yet"),
                   tr("Choose several rows of the list of devices, and what is to be done with "
                      "them. Each such act is a job, and stays here with what became of each "
                      "device."));
}

void JobsPage::syncHead()
{
    const int running = model_->runningCount();
    header_->setDetail(running == 0   ? tr("Nothing is running")
                       : running == 1 ? tr("1 is running")
                                      : tr("%1 are running").arg(countText(quint64(running))));
}

void JobsPage::openJob(const QString& id)
{
    wanted_ = id;
    if (!id.isEmpty()) {
        model_->refresh();
        showWanted();
    }
}

void JobsPage::showWanted()
{
    const int row = wanted_.isEmpty() ? -1 : model_->rowOf(wanted_);
    if (row >= 0) {
        wanted_.clear();
        rows_->table().setCurrentRow(row);
        rows_->table().selectRow(row);
    }
}

void JobsPage::showChosen()
{
    const FleetJob* const job = model_->jobAt(rows_->chosenRow());
    panel_->setVisible(job != nullptr);
    if (job != nullptr) {
        panel_->showJob(*job);
    }
}

bool JobsPage::closePanel()
{
    const bool wasOpen = !panel_->isHidden();
    rows_->table().clearSelection();
    showChosen();
    return wasOpen;
}

void JobsPage::refresh()
{
    rows_->refresh();
}

void JobsPage::goBack()
{
    Q_EMIT context_.links.pageWanted(u"devices"_s);
}

void JobsPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    panel_->setFixedWidth(std::clamp(width() * 2 / 5, kLeastPanel, kMostPanel));
}

void JobsPage::keyPressEvent(QKeyEvent* event)
{
    if (event->key() != Qt::Key_Escape || !closePanel()) {
        Page::keyPressEvent(event);
    }
}

} // namespace deck
