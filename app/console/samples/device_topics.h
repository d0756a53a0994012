// The topics of a device beside telemetry, as its MQTT client sees them: twin, methods, commands
// (device API, MQTT topics).
#pragma once

#include <QByteArray>
#include <QString>

#include <string>
#include <vector>

namespace deck {

/// What a device subscribes to, to be spoken to.
std::vector<std::string> deviceFilters(const QString& deviceId);

/// A message that the hub has sent to a device.
struct DeviceMessage
{
    enum class Kind {
        Unknown,
        Method,       ///< name, request
        TwinAnswer,   ///< status, request
        DesiredPatch,
        Command,
    };
    Kind kind = Kind::Unknown;
    QString name;
    QByteArray request; ///< to be given back as it came
    int status = 0;
    QByteArray body;
};
DeviceMessage deviceMessage(const std::string& topic, const QByteArray& body);

std::string twinGetTopic(const QByteArray& request);
std::string reportedTopic(const QByteArray& request);
std::string methodAnswerTopic(int status, const QByteArray& request);

} // namespace deck
