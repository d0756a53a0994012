// The whole audit log into a file, as JSON Lines with the proof: written while it comes, and kept
// only when the last line says that it is complete.
#pragma once

#include "models/act_result.h"
#include "models/hub_session.h"

#include <QNetworkReply>
#include <QObject>
#include <QPointer>
#include <QSaveFile>

#include <memory>

namespace deck {

/// GUI thread; lives no longer than its session.
class AuditExport final : public QObject
{
    Q_OBJECT

public:
    explicit AuditExport(HubSession& session, QObject* parent = nullptr);
    ~AuditExport() override;

    /// Nothing while one runs. A file of that name is replaced when all went well, else kept.
    void start(const QString& fileName);
    void cancel();

    bool isRunning() const { return reply_ != nullptr; }
    quint64 bytes() const { return bytes_; } ///< written so far
    quint64 records() const { return records_; }

Q_SIGNALS:
    void changed();
    void finished(const deck::ActResult& result); ///< also when it was cancelled

private:
    void take();
    void takeLines(const QByteArray& chunk);
    void end();
    void finish(const QString& failure, const HubError& error = {});

    HubSession& session_;
    QPointer<QNetworkReply> reply_;
    std::unique_ptr<QSaveFile> file_;
    QByteArray head_; ///< of the line that is coming: enough to tell its type
    QByteArray lastType_;
    QByteArray errorBody_;
    quint64 bytes_ = 0;
    quint64 records_ = 0;
    bool cancelled_ = false;
};

} // namespace deck
