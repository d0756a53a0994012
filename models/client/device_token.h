// What a device signs in with: for programs that play one, and for people who set one up.
#pragma once

#include "base/secret.h"

#include <QByteArray>
#include <QString>

#include <chrono>

namespace deck {

/// A token for one device, good for `life` from now. A secret.
QByteArray deviceToken(const QString& host,
                       const QString& deviceId,
                       const hub::Secret& key,
                       std::chrono::seconds life);

/// HostName=…;DeviceId=…;SharedAccessKey=…, with the port where it is not the usual one. key is
/// base64. A secret.
QString deviceConnectionString(const QString& host,
                               quint16 mqttsPort,
                               const QString& deviceId,
                               const QString& key);

} // namespace deck
