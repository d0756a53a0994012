// What a device signs in with, for programs that play one.
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

} // namespace deck
