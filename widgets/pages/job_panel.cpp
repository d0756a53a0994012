#include "widgets/pages/job_panel.h"

#include "widgets/metrics.h"
#include "widgets/pages/detail_rows.h"
#include "widgets/pages/job_texts.h"
#include "widgets/pages/page_links.h"
#include "widgets/pages/permission_gate.h"
#include "widgets/pages/report_result.h"
#include "widgets/pages/row_list.h"
#include "widgets/parts/button.h"
#include "widgets/parts/card.h"
#include "widgets/parts/data_table.h"
#include "widgets/parts/empty_state.h"
#include "widgets/parts/icon_button.h"
#include "widgets/parts/label.h"
#include "widgets/parts/progress_bar.h"
#include "widgets/parts/segmented.h"
#include "widgets/parts/status_mark.h"
#include "widgets/theme.h"

#include "models/job_device_table.h"
#include "models/job_results.h"
#include "models/texts.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QPointer>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

RowList::Words words()
{
    return {.name = JobPanel::tr("Devices of the job"),
            .offline = JobPanel::tr("The devices show when it answers again."),
            .tooOld = JobPanel::tr("This hub has no jobs."),
            .loading = JobPanel::tr("Reading what became of the devices"),
            .one = JobPanel::tr("1 device"),
            .many = JobPanel::tr("%1 devices")};
}

Status statusAt(const QModelIndex& index)
{
    const QString status = index.data(JobDeviceTable::StatusRole).toString();
    return status == "completed"_L1 ? Status::Online
           : status == "failed"_L1  ? Status::Failed
           : status == "running"_L1 ? Status::Stale
                                    : Status::Offline;
}

} // namespace

JobPanel::JobPanel(const PageContext& context, FleetJobs& jobs)
    : context_(context),
      jobs_(jobs),
      watch_(new JobWatch(context.session, this)),
      model_(new JobDeviceTable(context.session, this)),
      save_(new JobResults(context.session, this)),
      card_(new Card(context.theme)),
      title_(new Label(context.theme, {}, TextStyle::PanelTitle)),
      state_(new StatusMark(context.theme, Status::Offline, {})),
      bar_(new ProgressBar(context.theme)),
      numbers_(new Label(context.theme, {}, TextStyle::Caption, &Tokens::text2)),
      reason_(new Label(context.theme, {}, TextStyle::Body, &Tokens::bad)),
      details_(new DetailRows(context.theme, {})),
      cancel_(new Button(context.theme, tr("Cancel job"), Icon::Ban, Button::Kind::Danger)),
      retry_(new Button(context.theme, tr("Retry failed"), Icon::Refresh,
                        Button::Kind::Secondary)),
      saveButton_(new Button(context.theme, tr("Save results…"), Icon::Download,
                             Button::Kind::Secondary)),
      which_(new Segmented(context.theme, tr("Which devices"))),
      devices_(new RowList(context, *model_, "jobs", words()))
{
    setObjectName(u"jobs.panel"_s);
    model_->setLive(false);
    PermissionGate::guard({cancel_, retry_}, context.session, {hub::Permission::Operate});
    buildResults();
    build();
    connectParts();
}

void JobPanel::build()
{
    numbers_->setObjectName(u"jobs.panel.numbers"_s);
    reason_->setObjectName(u"jobs.panel.reason"_s);
    reason_->setWordWrap(true);
    numbers_->setElide(Qt::ElideRight);
    card_->body()->setContentsMargins(16, 12, 16, 16);
    card_->body()->setSpacing(10);
    card_->body()->addLayout(buildTop());
    card_->body()->addWidget(bar_);
    card_->body()->addWidget(numbers_);
    card_->body()->addWidget(reason_);
    card_->body()->addWidget(details_);
    card_->body()->addLayout(buildActs());
    auto* filter = new QHBoxLayout;
    filter->addWidget(which_);
    filter->addStretch(1);
    filter->addWidget(saveButton_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kCardGap);
    column->addWidget(card_);
    column->addLayout(filter);
    column->addWidget(devices_, 1);
}

QLayout* JobPanel::buildTop()
{
    title_->setElide(Qt::ElideRight);
    auto* close = new IconButton(context_.theme, Icon::Close, tr("Close panel"));
    close->setObjectName(u"jobs.panel.close"_s);
    connect(close, &IconButton::clicked, this, &JobPanel::closed);
    auto* row = new QHBoxLayout;
    row->setSpacing(10);
    row->addWidget(title_, 1);
    row->addWidget(state_);
    row->addWidget(close);
    return row;
}

QLayout* JobPanel::buildActs()
{
    cancel_->setObjectName(u"jobs.cancel"_s);
    cancel_->setToolTip(tr("What is done stays done"));
    retry_->setObjectName(u"jobs.retry"_s);
    retry_->setToolTip(tr("A new job with the devices that have failed"));
    saveButton_->setObjectName(u"jobs.save"_s);
    saveButton_->setToolTip(tr("What became of each device, as CSV"));
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(cancel_);
    row->addWidget(retry_);
    row->addStretch(1);
    return row;
}

