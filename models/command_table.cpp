#include "models/command_table.h"

#include "models/command_texts.h"
#include "models/texts.h"

#include <array>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kMostIdChars = 128;

QString numberOf(const hub::api::Command& command)
{
    return QString::fromStdString(command.id);
}

/// What may change while a command stays the same.
bool looksAlike(const hub::api::Command& a, const hub::api::Command& b)
{
    return a.state == b.state && a.reason == b.reason && a.attempts == b.attempts &&
           a.expires == b.expires && a.enqueued == b.enqueued && a.ended == b.ended &&
           a.lockedUntil == b.lockedUntil && a.ack == b.ack && a.messageId == b.messageId &&
           a.properties == b.properties && a.body == b.body;
}

} // namespace

struct CommandTable::CommandRow final : RowTable::Row
{
    explicit CommandRow(hub::api::Command c) : command(std::move(c)) {}
    QString key() const override { return numberOf(command); }
    bool looksLike(const Row& other) const override
    {
        return looksAlike(command, static_cast<const CommandRow&>(other).command);
    }
    hub::api::Command command;
};

CommandTable::CommandTable(HubSession& session,
                           std::chrono::milliseconds refreshEvery,
                           QObject* parent)
    : RowTable(session, refreshEvery, parent)
{
}

int CommandTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant CommandTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    static const std::array<const char*, ColumnCount> headings{
        QT_TR_NOOP("Device"),
        "#",
        QT_TR_NOOP("State"),
        QT_TR_NOOP("Attempts"),
        QT_TR_NOOP("Age"),
        QT_TR_NOOP("Expires in"),
        QT_TR_NOOP("Ended"),
        QT_TR_NOOP("Feedback"),
        QT_TR_NOOP("Size"),
        QT_TR_NOOP("Message id"),
        QT_TR_NOOP("Payload")};
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 ||
        section >= ColumnCount) {
        return {};
    }
    return tr(headings[std::size_t(section)]);
}

QVariant CommandTable::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const hub::api::Command& command = *commandAt(index.row());
    switch (role) {
    case Qt::DisplayRole: return textFor(command, index.row(), index.column());
    case Qt::ToolTipRole: return toolTipFor(command, index.row(), index.column());
    case NumberRole: return numberOf(command);
    case UrgencyRole: return int(urgencyOf(command, session().hubNow()));
    case StateNameRole: return QString::fromStdString(command.state);
    default: return {};
    }
}

QVariant CommandTable::textFor(const hub::api::Command& command, int row, int column) const
{
    const bool ended = command.ended.has_value();
    switch (column) {
    case Device: return QString::fromStdString(command.deviceId);
    case Position: return ended ? QString() : QString::number(row + 1);
    case State: return stateText(command);
    case Attempts: return attemptsText(command.attempts, maxAttempts());
    case Age: return relativeTime(command.enqueued, session().hubNow());
    case ExpiresIn: return ended ? QString() : remainingText(command.expires - session().hubNow());
    case Ended:
        return ended ? relativeTime(command.ended, session().hubNow()) : QString();
    case Ack: return ackText(command.ack);
    case Size: return bytesText(command.body.size());
    case MessageId: return plainLine(QString::fromStdString(command.messageId), kMostIdChars);
    case Payload: return previewText(command.body);
    default: return {};
    }
}

QVariant CommandTable::toolTipFor(const hub::api::Command& command, int row, int column) const
{
    switch (column) {
    case State: return stateSentence(command, maxAttempts());
    case Age: return absoluteTime(command.enqueued);
    case ExpiresIn: return absoluteTime(command.expires);
    case Ended: return command.ended ? absoluteTime(command.ended) : QString();
    case Ack: return tr("When the sender is told how it ended");
    default: return textFor(command, row, column);
    }
}

const hub::api::Command* CommandTable::commandAt(int row) const
{
    const Row* const found = rowAt(row);
    return found == nullptr ? nullptr : &static_cast<const CommandRow*>(found)->command;
}

HubAnswer<RowTable::Page> CommandTable::readPage(const HubReply& reply)
{
    HubAnswer<CommandPage> answer = readCommands(reply);
    if (!answer.value) {
        return {answer.error, std::nullopt};
    }
    Page page;
    for (hub::api::Command& command : answer.value->commands) {
        page.rows.push_back(std::make_shared<CommandRow>(std::move(command)));
    }
    page.next = answer.value->next;
    page.asOf = answer.value->asOf;
    return {{}, std::move(page)};
}

void CommandTable::placesChanged()
{
    Q_EMIT dataChanged(index(0, Position), index(rowCount() - 1, Position), {Qt::DisplayRole});
}

} // namespace deck
