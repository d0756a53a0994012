#include "models/alert_table.h"

#include "models/access_texts.h"
#include "models/texts.h"

#include "api/time_members.h"

#include <array>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::milliseconds kRefreshEvery = 500ms;
constexpr int kMostChars = 400;

struct AlertPage
{
    std::vector<Alert> alerts;
    QString next;
    quint64 open = 0;
    hub::WallTime asOf{};
};

hub::Result<AlertPage> alertPageFrom(const hub::JsonView& json)
{
    AlertPage page;
    HUB_TRY(const hub::JsonView list, json.required("alerts"));
    HUB_TRY(const hub::json::array* array, list.array());
    for (const hub::json::value& value : *array) {
        HUB_TRY(Alert alert, alertFrom(hub::JsonView(value)));
        page.alerts.push_back(std::move(alert));
    }
    HUB_TRY(const std::string next, json.stringOr("next", {}));
    page.next = QString::fromStdString(next);
    HUB_TRY(const hub::JsonView open, json.required("open"));
    HUB_TRY(page.open, open.notNegative());
    HUB_TRY(page.asOf, hub::api::requiredTime(json, "asOf"));
    return page;
}

hub::Result<QString> lineFrom(const hub::JsonView& json, std::string_view name)
{
    HUB_TRY(const std::string text, json.stringOr(name, {}));
    return plainLine(QString::fromStdString(text), kMostChars);
}

QString severityText(const QString& severity)
{
    if (severity == "critical"_L1) {
        return AlertTable::tr("Critical");
    }
    return severity == "warning"_L1 ? AlertTable::tr("Warning") : AlertTable::tr("Notice");
}

} // namespace

hub::Result<Alert> alertFrom(const hub::JsonView& json)
{
    Alert alert;
    HUB_TRY(alert.id, lineFrom(json, "id"));
    HUB_TRY(alert.kind, lineFrom(json, "kind"));
    HUB_TRY(alert.subject, lineFrom(json, "subject"));
    HUB_TRY(alert.severity, lineFrom(json, "severity"));
    HUB_TRY(alert.detail, lineFrom(json, "detail"));
    HUB_TRY(const hub::JsonView count, json.required("count"));
    HUB_TRY(alert.count, count.notNegative());
    HUB_TRY(alert.first, hub::api::requiredTime(json, "first"));
    HUB_TRY(alert.last, hub::api::requiredTime(json, "last"));
    HUB_TRY(alert.acknowledged, hub::api::timeOf(json, "acknowledged"));
    HUB_TRY(alert.acknowledgedBy, lineFrom(json, "acknowledgedBy"));
    return alert;
}

struct AlertTable::AlertRow final : RowTable::Row
{
    explicit AlertRow(Alert a) : alert(std::move(a)) {}
    QString key() const override { return alert.id; }
    bool looksLike(const Row& other) const override
    {
        return alert == static_cast<const AlertRow&>(other).alert;
    }
    Alert alert;
};

AlertTable::AlertTable(HubSession& session, QObject* parent)
    : RowTable(session, kRefreshEvery, parent)
{
    connect(&session, &HubSession::deviceEvent, this, [this](const hub::api::Event& event) {
        if (event.type.starts_with("alert-")) {
            refreshSoon();
        }
    });
}

int AlertTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant AlertTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    static const std::array<const char*, ColumnCount> headings{
        QT_TR_NOOP("Severity"), QT_TR_NOOP("What"), QT_TR_NOOP("About"), QT_TR_NOOP("Detail"),
        QT_TR_NOOP("Times"),    QT_TR_NOOP("Last"), QT_TR_NOOP("State")};
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 ||
        section >= ColumnCount) {
        return {};
    }
    return tr(headings[std::size_t(section)]);
}

QVariant AlertTable::data(const QModelIndex& index, int role) const
{
    const Alert* const alert = alertAt(index.row());
    if (alert == nullptr) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole: return textFor(*alert, index.column());
    case Qt::ToolTipRole: return toolTipFor(*alert, index.column());
    case SeverityRole: return alert->severity;
    case OpenRole: return !alert->acknowledged.has_value();
    default: return {};
    }
}

QVariant AlertTable::textFor(const Alert& alert, int column) const
{
    switch (column) {
    case Severity: return severityText(alert.severity);
    case What: return alertText(alert.kind);
    case Subject: return alert.subject;
    case Detail: return alert.detail;
    case Count: return countText(alert.count);
    case Last: return relativeTime(alert.last, session().hubNow());
    case State:
        return !alert.acknowledged ? tr("Open") : tr("Seen by %1").arg(alert.acknowledgedBy);
    default: return {};
    }
}

QVariant AlertTable::toolTipFor(const Alert& alert, int column) const
{
    switch (column) {
    case Last:
        return tr("First %1, last %2").arg(absoluteTime(alert.first), absoluteTime(alert.last));
    case State: return alert.acknowledged ? absoluteTime(alert.acknowledged) : QString();
    default: return textFor(alert, column);
    }
}

void AlertTable::setShowsAll(bool shows)
{
    if (showsAll_ != shows) {
        showsAll_ = shows;
        reload();
    }
}

const Alert* AlertTable::alertAt(int row) const
{
    const Row* const found = rowAt(row);
    return found == nullptr ? nullptr : &static_cast<const AlertRow*>(found)->alert;
}

std::optional<HubRequest> AlertTable::pageRequest() const
{
    if (!session().supports("alerts")) {
        return std::nullopt;
    }
    HubRequest request;
    request.path = u"/admin/alerts"_s;
    request.query.addQueryItem(u"state"_s, showsAll_ ? u"all"_s : u"open"_s);
    return request;
}

HubAnswer<RowTable::Page> AlertTable::readPage(const HubReply& reply)
{
    HubAnswer<AlertPage> answer = answerFrom(reply, &alertPageFrom);
    if (!answer.value) {
        return {answer.error, std::nullopt};
    }
    open_ = answer.value->open;
    Page page;
    for (Alert& alert : answer.value->alerts) {
        page.rows.push_back(std::make_shared<AlertRow>(std::move(alert)));
    }
    page.next = answer.value->next;
    page.asOf = answer.value->asOf;
    return {{}, std::move(page)};
}

} // namespace deck
