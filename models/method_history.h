// The direct methods that were called lately from this console, newest first, to be looked at and
// called again.
#pragma once

#include "base/clock.h"

#include <QAbstractTableModel>

#include <deque>

namespace deck {

/// What a person fills in.
struct MethodDraft
{
    QString name = {};
    QString payload = {}; ///< JSON, or nothing
    int responseSeconds = 30;
    int connectSeconds = 0;
    bool operator==(const MethodDraft&) const = default;
};

/// How a call ended.
struct MethodOutcome
{
    enum class Kind {
        Answered,  ///< by the device, whatever its status says
        NotOnline, ///< nobody there who takes calls
        Gone,      ///< the connection ended meanwhile
        TimedOut,  ///< no answer in time
        Cancelled, ///< the person waits no longer
        Refused,   ///< any other error of the hub
        Unreachable, ///< no answer of the hub
    };

    Kind kind = Kind::Answered;
    qint64 status = 0;     ///< the device's
    QString payload = {};  ///< its JSON, indented; empty: none
    QString sentence = {}; ///< what went wrong
    QString remedy = {};   ///< and what to do
    int milliseconds = 0;
};

/// GUI thread.
class MethodHistory final : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr int kKept = 20;

    enum Column { Method, Device, Result, Duration, Time, ColumnCount };
    enum Role { WellRole = Qt::UserRole + 1 }; ///< answered, and its status says so

    struct Call
    {
        hub::WallTime time{};
        QString deviceId = {};
        MethodDraft draft = {};
        MethodOutcome outcome = {};
    };

    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void add(Call call);
    const Call& callAt(int row) const { return calls_[std::size_t(row)]; }

private:
    static QString textOf(const Call& call, int column);

    std::deque<Call> calls_; ///< newest first
};

/// Devices use the numbers of HTTP: below 300 they have done what was asked.
bool wentWell(const MethodOutcome& outcome);

/// "200", "No answer", "Not connected", …
QString shortText(const MethodOutcome& outcome);

/// "38 ms", "12.4 s"
QString durationText(int milliseconds);

} // namespace deck
