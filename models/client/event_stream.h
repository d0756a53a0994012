// The hub's events as they happen (GET /admin/events), resumed where they were cut.
#pragma once

#include "models/client/hub_client.h"

#include "api/event.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

class QNetworkReply;

namespace deck {

/// GUI thread; lives no longer than its client.
class EventStream final : public QObject
{
    Q_OBJECT

public:
    explicit EventStream(HubClient& client, QObject* parent = nullptr);
    ~EventStream() override;

    void open();
    void close();
    bool isOpen() const { return open_; } ///< the hub has answered

Q_SIGNALS:
    void opened();
    void interrupted(const deck::HubError& error); ///< it tries again by itself

    /// Valid during the call only.
    void received(const hub::api::Event& event);

private:
    void connectNow();
    void readMore();
    void takeLine(const QByteArray& line);
    void dispatch();
    void ended();

    HubClient& client_;
    QPointer<QNetworkReply> reply_;
    QTimer retry_;
    QTimer silence_; ///< the hub sends a comment every 15 s
    QByteArray buffer_;
    QByteArray lastId_;
    QByteArray data_;
    QByteArray id_;
    int failures_ = 0;
    bool wanted_ = false;
    bool open_ = false;
};

} // namespace deck
