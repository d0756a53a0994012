#include "widgets/pages/job_strip.h"

#include "widgets/pages/job_texts.h"
#include "widgets/pages/page_links.h"
#include "widgets/pages/report_result.h"
#include "widgets/parts/button.h"
#include "widgets/parts/icon_button.h"
#include "widgets/parts/label.h"
#include "widgets/parts/progress_bar.h"
#include "widgets/parts/status_mark.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QPointer>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kLeastBar = 80;
constexpr int kMostBar = 260;

} // namespace

JobStrip::JobStrip(const PageContext& context, FleetJobs& jobs)
    : Card(context.theme),
      context_(context),
      jobs_(jobs),
      watch_(new JobWatch(context.session, this)),
      state_(new StatusMark(context.theme, Status::Offline, {})),
      title_(new Label(context.theme, {}, TextStyle::BodyStrong)),
      bar_(new ProgressBar(context.theme)),
      numbers_(new Label(context.theme, {}, TextStyle::Caption, &Tokens::text2)),
      cancel_(new Button(context.theme, tr("Cancel"), Button::Kind::Quiet)),
      details_(new Button(context.theme, tr("Details"), Button::Kind::Quiet)),
      close_(new IconButton(context.theme, Icon::Close, tr("Close")))
{
    setObjectName(u"devices.job"_s);
    build();
    hide();
    connect(watch_, &JobWatch::changed, this, &JobStrip::sync);
    connect(watch_, &JobWatch::ended, this, &JobStrip::ended);
    connect(cancel_, &Button::clicked, this, &JobStrip::cancel);
    connect(details_, &Button::clicked, this,
            [this] { Q_EMIT context_.links.jobsWanted(watch_->job().id); });
    connect(close_, &IconButton::clicked, this, [this] {
        watch_->stop();
        hide();
    });
}

void JobStrip::build()
{
    title_->setObjectName(u"devices.job.title"_s);
    numbers_->setObjectName(u"devices.job.numbers"_s);
    cancel_->setObjectName(u"devices.job.cancel"_s);
    details_->setObjectName(u"devices.job.details"_s);
    close_->setObjectName(u"devices.job.close"_s);
    title_->setElide(Qt::ElideRight);
    numbers_->setElide(Qt::ElideRight);
    bar_->setMinimumWidth(kLeastBar);
    bar_->setMaximumWidth(kMostBar);
    auto* row = new QHBoxLayout;
    row->setSpacing(10);
    row->addWidget(title_);
    row->addWidget(state_);
    row->addWidget(bar_, 1);
    row->addWidget(numbers_, 2);
    row->addWidget(cancel_);
    row->addWidget(details_);
    row->addWidget(close_);
    body()->setContentsMargins(16, 5, 6, 5);
    body()->addLayout(row);
}

void JobStrip::follow(const FleetJob& job)
{
    watch_->watch(job);
    show();
}

void JobStrip::sync()
{
    if (!watch_->hasJob()) {
        return;
    }
    const FleetJob& job = watch_->job();
    title_->setText(titleOf(job));
    state_->setStatus(statusOf(job), statusText(job));
    state_->updateGeometry();
    showProgress(*bar_, job);
    numbers_->setText(job.reason.isEmpty() ? paceText(*watch_) : job.reason);
    numbers_->setToolTip(job.reason);
    cancel_->setVisible(!job.isOver());
}

void JobStrip::cancel()
{
    cancel_->setBusy(true);
    jobs_.cancel(watch_->job().id, [self = QPointer<JobStrip>(this)](const JobResult& result) {
        if (!self) {
            return;
        }
        self->cancel_->setBusy(false);
        reportResult(self->context_, result);
        if (result.job && result.job->id == self->watch_->job().id) {
            self->watch_->watch(*result.job);
            Q_EMIT self->ended();
        }
    });
}

} // namespace deck
