#include "models/command_draft.h"

#include "models/command_texts.h"

#include "base/json.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QLocale>
#include <QRegularExpression>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

QString tr(const char* text)
{
    return QCoreApplication::translate("CommandDraft", text);
}

/// In powers of 1,024, as the limit is.
QString iecText(qsizetype bytes)
{
    const int decimals = bytes < 1'024 || bytes % 1'024 == 0 ? 0 : 1;
    return QLocale().formattedDataSize(bytes, decimals, QLocale::DataSizeIecFormat);
}

QString withoutSpaces(const QString& text)
{
    static const QRegularExpression spaces(u"\\s+"_s);
    return QString(text).remove(spaces);
}

/// "Line 3: …". The wrapping array is there for texts such as 42, which Qt alone refuses.
QString complaintAbout(const QByteArray& json)
{
    QJsonParseError error;
    QJsonDocument::fromJson('[' + json + ']', &error);
    if (error.error == QJsonParseError::NoError) {
        return tr("This is not one JSON value.");
    }
    const auto before = json.left(std::max(0, error.offset - 1));
    return tr("Line %1 is not JSON: %2.").arg(before.count('\n') + 1).arg(error.errorString());
}

CommandBody jsonFrom(const QString& text)
{
    CommandBody body{text.toUtf8(), {}};
    if (body.bytes.trimmed().isEmpty()) {
        body.error = tr("Type a JSON value, for example {\"reboot\":true}.");
    } else if (!hub::parseJson({body.bytes.constData(), std::size_t(body.bytes.size())})) {
        body.error = complaintAbout(body.bytes);
    }
    return body;
}

CommandBody hexFrom(const QString& text)
{
    static const QRegularExpression hex(u"^[0-9A-Fa-f]*$"_s);
    const QString digits = withoutSpaces(text);
    if (!hex.match(digits).hasMatch()) {
        return {{}, tr("Only the digits 0–9 and a–f, two for each byte.")};
    }
    if (digits.size() % 2 != 0) {
        return {{}, tr("A digit is missing: each byte has two.")};
    }
    return {QByteArray::fromHex(digits.toLatin1()), {}};
}

CommandBody base64From(const QString& text)
{
    const auto decoded = QByteArray::fromBase64Encoding(
        withoutSpaces(text).toLatin1(),
        QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded) {
        return {{}, tr("This is not base64: A–Z, a–z, 0–9, + and /, filled up with =.")};
    }
    return {*decoded, {}};
}

} // namespace

CommandBody commandBodyFrom(CommandForm form, const QString& text)
{
    CommandBody body;
    switch (form) {
    case CommandForm::Text: body.bytes = text.toUtf8(); break;
    case CommandForm::Json: body = jsonFrom(text); break;
    case CommandForm::Hex: body = hexFrom(text); break;
    case CommandForm::Base64: body = base64From(text); break;
    case CommandForm::File: break;
    }
    if (body.error.isEmpty() && body.bytes.size() > kMaxCommandBody) {
        body.error = tr("That is %1; a command takes %2.")
                         .arg(iecText(body.bytes.size()), iecText(kMaxCommandBody));
    }
    return body;
}

QString contentTypeOf(CommandForm form)
{
    return form == CommandForm::Json ? u"application/json"_s : QString();
}

QString sizeText(qsizetype bytes)
{
    return tr("%1 of %2").arg(iecText(bytes), iecText(kMaxCommandBody));
}

StartForm startFormOf(const std::string& body)
{
    hub::api::Command command;
    command.body = body;
    const BodyForm shown = formOf(command);
    if (shown == BodyForm::Hex) {
        return {CommandForm::Hex, QString::fromLatin1(QByteArray::fromStdString(body).toHex(' '))};
    }
    return {shown == BodyForm::Json ? CommandForm::Json : CommandForm::Text,
            bodyText(body, BodyForm::Text)};
}

hub::api::CommandDraft draftOf(const hub::api::Command& command)
{
    hub::api::CommandDraft draft;
    draft.body = command.body;
    draft.messageId = command.messageId;
    draft.correlationId = command.correlationId;
    draft.userId = command.userId;
    draft.contentType = command.contentType;
    draft.contentEncoding = command.contentEncoding;
    draft.ack = command.ack;
    draft.properties = command.properties;
    return draft;
}

} // namespace deck
