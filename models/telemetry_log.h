// The newest messages as a table, oldest first. Paused, it keeps collecting and shows what waits
// when it goes on; bounded in messages and bytes either way, and what left is counted.
#pragma once

#include "api/telemetry.h"

#include <QAbstractTableModel>

#include <deque>
#include <vector>

namespace deck {

/// GUI thread.
class TelemetryLog final : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr int kMaxMessages = 5'000;
    static constexpr qsizetype kMaxBytes = 32 * 1024 * 1024;

    enum Column { Time, Device, Summary, Size, ColumnCount };

    explicit TelemetryLog(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void add(const std::vector<hub::api::Message>& messages);
    void clear();
    void removeDevice(const QString& device);

    void setDeviceFilter(const QString& device); ///< empty = all; what is here already goes
    const QString& deviceFilter() const { return filter_; }

    void setPaused(bool paused);
    bool isPaused() const { return paused_; }
    int waiting() const { return int(waiting_.size()); } ///< collected while paused
    double waitingShare() const; ///< of what a pause can hold: 0 to 1
    quint64 dropped() const { return dropped_; } ///< left a full pause

    const hub::api::Message& messageAt(int row) const;

Q_SIGNALS:
    void waitingChanged();

private:
    using Queue = std::deque<hub::api::Message>;

    bool isWanted(const hub::api::Message& message) const;
    void show(Queue fresh);
    void makeRoom(std::size_t count, qsizetype bytes);
    QString textFor(const hub::api::Message& message, int column) const;

    Queue shown_;
    Queue waiting_;
    qsizetype shownBytes_ = 0;
    qsizetype waitingBytes_ = 0;
    quint64 dropped_ = 0;
    QString filter_;
    bool paused_ = false;
};

} // namespace deck
