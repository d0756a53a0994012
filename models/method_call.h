// A direct method of a device, called by a person: checked before it is sent, waited for, and told
// in plain words when it fails. One call at a time.
#pragma once

#include "models/hub_session.h"
#include "models/method_history.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>

#include <optional>

class QNetworkReply;

namespace deck {

/// GUI thread; lives no longer than its session and history.
class MethodCall final : public QObject
{
    Q_OBJECT

public:
    MethodCall(HubSession& session, MethodHistory& history, QObject* parent = nullptr);
    ~MethodCall() override;

    /// A call that is under way is cancelled, what was answered is forgotten.
    void setDevice(const QString& deviceId);
    const QString& deviceId() const { return deviceId_; }

    bool isSupported() const { return session_.supports("methods"); }

    /// What is wrong with each field; empty texts where nothing is.
    struct Faults
    {
        QString name;
        QString payload;
        QString responseSeconds;
        QString connectSeconds;
        bool any() const
        {
            return !name.isEmpty() || !payload.isEmpty() || !responseSeconds.isEmpty() ||
                   !connectSeconds.isEmpty();
        }
    };
    static Faults check(const MethodDraft& draft);

    /// Nothing happens while a call is under way, or with a draft that has faults.
    void start(const MethodDraft& draft);

    /// Waits no longer. The hub does not take the call back.
    void cancel();

    bool isRunning() const { return running_; }
    int secondsRunning() const;
    const std::optional<MethodOutcome>& outcome() const { return outcome_; } ///< of the last call

Q_SIGNALS:
    void changed();

private:
    void finish(MethodOutcome outcome);
    MethodOutcome outcomeOf(const HubReply& reply) const;
    MethodOutcome failureOf(const HubError& error) const;

    HubSession& session_;
    MethodHistory& history_;
    QString deviceId_;
    MethodDraft draft_; ///< of the call under way
    QElapsedTimer time_;
    QPointer<QNetworkReply> reply_;
    std::optional<MethodOutcome> outcome_;
    quint64 turn_ = 0; ///< answers to a cancelled call are of no interest
    bool running_ = false;
};

} // namespace deck
