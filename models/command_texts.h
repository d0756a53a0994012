// How commands read: their states, reasons, life and contents.
#pragma once

#include "api/queue.h"

#include <QString>

namespace deck {

/// "Waiting", "Locked", "Delivered", "Completed", "Expired", "Too many attempts", …
QString stateText(const hub::api::Command& command);

/// What that means, in a sentence; maxAttempts 0: not known.
QString stateSentence(const hub::api::Command& command, unsigned maxAttempts);

QString reasonText(const std::string& reason); ///< "expired" as "Expired"
QString ackText(const std::string& ack);       ///< "positive" as "When completed"

/// "3 of 10"; just "3" when the most is not known.
QString attemptsText(unsigned attempts, unsigned maxAttempts);

/// "47 h 59 min", "12 min", "42 s", "over".
QString remainingText(hub::Micros remaining);

/// How near the end of a waiting command is: Soon below a tenth of its life, Now below a minute.
enum class Urgency { None, Soon, Now };
Urgency urgencyOf(const hub::api::Command& command, hub::WallTime now);

/// One line in the life of a command.
struct LifeLine
{
    QString what;   ///< "Delivered"
    QString detail; ///< "MQTT · 10.0.0.7:51234 · 2nd attempt"
    enum class Tone { Plain, Good, Warning, Bad } tone = Tone::Plain;
};
LifeLine lifeLineOf(const hub::api::CommandEvent& event);

enum class BodyForm { Text, Json, Hex };

/// What the body most likely is.
BodyForm formOf(const hub::api::Command& command);

/// At most 256 KB are shown. JSON that cannot be read is shown as text.
QString bodyText(const std::string& body, BodyForm form);

/// The beginning of the body on one line: text, or the first bytes in hex.
QString previewText(const std::string& body);

} // namespace deck
