// A few lines that a person can paste and run to send the first message of a device. Pure.
#pragma once

#include <QString>
#include <QStringList>

namespace deck {

/// Where a device finds its hub, and who it is.
struct DeviceAccess
{
    QString host;
    quint16 mqttsPort = 8883;
    QString caFile; ///< PEM; empty: the system knows the authority
    bool isCaFileToBeMade = false; ///< it is not there yet: the person saves the authority so
    QString deviceId;
    QString key;      ///< base64
    QString password; ///< a token for clients that cannot make one
    QString connectionString;
};

enum class SnippetLanguage { Shell, Python, Node };

QString nameOf(SnippetLanguage language); ///< "mosquitto_pub"
QString keyOf(SnippetLanguage language);  ///< for settings: "shell"
SnippetLanguage snippetLanguageFrom(const QString& key);

/// Ends with a new line. What a shell, Python or JavaScript would read as more than text is quoted.
QString snippetFor(SnippetLanguage language, const DeviceAccess& access);

/// Why the snippet would not run with this hub, as a sentence; empty: it does.
QString obstacleFor(SnippetLanguage language, const DeviceAccess& access);

} // namespace deck