void JobPanel::buildResults()
{
    which_->setObjectName(u"jobs.which"_s);
    which_->addSegment(tr("All devices"));
    which_->addSegment(tr("Failed"));
    DataTable& table = devices_->table();
    table.setObjectName(u"jobs.devices"_s);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.setStatusOf(statusAt);
    table.setColumns({{.style = CellStyle::Mono, .width = 150},
                      {.style = CellStyle::Status, .width = 100},
                      {.style = CellStyle::Secondary, .width = 120, .stretch = true}});
    devices_->setNothing([this](EmptyState& empty) { sayNothing(empty); });
}

void JobPanel::connectParts()
{
    connect(watch_, &JobWatch::changed, this, &JobPanel::sync);
    connect(watch_, &JobWatch::ended, model_, &JobDeviceTable::refresh);
    connect(which_, &Segmented::currentChanged, this, &JobPanel::showDevices);
    connect(cancel_, &Button::clicked, this, &JobPanel::cancel);
    connect(retry_, &Button::clicked, this, &JobPanel::retry);
    connect(saveButton_, &Button::clicked, this,
            [this] { save_->isRunning() ? save_->cancel() : chooseFile(); });
    connect(save_, &JobResults::changed, this, &JobPanel::syncSave);
    connect(save_, &JobResults::finished, this,
            [this](const ActResult& result) { reportResult(context_, result); });
    connect(&devices_->table(), &DataTable::activated, this, [this](const QModelIndex& index) {
        Q_EMIT context_.links.deviceWanted(model_->deviceAt(index.row()).section(u'/', 0, 0));
    });
}

void JobPanel::showJob(const FleetJob& job)
{
    const bool isOther = watch_->job().id != job.id;
    watch_->watch(job);
    if (isOther) {
        which_->setCurrent(0);
    }
    showDevices();
}

void JobPanel::sync()
{
    if (!watch_->hasJob()) {
        return;
    }
    const FleetJob& job = watch_->job();
    title_->setText(titleOf(job));
    state_->setStatus(statusOf(job), statusText(job));
    state_->updateGeometry();
    showProgress(*bar_, job);
    numbers_->setText(paceText(*watch_));
    reason_->setText(sentence(job.reason));
    reason_->setVisible(!job.reason.isEmpty());
    details_->setRows(
        {{.name = tr("Devices"), .value = job.target, .toolTip = job.target},
         {.name = tr("By"), .value = job.by},
         {.name = tr("Begun"), .value = job.started ? dateTime(*job.started) : QString(),
          .toolTip = absoluteTime(job.started)},
         {.name = tr("Ended"), .value = job.ended ? dateTime(*job.ended) : QString(),
          .toolTip = absoluteTime(job.ended)},
         {.name = tr("Job"), .value = job.id, .mono = true, .toolTip = job.id, .copyable = true}});
    which_->setSegmentText(1, tr("Failed %1").arg(countText(job.counts.failed)));
    cancel_->setVisible(!job.isOver());
    retry_->setVisible(job.isOver() && job.counts.failed > 0);
    syncSave();
}

void JobPanel::syncSave()
{
    saveButton_->setText(save_->isRunning() ? tr("Cancel · %1").arg(countText(save_->devices()))
                                            : tr("Save results…"));
    saveButton_->setIconName(save_->isRunning() ? Icon::Close : Icon::Download);
    saveButton_->updateGeometry();
}

void JobPanel::showDevices()
{
    model_->setJob(watch_->job().id, which_->current() == 1 ? u"failed"_s : QString());
}

void JobPanel::sayNothing(EmptyState& empty) const
{
    const bool failed = which_->current() == 1;
    empty.setIcon(failed ? Icon::Check : Icon::Devices);
    empty.setTexts(failed ? tr("No device failed") : tr("No devices"),
                   failed ? QString() : tr("The job has found none that it is about."));
}

void JobPanel::cancel()
{
    cancel_->setBusy(true);
    jobs_.cancel(watch_->job().id, [self = QPointer<JobPanel>(this)](const JobResult& result) {
        if (self) {
            self->cancel_->setBusy(false);
            reportResult(self->context_, result);
            if (result.job && result.job->id == self->watch_->job().id) {
                self->showJob(*result.job);
                self->model_->refresh();
            }
        }
    });
}

void JobPanel::retry()
{
    retry_->setBusy(true);
    jobs_.retryFailed(watch_->job().id, [self = QPointer<JobPanel>(this)](const JobResult& result) {
        if (self) {
            self->retry_->setBusy(false);
            reportResult(self->context_, result);
        }
    });
}

void JobPanel::chooseFile()
{
    auto* dialog = new QFileDialog(window(), tr("Save the results"), {}, tr("CSV (*.csv)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"dialog.saveResults"_s);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"csv"_s);
    dialog->selectFile(u"job-results.csv"_s);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        save_->start(watch_->job().id, which_->current() == 1 ? u"failed"_s : QString(), file);
    });
    dialog->open();
}

} // namespace deck
