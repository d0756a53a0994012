// What a person has typed for a command, made into bytes, or a sentence about what is wrong with
// it.
#pragma once

#include "api/queue.h"

#include <QByteArray>
#include <QString>

namespace deck {

/// How the body of a command is written down.
enum class CommandForm { Text, Json, Hex, Base64, File };

inline constexpr qsizetype kMaxCommandBody = 64 * 1024; ///< properties count too; the hub decides

struct CommandBody
{
    QByteArray bytes;
    QString error; ///< a sentence; empty: it is good
};

/// JSON must be JSON and goes as it was typed; hex and base64 may have spaces and line breaks.
/// File is not read here.
CommandBody commandBodyFrom(CommandForm form, const QString& text);

/// "application/json" for JSON, nothing for the rest.
QString contentTypeOf(CommandForm form);

/// "1.2 KiB of 64 KiB".
QString sizeText(qsizetype bytes);

/// A body as somebody may edit it: JSON or other text as it is, else hex.
struct StartForm
{
    CommandForm form = CommandForm::Text;
    QString text;
};
StartForm startFormOf(const std::string& body);

/// What sending it anew would take, to start an edit from. Its time starts anew.
hub::api::CommandDraft draftOf(const hub::api::Command& command);

} // namespace deck
