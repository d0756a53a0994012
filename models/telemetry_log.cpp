#include "models/telemetry_log.h"

#include "models/texts.h"

#include <algorithm>

namespace deck {
namespace {

constexpr int kSummaryChars = 160;

qsizetype bytesOf(const hub::api::Message& message)
{
    qsizetype sum = qsizetype(sizeof message + message.body.size());
    for (const auto& [name, value] : message.properties) {
        sum += qsizetype(name.size() + (value ? value->size() : 0) + 64);
    }
    return sum + 512; // system properties
}

} // namespace

TelemetryLog::TelemetryLog(QObject* parent) : QAbstractTableModel(parent) {}

int TelemetryLog::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(shown_.size());
}

int TelemetryLog::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant TelemetryLog::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Time: return tr("Time");
    case Device: return tr("Device");
    case Summary: return tr("Body");
    case Size: return tr("Size");
    default: return {};
    }
}

QVariant TelemetryLog::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const hub::api::Message& message = messageAt(index.row());
    if (role == Qt::DisplayRole) {
        return textFor(message, index.column());
    }
    if (role == Qt::ToolTipRole && index.column() == Time) {
        return absoluteTime(message.enqueued);
    }
    return {};
}

QString TelemetryLog::textFor(const hub::api::Message& message, int column) const
{
    switch (column) {
    case Time: return clockTime(message.enqueued);
    case Device: return QString::fromStdString(message.deviceId);
    case Summary:
        return message.isText
                   ? plainLine(QString::fromUtf8(message.body.data(),
                                                 qsizetype(std::min<std::size_t>(
                                                     message.body.size(), 4 * kSummaryChars))),
                               kSummaryChars)
                   : tr("%1 bytes that are not text").arg(message.body.size());
    case Size: return bytesText(message.body.size());
    default: return {};
    }
}

const hub::api::Message& TelemetryLog::messageAt(int row) const
{
    return shown_[std::size_t(row)];
}

bool TelemetryLog::isWanted(const hub::api::Message& message) const
{
    return filter_.isEmpty() || QString::fromStdString(message.deviceId) == filter_;
}

void TelemetryLog::add(const std::vector<hub::api::Message>& messages)
{
    Queue fresh;
    for (const hub::api::Message& message : messages) {
        if (isWanted(message)) {
            fresh.push_back(message);
        }
    }
    if (fresh.empty()) {
        return;
    }
    if (!paused_) {
        show(std::move(fresh));
        return;
    }
    for (hub::api::Message& message : fresh) {
        waitingBytes_ += bytesOf(message);
        waiting_.push_back(std::move(message));
    }
    while (waiting_.size() > kMaxMessages || waitingBytes_ > kMaxBytes) {
        waitingBytes_ -= bytesOf(waiting_.front());
        waiting_.pop_front();
        ++dropped_;
    }
    Q_EMIT waitingChanged();
}

void TelemetryLog::show(Queue fresh)
{
    qsizetype bytes = 0;
    for (const hub::api::Message& message : fresh) {
        bytes += bytesOf(message);
    }
    while (fresh.size() > kMaxMessages || bytes > kMaxBytes) {
        bytes -= bytesOf(fresh.front());
        fresh.pop_front();
    }
    makeRoom(fresh.size(), bytes);
    beginInsertRows({}, int(shown_.size()), int(shown_.size() + fresh.size()) - 1);
    std::move(fresh.begin(), fresh.end(), std::back_inserter(shown_));
    shownBytes_ += bytes;
    endInsertRows();
}

/// Takes the oldest away until the new ones fit.
void TelemetryLog::makeRoom(std::size_t count, qsizetype bytes)
{
    std::size_t removed = 0;
    qsizetype freed = 0;
    while (removed < shown_.size() && (shown_.size() - removed + count > kMaxMessages ||
                                       shownBytes_ - freed + bytes > kMaxBytes)) {
        freed += bytesOf(shown_[removed]);
        ++removed;
    }
    if (removed == 0) {
        return;
    }
    beginRemoveRows({}, 0, int(removed) - 1);
    shown_.erase(shown_.begin(), shown_.begin() + std::ptrdiff_t(removed));
    shownBytes_ -= freed;
    endRemoveRows();
}

void TelemetryLog::clear()
{
    beginResetModel();
    shown_.clear();
    waiting_.clear();
    shownBytes_ = 0;
    waitingBytes_ = 0;
    dropped_ = 0;
    endResetModel();
    Q_EMIT waitingChanged();
}

void TelemetryLog::removeDevice(const QString& device)
{
    const std::string id = device.toStdString();
    beginResetModel();
    std::erase_if(shown_, [&](const hub::api::Message& message) {
        const bool gone = message.deviceId == id;
        shownBytes_ -= gone ? bytesOf(message) : 0;
        return gone;
    });
    std::erase_if(waiting_, [&](const hub::api::Message& message) {
        const bool gone = message.deviceId == id;
        waitingBytes_ -= gone ? bytesOf(message) : 0;
        return gone;
    });
    endResetModel();
    Q_EMIT waitingChanged();
}

void TelemetryLog::setDeviceFilter(const QString& device)
{
    if (filter_ != device) {
        filter_ = device;
        clear();
    }
}

void TelemetryLog::setPaused(bool paused)
{
    if (paused_ == paused) {
        return;
    }
    paused_ = paused;
    if (!paused_ && !waiting_.empty()) {
        waitingBytes_ = 0;
        show(std::exchange(waiting_, {}));
    }
    dropped_ = 0;
    Q_EMIT waitingChanged();
}

double TelemetryLog::waitingShare() const
{
    return std::max(double(waiting_.size()) / kMaxMessages, double(waitingBytes_) / double(kMaxBytes));
}

} // namespace deck
