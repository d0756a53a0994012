#include "models/client/device_token.h"

#include "domain/connection_string.h"
#include "domain/token.h"

namespace deck {
namespace {

constexpr quint16 kStandardMqttsPort = 8883;

} // namespace

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

QString deviceConnectionString(const QString& host,
                               quint16 mqttsPort,
                               const QString& deviceId,
                               const QString& key)
{
    const std::string address =
        hub::hostWithPort(host.toStdString(), mqttsPort, kStandardMqttsPort);
    return QStringLiteral("HostName=%1;DeviceId=%2;SharedAccessKey=%3")
        .arg(QString::fromStdString(address), deviceId, key);
}

} // namespace deck
