#include "models/denied_table.h"

#include "models/access_texts.h"
#include "models/texts.h"

#include "api/time_members.h"

#include <QUrlQuery>

#include <array>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::milliseconds kRefreshEvery = 1s;
constexpr int kMostChars = 400;

struct DeniedPage
{
    std::vector<DeniedCaller> callers;
    quint64 total = 0;
    hub::WallTime asOf{};
};

hub::Result<DeniedPage> deniedPageFrom(const hub::JsonView& json)
{
    DeniedPage page;
    HUB_TRY(const hub::JsonView list, json.required("denied"));
    HUB_TRY(const hub::json::array* array, list.array());
    for (const hub::json::value& value : *array) {
        HUB_TRY(DeniedCaller caller, deniedCallerFrom(hub::JsonView(value)));
        page.callers.push_back(std::move(caller));
    }
    HUB_TRY(const hub::JsonView total, json.required("total"));
    HUB_TRY(page.total, total.notNegative());
    HUB_TRY(page.asOf, hub::api::requiredTime(json, "asOf"));
    return page;
}

hub::Result<QString> lineFrom(const hub::JsonView& json, std::string_view name)
{
    HUB_TRY(const std::string text, json.stringOr(name, {}));
    return plainLine(QString::fromStdString(text), kMostChars);
}

hub::Result<quint64> countFrom(const hub::JsonView& json, std::string_view name)
{
    HUB_TRY(const hub::JsonView member, json.required(name));
    HUB_TRY(const std::uint64_t count, member.notNegative());
    return quint64(count);
}

} // namespace

hub::Result<DeniedCaller> deniedCallerFrom(const hub::JsonView& json)
{
    DeniedCaller caller;
    HUB_TRY(const std::string id, json.stringOr("deviceId", {}));
    caller.deviceId = QString::fromStdString(id);
    HUB_TRY(caller.address, lineFrom(json, "address"));
    HUB_TRY(caller.reason, lineFrom(json, "reason"));
    HUB_TRY(caller.detail, lineFrom(json, "detail"));
    HUB_TRY(caller.remedy, lineFrom(json, "remedy"));
    HUB_TRY(caller.protocol, lineFrom(json, "protocol"));
    HUB_TRY(caller.count, countFrom(json, "count"));
    HUB_TRY(caller.lockedOut, countFrom(json, "lockedOut"));
    HUB_TRY(caller.first, hub::api::requiredTime(json, "first"));
    HUB_TRY(caller.last, hub::api::requiredTime(json, "last"));
    HUB_TRY(caller.ignored, json.booleanOr("ignored", false));
    return caller;
}

struct DeniedTable::CallerRow final : RowTable::Row
{
    explicit CallerRow(DeniedCaller c) : caller(std::move(c)) {}
    QString key() const override { return keyOf(caller); }
    bool looksLike(const Row& other) const override
    {
        return caller == static_cast<const CallerRow&>(other).caller;
    }
    DeniedCaller caller;
};

DeniedTable::DeniedTable(HubSession& session, QObject* parent)
    : RowTable(session, kRefreshEvery, parent)
{
    connect(&session, &HubSession::deviceEvent, this, [this](const hub::api::Event& event) {
        if (event.type == "denied") {
            refreshSoon();
        }
    });
}

QString DeniedTable::keyOf(const DeniedCaller& caller)
{
    return caller.address + u'\n' + caller.deviceId;
}

int DeniedTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant DeniedTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    static const std::array<const char*, ColumnCount> headings{
        QT_TR_NOOP("Last try"), QT_TR_NOOP("Claimed id"), QT_TR_NOOP("Refused because"),
        QT_TR_NOOP("Address"),  QT_TR_NOOP("Protocol"),   QT_TR_NOOP("Tries")};
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 ||
        section >= ColumnCount) {
        return {};
    }
    return tr(headings[std::size_t(section)]);
}

QVariant DeniedTable::data(const QModelIndex& index, int role) const
{
    const DeniedCaller* const caller = callerAt(index.row());
    if (caller == nullptr) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole: return textFor(*caller, index.column());
    case Qt::ToolTipRole: return toolTipFor(*caller, index.column());
    case IgnoredRole: return caller->ignored;
    case UnknownRole: return caller->reason == "deviceUnknown"_L1;
    default: return {};
    }
}

QVariant DeniedTable::textFor(const DeniedCaller& caller, int column) const
{
    switch (column) {
    case Last: return relativeTime(caller.last, session().hubNow());
    case DeviceId:
        return caller.deviceId.isEmpty() ? u"–"_s : plainLine(caller.deviceId, kMostChars);
    case Reason: return denialText(caller.reason);
    case Address: return caller.address;
    case Protocol: return caller.protocol.toUpper();
    case Count: return countText(caller.count);
    default: return {};
    }
}

QVariant DeniedTable::toolTipFor(const DeniedCaller& caller, int column) const
{
    switch (column) {
    case Last:
        return tr("First %1, last %2").arg(absoluteTime(caller.first), absoluteTime(caller.last));
    case Reason: return caller.detail.isEmpty() ? caller.remedy : caller.detail;
    case Count:
        return caller.lockedOut == 0
                   ? QString()
                   : tr("%1 of them while it was locked out").arg(countText(caller.lockedOut));
    default: return textFor(caller, column);
    }
}

void DeniedTable::setContains(const QString& contains)
{
    if (contains_ != contains) {
        contains_ = contains;
        reload();
    }
}

void DeniedTable::setReason(const QString& reason)
{
    if (reason_ != reason) {
        reason_ = reason;
        reload();
    }
}

void DeniedTable::setShowsIgnored(bool shows)
{
    if (showsIgnored_ != shows) {
        showsIgnored_ = shows;
        reload();
    }
}

const DeniedCaller* DeniedTable::callerAt(int row) const
{
    const Row* const found = rowAt(row);
    return found == nullptr ? nullptr : &static_cast<const CallerRow*>(found)->caller;
}

std::optional<HubRequest> DeniedTable::pageRequest() const
{
    if (!session().supports("denied")) {
        return std::nullopt;
    }
    HubRequest request;
    request.path = u"/admin/access/denied"_s;
    if (!contains_.isEmpty()) {
        request.query.addQueryItem(u"contains"_s,
                                   QString::fromLatin1(QUrl::toPercentEncoding(contains_)));
    }
    if (!reason_.isEmpty()) {
        request.query.addQueryItem(u"reason"_s, reason_);
    }
    if (showsIgnored_) {
        request.query.addQueryItem(u"ignored"_s, u"true"_s);
    }
    return request;
}

HubAnswer<RowTable::Page> DeniedTable::readPage(const HubReply& reply)
{
    HubAnswer<DeniedPage> answer = answerFrom(reply, &deniedPageFrom);
    if (!answer.value) {
        return {answer.error, std::nullopt};
    }
    Page page;
    for (DeniedCaller& caller : answer.value->callers) {
        page.rows.push_back(std::make_shared<CallerRow>(std::move(caller)));
    }
    total_ = answer.value->total;
    const quint64 seen = askedAfter().toULongLong() + page.rows.size();
    page.next = seen < total_ && !page.rows.empty() ? QString::number(seen) : QString();
    page.asOf = answer.value->asOf;
    return {{}, std::move(page)};
}

} // namespace deck
