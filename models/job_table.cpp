#include "models/job_table.h"

#include "models/bulk_action.h"
#include "models/fleet_jobs.h"
#include "models/texts.h"

#include <array>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::milliseconds kRefreshEvery = 500ms;

struct JobPage
{
    std::vector<FleetJob> jobs;
    QString next;
};

hub::Result<JobPage> jobPageFrom(const hub::JsonView& json)
{
    JobPage page;
    HUB_TRY(const hub::JsonView list, json.required("items"));
    HUB_TRY(const hub::json::array* array, list.array());
    for (const hub::json::value& value : *array) {
        HUB_TRY(FleetJob job, fleetJobFrom(hub::JsonView(value)));
        page.jobs.push_back(std::move(job));
    }
    HUB_TRY(const std::string next, json.stringOr("next", {}));
    page.next = QString::fromStdString(next);
    return page;
}

} // namespace

struct JobTable::JobRow final : RowTable::Row
{
    explicit JobRow(FleetJob j) : job(std::move(j)) {}
    QString key() const override { return job.id; }
    bool looksLike(const Row& other) const override
    {
        return job == static_cast<const JobRow&>(other).job;
    }
    FleetJob job;
};

JobTable::JobTable(HubSession& session, QObject* parent) : RowTable(session, kRefreshEvery, parent)
{
    connect(&session, &HubSession::deviceEvent, this, [this](const hub::api::Event& event) {
        if (event.type == "job") {
            refreshSoon();
        }
    });
}

int JobTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant JobTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    static const std::array<const char*, ColumnCount> headings{
        QT_TR_NOOP("Action"),   QT_TR_NOOP("Devices"), QT_TR_NOOP("State"),
        QT_TR_NOOP("Progress"), QT_TR_NOOP("Begun"),   QT_TR_NOOP("By")};
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 ||
        section >= ColumnCount) {
        return {};
    }
    return tr(headings[std::size_t(section)]);
}

QVariant JobTable::data(const QModelIndex& index, int role) const
{
    const FleetJob* const job = jobAt(index.row());
    if (job == nullptr) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole: return textFor(*job, index.column());
    case Qt::ToolTipRole:
        return index.column() == Begun ? QVariant(absoluteTime(job->started ? job->started
                                                                            : job->created))
               : index.column() == State && !job->reason.isEmpty()
                   ? QVariant(sentence(job->reason))
                   : textFor(*job, index.column());
    case StatusRole: return job->status;
    case FailedRole: return job->status == "failed"_L1 || job->counts.failed > 0;
    default: return {};
    }
}

QVariant JobTable::textFor(const FleetJob& job, int column) const
{
    switch (column) {
    case Action: return actionText(job.action);
    case Target: return job.target;
    case State: return statusText(job);
    case Progress: return progressText(job);
    case Begun: return relativeTime(job.started ? job.started : job.created, session().hubNow());
    case By: return job.by;
    default: return {};
    }
}

const FleetJob* JobTable::jobAt(int row) const
{
    const Row* const found = rowAt(row);
    return found == nullptr ? nullptr : &static_cast<const JobRow*>(found)->job;
}

int JobTable::runningCount() const
{
    int count = 0;
    for (int row = 0; row < rowCount(); ++row) {
        count += jobAt(row)->isOver() ? 0 : 1;
    }
    return count;
}

std::optional<HubRequest> JobTable::pageRequest() const
{
    if (!session().supports("jobs")) {
        return std::nullopt;
    }
    HubRequest request;
    request.path = u"/admin/jobs"_s;
    return request;
}

HubAnswer<RowTable::Page> JobTable::readPage(const HubReply& reply)
{
    HubAnswer<JobPage> answer = answerFrom(reply, &jobPageFrom);
    if (!answer.value) {
        return {jobError(reply, answer.error), std::nullopt};
    }
    Page page;
    for (FleetJob& job : answer.value->jobs) {
        page.rows.push_back(std::make_shared<JobRow>(std::move(job)));
    }
    page.next = answer.value->next;
    page.asOf = session().hubNow();
    return {{}, std::move(page)};
}

} // namespace deck
