// A question before something is done with many devices: which ones they are, how many, and for what cannot be
// taken back, or is done with more than a thousand, the number to be typed. Starts the job and closes when the
// hub has taken it.
#pragma once

#include "widgets/parts/dialog.h"

#include "models/bulk_action.h"
#include "models/bulk_target.h"

namespace deck {

class ErrorLine;
class FleetJobs;
class HubSession;
class Label;
class TextField;
struct JobResult;

/// GUI thread; deletes itself when it is closed. A subclass says what is done.
class BulkDialog : public Dialog
{
    Q_OBJECT

public:
    static constexpr quint64 kTypeFrom = 1'001; ///< devices: from here on the number is typed

    /// What it needs; the jobs outlive it.
    struct Parts
    {
        Theme& theme;
        HubSession& session;
        FleetJobs& jobs;
        BulkTarget target;
    };

protected:
    struct Words
    {
        QString title;  ///< "Disable %1", with "12 devices"
        QString text;   ///< what happens to them
        QString accept; ///< "Disable"
        bool isDestructive = false; ///< or at least disturbs them
    };
    BulkDialog(const Parts& parts, const Words& words, QWidget* parent);

    /// Fields go into body() first; then this.
    void finishBody();

    /// What to do, or nothing when a field is wrong, which says so itself.
    virtual std::optional<BulkAction> action() = 0;

    const BulkTarget& target() const { return target_; }

private:
    void countThem();
    void takeCount(const std::optional<quint64>& count, const QString& failure);
    void syncTexts();
    void syncAccept();
    bool needsNumber() const;
    bool isConfirmed() const;
    void start();
    void take(const JobResult& result);

    HubSession& session_;
    FleetJobs& jobs_;
    BulkTarget target_;
    const Words words_;
    Label* which_;
    TextField* number_;
    QWidget* numberRow_;
    ErrorLine* error_;
    Button* cancel_;
    Button* accept_;
};

} // namespace deck
