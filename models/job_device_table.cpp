#include "models/job_device_table.h"

#include "models/texts.h"

#include <array>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::milliseconds kRefreshEvery = 1s;

} // namespace

struct JobDeviceTable::DeviceRow final : RowTable::Row
{
    explicit DeviceRow(JobDevice d) : device(std::move(d)) {}
    QString key() const override { return device.deviceId; }
    bool looksLike(const Row& other) const override
    {
        return device == static_cast<const DeviceRow&>(other).device;
    }
    JobDevice device;
};

HubRequest jobDevicesRequest(const QString& id, const QString& status)
{
    HubRequest request;
    request.path = u"/admin/jobs/"_s + id + u"/devices"_s;
    if (!status.isEmpty()) {
        request.query.addQueryItem(u"status"_s, status);
    }
    return request;
}

JobDeviceTable::JobDeviceTable(HubSession& session, QObject* parent)
    : RowTable(session, kRefreshEvery, parent)
{
    connect(&session, &HubSession::deviceEvent, this, [this](const hub::api::Event& event) {
        if (event.type == "job" && !id_.isEmpty()) {
            refreshSoon();
        }
    });
}

int JobDeviceTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant JobDeviceTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    static const std::array<const char*, ColumnCount> headings{
        QT_TR_NOOP("Device"), QT_TR_NOOP("State"), QT_TR_NOOP("Outcome")};
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 ||
        section >= ColumnCount) {
        return {};
    }
    return tr(headings[std::size_t(section)]);
}

QVariant JobDeviceTable::data(const QModelIndex& index, int role) const
{
    const Row* const row = rowAt(index.row());
    if (row == nullptr) {
        return {};
    }
    const JobDevice& device = static_cast<const DeviceRow*>(row)->device;
    if (role == StatusRole) {
        return device.status;
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) {
        return {};
    }
    switch (index.column()) {
    case Device: return device.deviceId;
    case State:
        return role == Qt::ToolTipRole && device.ended ? absoluteTime(device.ended)
                                                       : jobDeviceStatusText(device.status);
    case Outcome: return outcomeText(device);
    default: return {};
    }
}

void JobDeviceTable::setJob(const QString& id, const QString& status)
{
    if (id_ != id || status_ != status) {
        id_ = id;
        status_ = status;
        reload();
    }
}

QString JobDeviceTable::deviceAt(int row) const
{
    const Row* const found = rowAt(row);
    return found == nullptr ? QString() : static_cast<const DeviceRow*>(found)->device.deviceId;
}

std::optional<HubRequest> JobDeviceTable::pageRequest() const
{
    return id_.isEmpty() ? std::nullopt : std::optional(jobDevicesRequest(id_, status_));
}

HubAnswer<RowTable::Page> JobDeviceTable::readPage(const HubReply& reply)
{
    HubAnswer<JobDevicePage> answer = answerFrom(reply, &jobDevicePageFrom);
    if (!answer.value) {
        return {answer.error, std::nullopt};
    }
    Page page;
    for (JobDevice& device : answer.value->devices) {
        page.rows.push_back(std::make_shared<DeviceRow>(std::move(device)));
    }
    page.next = answer.value->next;
    page.asOf = session().hubNow();
    return {{}, std::move(page)};
}

} // namespace deck
