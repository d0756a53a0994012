// Requests to one hub over HTTPS, signed in with the key of a policy or a person. The only way from
// the console to a hub, the embedded one included.
#pragma once

#include "models/client/connection_profile.h"
#include "models/client/hub_reply.h"

#include <QNetworkAccessManager>
#include <QNetworkRequest>
#include <QObject>
#include <QUrlQuery>

#include <chrono>
#include <functional>

namespace deck {

struct HubRequest
{
    QByteArray method = QByteArrayLiteral("GET");
    QString path; ///< "/admin/devices/pump 7": plain, encoded segment by segment here
    QUrlQuery query;
    QByteArray body; ///< sent when not empty
    QByteArray contentType = QByteArrayLiteral("application/json"); ///< of the body
    QString ifMatch; ///< "*", or an ETag in quotes; empty: no such header

    /// Until something comes; the hub may take its time for some requests.
    std::chrono::milliseconds patience = std::chrono::seconds(15);
};

/// GUI thread. Holds its profile's key as long as it lives.
class HubClient final : public QObject
{
    Q_OBJECT

public:
    explicit HubClient(ConnectionProfile profile, QObject* parent = nullptr);
    ~HubClient() override;

    const ConnectionProfile& profile() const { return profile_; }

    /// What the hub gave for a person's second factor: goes with every request from now on. It is in
    /// memory only, here and at the hub. Empty: none.
    void setSecondFactor(hub::Secret session) { secondFactor_ = std::move(session); }
    bool hasSecondFactor() const { return !secondFactor_.empty(); }

    /// Asked before anything is sent: what is an error to it is answered with that error and never
    /// leaves this computer. None: everything is sent.
    using Gate = std::function<HubError(const HubRequest&)>;
    void setGate(Gate gate) { gate_ = std::move(gate); }

    /// answer is called once, on the GUI thread and never from within send(), unless the context has
    /// gone before.
    using Answer = std::function<void(const HubReply&)>;

    /// What is returned lives until the answer; whoever wants to abort() keeps it in a QPointer.
    /// nullptr: the gate keeps the request.
    QNetworkReply* send(const HubRequest& request, QObject* context, Answer answer);

    /// A request of which the caller reads the answer itself while it comes; without a time limit.
    QNetworkReply* openStream(const HubRequest& request, const QByteArray& lastEventId);

    /// Errors of a reply that has ended, in words.
    HubError errorOf(QNetworkReply& reply, const QByteArray& body) const;

private:
    QNetworkRequest prepare(const HubRequest& request);
    QByteArray token();
    HubError unauthorized(HubError error) const;
    HubError transportError(QNetworkReply& reply) const;

    ConnectionProfile profile_;
    Gate gate_;
    hub::Secret secondFactor_;
    QNetworkAccessManager network_;
    QByteArray token_;
    qint64 tokenUntil_ = 0; ///< seconds since 1970
};


} // namespace deck
