// What a person does with one device of the registry. Each act is one round trip or two; the answer
// comes as the error, or none.
#pragma once

#include "models/hub_session.h"

#include <QJsonObject>
#include <QObject>
#include <QString>

#include <functional>

namespace deck {

/// Empty where there was an error, or the device does not sign in with a key.
struct DeviceKeys
{
    QString primary;
    QString secondary;
    QString connectionString; ///< with the primary key
    QString etag;             ///< of the identity that has them
};

/// From an identity, as the routes of devices answer it.
DeviceKeys deviceKeysFrom(HubSession& session, const QString& deviceId, const QByteArray& body);

/// GUI thread; lives no longer than its session.
class DeviceEditor final : public QObject
{
    Q_OBJECT

public:
    explicit DeviceEditor(HubSession& session, QObject* parent = nullptr);

    using Done = std::function<void(const HubError&)>;

    /// A device that is disabled loses its connection at once. reason is for people, and kept with
    /// the identity.
    void setEnabled(const QString& deviceId, bool enabled, const QString& reason, Done done);

    /// With all that is stored of it, if wanted.
    void remove(const QString& deviceId, bool eraseHistory, Done done);

    using TakeKeys = std::function<void(const HubError&, const DeviceKeys&)>;
    void fetchKeys(const QString& deviceId, TakeKeys take);

    using TakeSecret = std::function<void(const HubError&, const QString&)>;
    /// The string is empty when there was an error, or the device does not sign in with a key.
    void fetchConnectionString(const QString& deviceId, TakeSecret take);

private:
    void putStatus(QJsonObject identity, const Done& done);

    HubSession& session_;
};

} // namespace deck
