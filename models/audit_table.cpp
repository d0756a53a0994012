#include "models/audit_table.h"

#include "models/json_changes.h"
#include "models/texts.h"

#include "base/hex.h"
#include "base/time_text.h"

#include <QLocale>
#include <QUrlQuery>

#include <array>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::milliseconds kRefreshEvery = 1s;
constexpr int kMostChars = 300;
constexpr std::size_t kMostInSummary = 4;

QString text(const std::string& value)
{
    return plainLine(QString::fromStdString(value), kMostChars);
}

void addItem(QUrlQuery& query, const QString& name, const QString& value)
{
    if (!value.isEmpty()) {
        query.addQueryItem(name, QString::fromLatin1(QUrl::toPercentEncoding(value)));
    }
}

QString adminTime(const std::optional<hub::WallTime>& time)
{
    return time ? QString::fromStdString(hub::toAdminTime(*time)) : QString();
}

} // namespace

struct AuditTable::RecordRow final : RowTable::Row
{
    explicit RecordRow(hub::AuditRecord r)
        : record(std::move(r)), summary(summaryOf(record))
    {
    }
    QString key() const override { return QString::number(record.sequence); }
    bool looksLike(const Row& other) const override
    {
        return record.hash == static_cast<const RecordRow&>(other).record.hash;
    }
    hub::AuditRecord record;
    QString summary;
};

AuditTable::AuditTable(HubSession& session, QObject* parent)
    : RowTable(session, kRefreshEvery, parent)
{
    connect(&session, &HubSession::deviceEvent, this, [this](const hub::api::Event& event) {
        if (event.type == "audit" && hasRows()) {
            ++new_;
            Q_EMIT newRecordsChanged();
        }
    });
}

int AuditTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant AuditTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    static const std::array<const char*, ColumnCount> headings{
        QT_TR_NOOP("Time"),   QT_TR_NOOP("Actor"),  QT_TR_NOOP("From"),   QT_TR_NOOP("Action"),
        QT_TR_NOOP("Object"), QT_TR_NOOP("Result"), QT_TR_NOOP("What changed")};
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 ||
        section >= ColumnCount) {
        return {};
    }
    return tr(headings[std::size_t(section)]);
}

QVariant AuditTable::data(const QModelIndex& index, int role) const
{
    const hub::AuditRecord* const record = recordAt(index.row());
    if (record == nullptr) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == Summary
                   ? QVariant(static_cast<const RecordRow*>(rowAt(index.row()))->summary)
                   : textFor(*record, index.column());
    case Qt::ToolTipRole: return toolTipFor(*record, index.column());
    case RefusedRole: return record->result != hub::kAuditOk;
    default: return {};
    }
}

QVariant AuditTable::textFor(const hub::AuditRecord& record, int column) const
{
    switch (column) {
    case Time: {
        const QDateTime local = toQt(record.time);
        const bool today = local.date() == toQt(session().hubNow()).date();
        return today ? local.toString(u"HH:mm:ss"_s) : dateTime(record.time);
    }
    case Actor: return actorText(record);
    case Origin: return record.address.empty() ? u"–"_s : text(record.address);
    case Action: return text(record.action);
    case Target: return record.target.empty() ? u"–"_s : text(record.target);
    case Result: return resultText(record);
    default: return {};
    }
}

QVariant AuditTable::toolTipFor(const hub::AuditRecord& record, int column) const
{
    switch (column) {
    case Time: return absoluteTime(record.time);
    case Actor:
        return record.role.empty() ? QString() : tr("Rights: %1").arg(text(record.role));
    case Summary: return summaryOf(record);
    default: return textFor(record, column);
    }
}

QString AuditTable::actorText(const hub::AuditRecord& record)
{
    return record.actorKind == hub::kActorHub ? tr("the hub itself") : text(record.actor);
}

QString AuditTable::resultText(const hub::AuditRecord& record)
{
    return record.result == hub::kAuditOk ? tr("Done") : text(record.result);
}

QString AuditTable::hashText(const hub::AuditRecord& record)
{
    return QString::fromStdString(hub::toHex(hub::asBytes(record.hash)));
}

QString AuditTable::summaryOf(const hub::AuditRecord& record)
{
    QStringList parts;
    const std::vector<JsonChange> changes = changesIn(record.before, record.after);
    for (const JsonChange& change : changes) {
        if (parts.size() == qsizetype(kMostInSummary)) {
            parts << tr("and %1 more").arg(changes.size() - kMostInSummary);
            break;
        }
        const QString value = change.before.isEmpty()  ? change.after
                              : change.after.isEmpty() ? change.before + u" → –"_s
                                                       : change.before + u" → "_s + change.after;
        parts << (change.path.isEmpty() ? value : change.path + u": "_s + value);
    }
    return plainLine(parts.join(u", "_s), kMostChars);
}

void AuditTable::setFilter(const AuditFilter& filter)
{
    if (!(filter_ == filter)) {
        filter_ = filter;
        reload();
    }
}

const hub::AuditRecord* AuditTable::recordAt(int row) const
{
    const Row* const found = rowAt(row);
    return found == nullptr ? nullptr : &static_cast<const RecordRow*>(found)->record;
}

std::optional<HubRequest> AuditTable::pageRequest() const
{
    if (!session().supports("audit")) {
        return std::nullopt;
    }
    HubRequest request;
    request.path = u"/admin/audit"_s;
    addItem(request.query, u"actor"_s, filter_.actor);
    addItem(request.query, u"action"_s, filter_.action);
    addItem(request.query, u"search"_s, filter_.target);
    addItem(request.query, u"address"_s, filter_.address);
    addItem(request.query, u"result"_s, filter_.result);
    addItem(request.query, u"from"_s, adminTime(filter_.from));
    addItem(request.query, u"to"_s, adminTime(filter_.to));
    return request;
}

HubAnswer<RowTable::Page> AuditTable::readPage(const HubReply& reply)
{
    HubAnswer<hub::api::AuditList> answer = answerFrom(reply, &hub::api::auditListFrom);
    if (!answer.value) {
        return {answer.error, std::nullopt};
    }
    Page page;
    for (hub::AuditRecord& record : answer.value->records) {
        page.rows.push_back(std::make_shared<RecordRow>(std::move(record)));
    }
    page.next = QString::fromStdString(answer.value->next);
    page.asOf = answer.value->asOf;
    if (askedAfter().isEmpty() && new_ != 0) {
        new_ = 0;
        Q_EMIT newRecordsChanged();
    }
    return {{}, std::move(page)};
}

} // namespace deck
