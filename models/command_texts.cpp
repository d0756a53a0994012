#include "models/command_texts.h"

#include "models/texts.h"

#include "base/utf8.h"

#include <QCoreApplication>
#include <QHash>
#include <QJsonDocument>

#include <algorithm>
#include <cctype>
#include <chrono>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr qsizetype kMostShown = 256 * 1024;
constexpr int kPreviewBytes = 160;
constexpr int kPreviewHexBytes = 32;
constexpr int kHexBytesInLine = 16;

QString tr(const char* text)
{
    return QCoreApplication::translate("CommandTexts", text);
}

QString text(const std::string& value)
{
    return plainLine(QString::fromStdString(value), 300);
}

QByteArray bytesOf(const std::string& body)
{
    return {body.data(), qsizetype(body.size())};
}

bool isText(const std::string& body)
{
    return hub::isUtf8(body) && std::none_of(body.begin(), body.end(), [](unsigned char c) {
               return c < 0x20 && c != '\t' && c != '\n' && c != '\r';
           });
}

QString protocolText(const std::string& protocol)
{
    static const QHash<QString, QString> names{{u"mqtt"_s, u"MQTT"_s},
                                               {u"https"_s, u"HTTPS"_s},
                                               {u"amqp"_s, u"AMQP"_s},
                                               {u"admin"_s, tr("admin API")},
                                               {u"service"_s, tr("service API")},
                                               {u"hub"_s, tr("the hub")}};
    return names.value(text(protocol), text(protocol));
}

/// "0000  48 65 6c …  Hel…", as in every hex editor.
QString hexLine(const QByteArray& part, qsizetype offset)
{
    QString shown;
    for (const char c : part) {
        shown += c >= 0x20 && c < 0x7f ? QLatin1Char(c) : QLatin1Char('.');
    }
    const QString hex = QString::fromLatin1(part.toHex(' '));
    return QString::number(offset, 16).rightJustified(4, u'0') + u"  "_s +
           hex.leftJustified(3 * kHexBytesInLine - 1) + u"  "_s + shown;
}

QString hexText(const QByteArray& body)
{
    QStringList lines;
    for (qsizetype at = 0; at < std::min(body.size(), kMostShown); at += kHexBytesInLine) {
        lines << hexLine(body.mid(at, kHexBytesInLine), at);
    }
    return lines.join(u'\n');
}

struct Words
{
    const char* word;
    LifeLine::Tone tone;
};

const QHash<QString, Words>& eventWords()
{
    using Tone = LifeLine::Tone;
    static const QHash<QString, Words> words{
        {u"enqueued"_s, {QT_TRANSLATE_NOOP("CommandTexts", "Enqueued"), Tone::Plain}},
        {u"delivered"_s, {QT_TRANSLATE_NOOP("CommandTexts", "Delivered"), Tone::Plain}},
        {u"completed"_s, {QT_TRANSLATE_NOOP("CommandTexts", "Completed"), Tone::Good}},
        {u"abandoned"_s, {QT_TRANSLATE_NOOP("CommandTexts", "Given back"), Tone::Warning}},
        {u"lockLost"_s, {QT_TRANSLATE_NOOP("CommandTexts", "Not answered in time"), Tone::Warning}},
        {u"rejected"_s, {QT_TRANSLATE_NOOP("CommandTexts", "Rejected by the device"), Tone::Bad}},
        {u"expired"_s, {QT_TRANSLATE_NOOP("CommandTexts", "Expired"), Tone::Bad}},
        {u"purged"_s, {QT_TRANSLATE_NOOP("CommandTexts", "Purged"), Tone::Bad}},
        {u"dead"_s, {QT_TRANSLATE_NOOP("CommandTexts", "Dead"), Tone::Bad}},
        {u"requeued"_s, {QT_TRANSLATE_NOOP("CommandTexts", "Requeued"), Tone::Plain}},
        {u"edited"_s, {QT_TRANSLATE_NOOP("CommandTexts", "Edited"), Tone::Plain}}};
    return words;
}

} // namespace

QString reasonText(const std::string& reason)
{
    if (reason == "expired") {
        return tr("Expired");
    }
    if (reason == "deliveryCountExceeded") {
        return tr("Too many attempts");
    }
    if (reason == "rejected") {
        return tr("Rejected");
    }
    return reason == "purged" ? tr("Purged") : text(reason);
}

