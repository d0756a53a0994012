// The whole audit log into a file, as JSON Lines with the proof: written while it comes, and kept
// only when the last line says that it is complete.
#pragma once

#include "models/file_download.h"

namespace deck {

/// GUI thread; lives no longer than its session.
class AuditExport final : public QObject
{
    Q_OBJECT

public:
    explicit AuditExport(HubSession& session, QObject* parent = nullptr);

    /// Nothing while one runs. A file of that name is replaced when all went well, else kept.
    void start(const QString& fileName);
    void cancel() { download_->cancel(); }

    bool isRunning() const { return download_->isRunning(); }
    quint64 bytes() const { return download_->bytes(); } ///< written so far
    quint64 records() const { return records_; }

Q_SIGNALS:
    void changed();
    void finished(const deck::ActResult& result); ///< also when it was cancelled

private:
    void takeLines(const QByteArray& chunk);

    FileDownload* download_;
    QByteArray head_; ///< of the line that is coming: enough to tell its type
    QByteArray lastType_;
    quint64 records_ = 0;
};

} // namespace deck
