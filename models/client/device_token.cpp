#include "models/client/device_token.h"

#include "domain/token.h"

namespace deck {

QByteArray deviceToken(const QString& host,
                       const QString& deviceId,
                       const hub::Secret& key,
                       std::chrono::seconds life)
{
    using namespace std::chrono;
    const std::string resource = (host + QStringLiteral("/devices/") + deviceId).toStdString();
    const auto now = duration_cast<seconds>(system_clock::now().time_since_epoch());
    return QByteArray::fromStdString(hub::makeSasToken({resource, {}, now + life}, key));
}

} // namespace deck