QString stateText(const hub::api::Command& command)
{
    if (command.state == "waiting") {
        return command.attempts > 0 ? tr("Waiting again") : tr("Waiting");
    }
    if (command.state == "inFlight") {
        return command.lockedUntil ? tr("Locked") : tr("Delivered");
    }
    if (command.state == "completed") {
        return tr("Completed");
    }
    return command.state == "dead" ? reasonText(command.reason) : text(command.state);
}

QString stateSentence(const hub::api::Command& command, unsigned maxAttempts)
{
    if (command.state == "waiting") {
        return command.attempts > 0
                   ? tr("It was delivered before and came back; the device gets it again.")
                   : tr("The device has not received it yet.");
    }
    if (command.state == "inFlight") {
        return command.lockedUntil
                   ? tr("The device holds it until %1 and has not answered yet.")
                         .arg(clockTime(*command.lockedUntil).left(8))
                   : tr("The device has received it and has not acknowledged it yet.");
    }
    if (command.state == "completed") {
        return tr("The device has received and acknowledged it.");
    }
    if (command.reason == "expired") {
        return tr("Its time was over before the device took it.");
    }
    if (command.reason == "deliveryCountExceeded") {
        return maxAttempts > 0
                   ? tr("It came back %1 times without an answer; the hub tries no more.")
                         .arg(maxAttempts)
                   : tr("It came back too often without an answer; the hub tries no more.");
    }
    if (command.reason == "rejected") {
        return tr("The device has refused it.");
    }
    return command.reason == "purged" ? tr("A person or a program has taken it out of the queue.")
                                      : QString();
}

QString ackText(const std::string& ack)
{
    if (ack == "positive") {
        return tr("When completed");
    }
    if (ack == "negative") {
        return tr("When dead");
    }
    return ack == "full" ? tr("Always") : tr("None");
}

QString attemptsText(unsigned attempts, unsigned maxAttempts)
{
    return maxAttempts == 0 ? QString::number(attempts)
                            : tr("%1 of %2").arg(attempts).arg(maxAttempts);
}

QString remainingText(hub::Micros remaining)
{
    const qint64 seconds =
        std::chrono::duration_cast<std::chrono::seconds>(remaining).count();
    if (seconds <= 0) {
        return tr("over");
    }
    if (seconds < 60) {
        return tr("%1 s").arg(seconds);
    }
    if (seconds < 600) {
        return tr("%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
    }
    if (seconds < 3'600) {
        return tr("%1 min").arg(seconds / 60);
    }
    return tr("%1 h %2 min").arg(seconds / 3'600).arg(seconds % 3'600 / 60);
}

Urgency urgencyOf(const hub::api::Command& command, hub::WallTime now)
{
    if (command.state != "waiting" && command.state != "inFlight") {
        return Urgency::None;
    }
    const hub::Micros remaining = command.expires - now;
    if (remaining < 1min) {
        return Urgency::Now;
    }
    return remaining < (command.expires - command.enqueued) / 10 ? Urgency::Soon : Urgency::None;
}

LifeLine lifeLineOf(const hub::api::CommandEvent& event)
{
    const QString what = text(event.what);
    const auto words = eventWords().constFind(what);
    LifeLine line;
    line.what = words == eventWords().constEnd() ? what : tr(words->word);
    line.tone = words == eventWords().constEnd() ? LifeLine::Tone::Plain : words->tone;
    QStringList parts{protocolText(event.protocol), text(event.connection), text(event.detail)};
    parts.removeAll(QString());
    line.detail = parts.join(u" · "_s);
    return line;
}

BodyForm formOf(const hub::api::Command& command)
{
    if (!isText(command.body)) {
        return BodyForm::Hex;
    }
    const bool isJson = !QJsonDocument::fromJson(bytesOf(command.body)).isNull();
    return isJson ? BodyForm::Json : BodyForm::Text;
}

QString bodyText(const std::string& body, BodyForm form)
{
    const QByteArray bytes = bytesOf(body);
    if (form == BodyForm::Hex) {
        return hexText(bytes);
    }
    const QJsonDocument json =
        form == BodyForm::Json ? QJsonDocument::fromJson(bytes) : QJsonDocument();
    const QByteArray shown = json.isNull() ? bytes : json.toJson(QJsonDocument::Indented).trimmed();
    return QString::fromUtf8(shown.left(kMostShown));
}

QString previewText(const std::string& body)
{
    const QByteArray bytes = bytesOf(body);
    return isText(body)
               ? plainLine(QString::fromUtf8(bytes.left(kPreviewBytes)), kPreviewBytes / 2)
               : QString::fromLatin1(bytes.left(kPreviewHexBytes).toHex(' '));
}

} // namespace deck
