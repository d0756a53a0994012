#include "models/access_list_table.h"

#include "models/access_texts.h"
#include "models/command_texts.h"
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

struct AccessListTable::EntryRow final : RowTable::Row
{
    explicit EntryRow(hub::api::AccessEntry e) : entry(std::move(e)) {}
    QString key() const override { return QString::fromStdString(entry.id); }
    bool looksLike(const Row& other) const override
    {
        const hub::api::AccessEntry& that = static_cast<const EntryRow&>(other).entry;
        return entry.etag == that.etag && entry.active == that.active;
    }
    hub::api::AccessEntry entry;
};

AccessListTable::AccessListTable(HubSession& session, const QString& list, QObject* parent)
    : RowTable(session, kRefreshEvery, parent), list_(list)
{
    connect(&session, &HubSession::deviceEvent, this, [this](const hub::api::Event& event) {
        if (event.type == "access") {
            refreshSoon();
        }
    });
}

int AccessListTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant AccessListTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    static const std::array<const char*, ColumnCount> headings{
        QT_TR_NOOP("Kind"),  QT_TR_NOOP("What"), QT_TR_NOOP("Reason"),
        QT_TR_NOOP("Until"), QT_TR_NOOP("By"),   QT_TR_NOOP("Since")};
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 ||
        section >= ColumnCount) {
        return {};
    }
    return tr(headings[std::size_t(section)]);
}

QVariant AccessListTable::data(const QModelIndex& index, int role) const
{
    const hub::api::AccessEntry* const entry = entryAt(index.row());
    if (entry == nullptr) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole: return textFor(*entry, index.column());
    case Qt::ToolTipRole: return toolTipFor(*entry, index.column());
    case ActiveRole: return entry->active;
    default: return {};
    }
}

QVariant AccessListTable::textFor(const hub::api::AccessEntry& entry, int column) const
{
    const hub::WallTime now = session().hubNow();
    switch (column) {
    case Kind: return kindText(text(entry.kind));
    case Value: return text(entry.value);
    case Reason: return text(entry.reason);
    case Until:
        return !entry.until    ? tr("for ever")
               : !entry.active ? tr("ended")
                               : tr("%1 left").arg(remainingText(*entry.until - now));
    case By: return text(entry.by);
    case Since: return relativeTime(entry.since, now);
    default: return {};
    }
}

QVariant AccessListTable::toolTipFor(const hub::api::AccessEntry& entry, int column) const
{
    switch (column) {
    case Until: return entry.until ? absoluteTime(entry.until) : tr("Until somebody removes it");
    case Since: return absoluteTime(entry.since);
    default: return textFor(entry, column);
    }
}

void AccessListTable::setSearch(const QString& search)
{
    if (search_ != search) {
        search_ = search;
        reload();
    }
}

const hub::api::AccessEntry* AccessListTable::entryAt(int row) const
{
    const Row* const found = rowAt(row);
    return found == nullptr ? nullptr : &static_cast<const EntryRow*>(found)->entry;
}

std::optional<HubRequest> AccessListTable::pageRequest() const
{
    if (!session().supports("access")) {
        return std::nullopt;
    }
    HubRequest request;
    request.path = u"/admin/access/entries"_s;
    request.query.addQueryItem(u"list"_s, list_);
    if (!search_.isEmpty()) {
        request.query.addQueryItem(u"search"_s,
                                   QString::fromLatin1(QUrl::toPercentEncoding(search_)));
    }
    return request;
}

HubAnswer<RowTable::Page> AccessListTable::readPage(const HubReply& reply)
{
    HubAnswer<hub::api::AccessEntries> answer = answerFrom(reply, &hub::api::accessEntriesFrom);
    if (!answer.value) {
        return {answer.error, std::nullopt};
    }
    Page page;
    for (hub::api::AccessEntry& entry : answer.value->entries) {
        page.rows.push_back(std::make_shared<EntryRow>(std::move(entry)));
    }
    page.next = QString::fromStdString(answer.value->next);
    return {{}, std::move(page)};
}

} // namespace deck
