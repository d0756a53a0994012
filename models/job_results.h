// What became of each device of a job, into a CSV file: asked for page by page and written as it comes.
#pragma once

#include "models/act_result.h"
#include "models/hub_session.h"
#include "models/job_device.h"

#include <QObject>
#include <QPointer>
#include <QSaveFile>

#include <memory>

class QNetworkReply;

namespace deck {

/// GUI thread; lives no longer than its session.
class JobResults final : public QObject
{
    Q_OBJECT

public:
    explicit JobResults(HubSession& session, QObject* parent = nullptr);
    ~JobResults() override;

    /// Nothing while one runs. status as in JobDevice; empty: all. A file of that name is replaced when all
    /// went well, else kept.
    void start(const QString& jobId, const QString& status, const QString& fileName);
    void cancel();

    bool isRunning() const { return file_ != nullptr; }
    quint64 devices() const { return devices_; } ///< written so far

Q_SIGNALS:
    void changed();
    void finished(const deck::ActResult& result); ///< also when it was cancelled

private:
    void ask(const QString& cursor);
    void take(const QString& cursor, const HubReply& reply);
    void finish(const QString& failure, const HubError& error = {});

    HubSession& session_;
    std::unique_ptr<QSaveFile> file_;
    QPointer<QNetworkReply> reply_;
    QString jobId_;
    QString status_;
    quint64 devices_ = 0;
    quint64 turn_ = 0; ///< answers to an earlier run are dropped
};

} // namespace deck
