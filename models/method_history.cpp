#include "models/method_history.h"

#include "models/texts.h"

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kMostChars = 120;
constexpr int kFirstBadStatus = 300;
constexpr int kSecondsFrom = 10'000; ///< milliseconds

} // namespace

bool wentWell(const MethodOutcome& outcome)
{
    return outcome.kind == MethodOutcome::Kind::Answered && outcome.status < kFirstBadStatus;
}

QString shortText(const MethodOutcome& outcome)
{
    switch (outcome.kind) {
    case MethodOutcome::Kind::Answered: return QString::number(outcome.status);
    case MethodOutcome::Kind::NotOnline: return MethodHistory::tr("Not connected");
    case MethodOutcome::Kind::Gone: return MethodHistory::tr("Connection ended");
    case MethodOutcome::Kind::TimedOut: return MethodHistory::tr("No answer");
    case MethodOutcome::Kind::Cancelled: return MethodHistory::tr("Cancelled");
    case MethodOutcome::Kind::Refused: return MethodHistory::tr("Refused");
    case MethodOutcome::Kind::Unreachable: return MethodHistory::tr("Hub not reached");
    }
    return {};
}

QString durationText(int milliseconds)
{
    return milliseconds < kSecondsFrom
               ? MethodHistory::tr("%1 ms").arg(countText(quint64(milliseconds)))
               : MethodHistory::tr("%1 s").arg(valueText(double(milliseconds) / 1'000));
}

int MethodHistory::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(calls_.size());
}

int MethodHistory::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant MethodHistory::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Call& call = callAt(index.row());
    if (role == Qt::DisplayRole) {
        return textOf(call, index.column());
    }
    if (role == Qt::ToolTipRole) {
        if (index.column() == Result && !call.outcome.sentence.isEmpty()) {
            return call.outcome.sentence;
        }
        return index.column() == Time ? absoluteTime(call.time) : textOf(call, index.column());
    }
    return role == WellRole ? QVariant(wentWell(call.outcome)) : QVariant();
}

QString MethodHistory::textOf(const Call& call, int column)
{
    switch (column) {
    case Method: return plainLine(call.draft.name, kMostChars);
    case Device: return plainLine(call.deviceId, kMostChars);
    case Result: return shortText(call.outcome);
    case Duration: return durationText(call.outcome.milliseconds);
    case Time: return clockTime(call.time).left(8);
    default: return {};
    }
}

QVariant MethodHistory::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Method: return tr("Method");
    case Device: return tr("Device");
    case Result: return tr("Result");
    case Duration: return tr("Took");
    case Time: return tr("Time");
    default: return {};
    }
}

void MethodHistory::add(Call call)
{
    if (rowCount() == kKept) {
        beginRemoveRows({}, kKept - 1, kKept - 1);
        calls_.pop_back();
        endRemoveRows();
    }
    beginInsertRows({}, 0, 0);
    calls_.push_front(std::move(call));
    endInsertRows();
}

} // namespace deck
