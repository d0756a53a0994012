#include "widgets/pages/job_texts.h"

#include "widgets/parts/progress_bar.h"
#include "widgets/parts/status_mark.h"

#include "models/texts.h"

#include <QCoreApplication>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

QString tr(const char* text)
{
    return QCoreApplication::translate("JobTexts", text);
}

QString leftText(std::chrono::seconds left)
{
    const qint64 seconds = left.count();
    return seconds < 120     ? tr("%1 s left").arg(seconds)
           : seconds < 7'200 ? tr("%1 min left").arg(seconds / 60)
                             : tr("%1 h left").arg(seconds / 3'600);
}

} // namespace

Status statusOf(const FleetJob& job)
{
    if (job.status == "failed"_L1) {
        return Status::Failed;
    }
    if (job.status == "cancelled"_L1) {
        return Status::Offline;
    }
    if (job.isOver()) {
        return job.counts.failed > 0 ? Status::Warning : Status::Online;
    }
    return job.status == "running"_L1 ? Status::Stale : Status::Offline;
}

QString paceText(const JobWatch& watch)
{
    QStringList parts{progressText(watch.job())};
    if (const double pace = watch.perSecond(); pace > 0) {
        parts << tr("%1/s").arg(rateText(pace));
    }
    if (const auto left = watch.timeLeft()) {
        parts << leftText(*left);
    }
    if (watch.error().isError()) {
        parts << watch.error().message;
    }
    return parts.join(u"  ·  "_s);
}

void showProgress(ProgressBar& bar, const FleetJob& job)
{
    const JobCounts& c = job.counts;
    const double total = c.total > 0 && job.targetsKnown ? double(c.total) : 0;
    bar.setFractions(total > 0 ? double(c.ended() - c.failed) / total : 0,
                     total > 0 ? double(c.failed) / total : 0);
}

} // namespace deck
