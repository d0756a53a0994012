// The identities of the sample devices: made or found again, and removed. One request after
// another.
#pragma once

#include "models/hub_session.h"

#include <QJsonObject>
#include <QObject>
#include <QPointer>
#include <QStringList>

#include <vector>

namespace deck {

struct SampleIdentity
{
    QString id;
    hub::Secret key;
};

/// GUI thread. One task in its life, which ends with one of the signals.
class SampleRegistry final : public QObject
{
    Q_OBJECT

public:
    explicit SampleRegistry(HubSession& session, QObject* parent = nullptr);

    /// Makes what is missing of sampleKinds() and tags it. A device that has one of the names but
    /// other tags belongs to somebody else and is an error.
    void prepare();

    /// Deletes all devices with the tag, and what they have sent.
    void removeAll();

Q_SIGNALS:
    void prepared(const std::vector<deck::SampleIdentity>& identities);
    void removed();
    void failed(const deck::HubError& error);

private:
    using Take = void (SampleRegistry::*)(const HubReply&);
    void send(const HubRequest& request, Take take);

    void prepareNext();
    void takeView(const HubReply& reply);
    void create();
    void askKeys();
    void takeIdentity(const HubReply& reply);
    void putTags();
    void takeTagged(const HubReply& reply);

    void list(const QString& after);
    void takeList(const HubReply& reply);
    void deleteNext();
    void takeDeleted(const HubReply& reply);

    QString presentId() const;
    void fail(const QString& what, const HubError& why);

    QPointer<HubSession> session_;
    std::vector<SampleIdentity> identities_; ///< prepared so far
    QStringList doomed_;
};

} // namespace deck
