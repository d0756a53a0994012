// The answer to one request into a file, written while it comes: the memory that it takes does not grow with
// it, a slow disk slows the hub, and the file is only there when all of it has come.
#pragma once

#include "models/act_result.h"
#include "models/hub_session.h"

#include <QNetworkReply>
#include <QObject>
#include <QPointer>
#include <QSaveFile>

#include <functional>
#include <memory>

namespace deck {

/// GUI thread; lives no longer than its session.
class FileDownload final : public QObject
{
    Q_OBJECT

public:
    struct Words
    {
        QString failure;   ///< "The audit log could not be exported."
        QString cancelled; ///< "The export was cancelled; no file was written."
    };
    FileDownload(HubSession& session, const Words& words, QObject* parent);
    ~FileDownload() override;

    /// Sees each piece before it counts as written.
    void setInspect(std::function<void(const QByteArray& chunk)> inspect);

    /// A sentence why what came is not whole; empty: it is. Asked before the file takes its place.
    void setComplaint(std::function<QString()> complaint);

    /// What the person is told when all went well.
    void setSuccess(std::function<QString()> success);

    /// Whether the file is for its owner's eyes alone, from its first byte on.
    void setPrivate(bool isPrivate) { isPrivate_ = isPrivate; }

    /// Nothing while one runs. A file of that name is replaced when all went well, else kept.
    void start(const HubRequest& request, const QString& fileName);
    void cancel();

    bool isRunning() const { return reply_ != nullptr; }
    quint64 bytes() const { return bytes_; } ///< written so far
    const QString& fileName() const { return fileName_; }

Q_SIGNALS:
    void changed();
    void finished(const deck::ActResult& result); ///< also when it was cancelled

private:
    void take();
    void end();
    QString complaint(QNetworkReply& reply, HubError& error);
    void finish(const QString& failure, const HubError& error = {});

    HubSession& session_;
    const Words words_;
    std::function<void(const QByteArray&)> inspect_;
    std::function<QString()> complaint_;
    std::function<QString()> success_;
    QPointer<QNetworkReply> reply_;
    std::unique_ptr<QSaveFile> file_;
    QString fileName_;
    QByteArray errorBody_;
    quint64 bytes_ = 0;
    bool isPrivate_ = false;
    bool cancelled_ = false;
};

} // namespace deck
