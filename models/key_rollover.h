// The way of one device to other keys, step by step, and who used which of its keys last: so that
// nobody is cut off who still has the old one.
#pragma once

#include "models/device_editor.h"
#include "models/hub_session.h"

#include "api/key_use.h"

#include <QObject>
#include <QTimer>

#include <optional>

namespace deck {

/// GUI thread; lives no longer than its session.
class KeyRollover final : public QObject
{
    Q_OBJECT

public:
    enum class Step {
        NewSecondary, ///< the secondary key is made anew, for the device to take
        Swap,         ///< the two change places; both stay good
        Retire,       ///< what is the secondary key now, the old one, is made anew
    };

    KeyRollover(HubSession& session, const QString& deviceId, QObject* parent = nullptr);

    /// Again whenever the device comes and goes.
    void readUse();

    /// etag: of the identity as it was read, so that two people do not do the same. force: also a key
    /// that is in use; who uses it is disconnected.
    void take(Step step, const QString& etag, bool force);

    /// Nothing before the first answer, and of hubs that do not note it.
    const std::optional<hub::api::KeyUseReport>& use() const { return use_; }

    bool isBusy() const { return busy_; } ///< a step is on its way
    const HubError& error() const { return error_; } ///< of the last step
    bool isInUse() const; ///< the last step was refused for that; error() says who and when

Q_SIGNALS:
    void changed();
    void stepped(const deck::DeviceKeys& keys); ///< these count now

private:
    void takeStep(const HubReply& reply);

    HubSession& session_;
    const QString deviceId_;
    std::optional<hub::api::KeyUseReport> use_;
    HubError error_;
    QTimer readSoon_;
    bool busy_ = false;
};

/// "Used last at 2026-11-22 14:32:06 from 10.0.0.1:5000 over mqtt.", or that it was not used.
QString keyUseText(const std::optional<hub::KeyUse>& use);

} // namespace deck
