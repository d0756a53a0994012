#include "models/access_group_table.h"

#include "models/texts.h"

#include <array>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::milliseconds kRefreshEvery = 500ms;
constexpr int kMostChars = 400;

QString text(const std::string& value)
{
    return plainLine(QString::fromStdString(value), kMostChars);
}

} // namespace

struct AccessGroupTable::GroupRow final : RowTable::Row
{
    explicit GroupRow(hub::api::AccessGroup g) : group(std::move(g)) {}
    QString key() const override { return QString::fromStdString(group.name); }
    bool looksLike(const Row& other) const override
    {
        const hub::api::AccessGroup& that = static_cast<const GroupRow&>(other).group;
        return group.etag == that.etag && group.members == that.members;
    }
    hub::api::AccessGroup group;
};

AccessGroupTable::AccessGroupTable(HubSession& session, QObject* parent)
    : RowTable(session, kRefreshEvery, parent)
{
    connect(&session, &HubSession::deviceEvent, this, [this](const hub::api::Event& event) {
        if (event.type == "access") {
            refreshSoon();
        }
    });
}

int AccessGroupTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant AccessGroupTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    static const std::array<const char*, ColumnCount> headings{
        QT_TR_NOOP("Name"),   QT_TR_NOOP("Condition"), QT_TR_NOOP("Named members"),
        QT_TR_NOOP("Reason"), QT_TR_NOOP("By"),        QT_TR_NOOP("Since")};
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 ||
        section >= ColumnCount) {
        return {};
    }
    return tr(headings[std::size_t(section)]);
}

QVariant AccessGroupTable::data(const QModelIndex& index, int role) const
{
    const hub::api::AccessGroup* const group = groupAt(index.row());
    if (group == nullptr) {
        return {};
    }
    if (role == Qt::ToolTipRole && index.column() == Since) {
        return absoluteTime(group->since);
    }
    const bool shown = role == Qt::DisplayRole || role == Qt::ToolTipRole;
    return shown ? textFor(*group, index.column()) : QVariant();
}

QVariant AccessGroupTable::textFor(const hub::api::AccessGroup& group, int column) const
{
    switch (column) {
    case Name: return text(group.name);
    case Condition: return group.condition.empty() ? u"–"_s : text(group.condition);
    case Members: return group.members == 0 ? u"–"_s : countText(group.members);
    case Reason: return text(group.reason);
    case By: return text(group.by);
    case Since: return relativeTime(group.since, session().hubNow());
    default: return {};
    }
}

const hub::api::AccessGroup* AccessGroupTable::groupAt(int row) const
{
    const Row* const found = rowAt(row);
    return found == nullptr ? nullptr : &static_cast<const GroupRow*>(found)->group;
}

std::optional<HubRequest> AccessGroupTable::pageRequest() const
{
    if (!session().supports("access")) {
        return std::nullopt;
    }
    HubRequest request;
    request.path = u"/admin/access/groups"_s;
    return request;
}

HubAnswer<RowTable::Page> AccessGroupTable::readPage(const HubReply& reply)
{
    HubAnswer<hub::api::AccessGroups> answer = answerFrom(reply, &hub::api::accessGroupsFrom);
    if (!answer.value) {
        return {answer.error, std::nullopt};
    }
    Page page;
    for (hub::api::AccessGroup& group : answer.value->groups) {
        page.rows.push_back(std::make_shared<GroupRow>(std::move(group)));
    }
    return {{}, std::move(page)};
}

} // namespace deck
