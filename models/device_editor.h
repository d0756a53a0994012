// What a person does with one device of the registry. Each act is one round trip or two; the answer
// comes as the error, or none.
#pragma once

#include "models/hub_session.h"

#include <QObject>
#include <QString>

#include <functional>

namespace deck {

/// GUI thread; lives no longer than its session.
class DeviceEditor final : public QObject
{
    Q_OBJECT

public:
    explicit DeviceEditor(HubSession& session, QObject* parent = nullptr);

    using Done = std::function<void(const HubError&)>;

    /// A device that is disabled loses its connection at once.
    void setEnabled(const QString& deviceId, bool enabled, Done done);

    /// With all that is stored of it, if wanted.
    void remove(const QString& deviceId, bool eraseHistory, Done done);

    /// The string is empty when there was an error, or the device does not sign in with a key.
    using TakeSecret = std::function<void(const HubError&, const QString&)>;
    void fetchConnectionString(const QString& deviceId, TakeSecret take);

private:
    void putStatus(const QByteArray& identity, bool enabled, const Done& done);

    HubSession& session_;
};

} // namespace deck
