// Whom a hub lets in: all that are registered and not blocked, or only who is on the allow list.
#pragma once

#include "models/hub_session.h"

#include <QObject>
#include <QTimer>

namespace deck {

/// GUI thread; lives no longer than its session. Follows the hub.
class AccessMode final : public QObject
{
    Q_OBJECT

public:
    explicit AccessMode(HubSession& session, QObject* parent = nullptr);

    bool isKnown() const { return known_; }
    bool isAllowListOnly() const { return allowListOnly_; }
    const QString& etag() const { return etag_; }
    const HubError& error() const { return error_; } ///< of the last answer
    void refresh();

Q_SIGNALS:
    void changed();

private:
    void take(const HubReply& reply);

    HubSession& session_;
    QTimer soon_;
    HubError error_;
    QString etag_;
    bool known_ = false;
    bool allowListOnly_ = false;
    bool asking_ = false;
    bool again_ = false;
};

} // namespace deck
