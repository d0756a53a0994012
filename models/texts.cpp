#include "models/texts.h"

#include <QCoreApplication>
#include <QHash>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr qint64 kJustNow = 5; ///< seconds
constexpr qint64 kMinute = 60;
constexpr qint64 kHour = 60 * kMinute;

QString tr(const char* text)
{
    return QCoreApplication::translate("Texts", text);
}

bool isHidden(char32_t c)
{
    switch (QChar::category(c)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_Surrogate: // half a character
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph: return true;
    default: return false;
    }
}

/// One character of a text, made visible.
QString shown(char32_t c)
{
    if (isHidden(c)) {
        return QChar::isSpace(c) ? u" "_s : QString(QChar(QChar::ReplacementCharacter));
    }
    return QString::fromUcs4(&c, 1);
}

bool isPairAt(const QString& text, qsizetype i)
{
    return text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate();
}

} // namespace

QDateTime toQt(hub::WallTime time)
{
    return QDateTime::fromMSecsSinceEpoch(hub::toMicros(time) / 1'000);
}

QString relativeTime(std::optional<hub::WallTime> time, hub::WallTime now)
{
    if (!time) {
        return tr("never");
    }
    const qint64 seconds =
        std::chrono::duration_cast<std::chrono::seconds>(now - *time).count();
    if (seconds < 2) {
        return tr("now");
    }
    if (seconds < kMinute) {
        return tr("%1 s").arg(seconds);
    }
    if (seconds < kHour) {
        return tr("%1 min").arg(seconds / kMinute);
    }
    if (seconds < 48 * kHour) {
        return tr("%1 h").arg(seconds / kHour);
    }
    return QLocale().toString(toQt(*time).date(), QLocale::ShortFormat);
}

QString sinceText(hub::WallTime since, hub::WallTime now)
{
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now - since).count();
    if (seconds < kJustNow) {
        return tr("since just now");
    }
    const QString relative = relativeTime(since, now);
    return seconds < 48 * kHour ? tr("for %1").arg(relative) : tr("since %1").arg(relative);
}

QString absoluteTime(std::optional<hub::WallTime> time)
{
    if (!time) {
        return tr("never");
    }
    const QDateTime local = toQt(*time);
    const int offset = local.offsetFromUtc(); // seconds
    const QTime distance = QTime(0, 0).addSecs(std::abs(offset));
    return local.toString(u"yyyy-MM-dd HH:mm:ss.zzz "_s) + (offset < 0 ? u'-' : u'+') +
           distance.toString(u"HH:mm"_s);
}

QString dateTime(hub::WallTime time)
{
    return toQt(time).toString(u"yyyy-MM-dd HH:mm:ss"_s);
}

QString clockTime(hub::WallTime time)
{
    return toQt(time).toString(u"HH:mm:ss.zzz"_s);
}

QString countText(quint64 count)
{
    return QLocale().toString(count);
}

QString bytesText(quint64 bytes)
{
    return QLocale().formattedDataSize(qint64(bytes), 1, QLocale::DataSizeSIFormat);
}

QString rateText(double perSecond)
{
    const int decimals = perSecond > 0 && perSecond < 99.95 ? 1 : 0;
    return QLocale().toString(perSecond, 'f', decimals);
}

QString valueText(double value)
{
    if (!std::isfinite(value) || std::abs(value) >= 1e9 || (value != 0 && std::abs(value) < 1e-4)) {
        return QLocale().toString(value, 'g', 4);
    }
    const int whole = value == 0 ? 1 : int(std::floor(std::log10(std::abs(value)))) + 1;
    QString text = QString::number(value, 'f', std::clamp(4 - whole, 0, 4));
    if (text.contains(u'.')) {
        while (text.endsWith(u'0')) {
            text.chop(1);
        }
        if (text.endsWith(u'.')) {
            text.chop(1);
        }
    }
    return text.replace(u'.', QLocale().decimalPoint());
}

QString sentence(const QString& text)
{
    QString whole = text.trimmed();
    const QString first = whole.section(u' ', 0, 0);
    if (std::all_of(first.begin(), first.end(), [](QChar c) { return c.isLower(); })) {
        whole = whole.left(1).toUpper() + whole.mid(1);
    }
    return whole.isEmpty() || u".!?…"_s.contains(whole.back()) ? whole : whole + u'.';
}

QString disconnectText(const QString& reason)
{
    static const QHash<QString, QString> kTexts{
        {u"clientDisconnected"_s, tr("Said goodbye")},
        {u"connectionLost"_s, tr("Connection lost")},
        {u"keepAliveExpired"_s, tr("Silent for too long")},
        {u"protocolViolation"_s, tr("Broke the protocol")},
        {u"unknownTopic"_s, tr("Used a topic that it may not use")},
        {u"messageTooLarge"_s, tr("Sent too large a message")},
        {u"takenOver"_s, tr("Connected again elsewhere")},
        {u"tokenExpired"_s, tr("Its token expired")},
        {u"identityDisabled"_s, tr("Was disabled")},
        {u"identityDeleted"_s, tr("Was deleted")},
        {u"keysChanged"_s, tr("Its key was changed")},
        {u"certificateRevoked"_s, tr("Its certificate was revoked")},
        {u"addressRejected"_s, tr("IP rules reject its address")},
        {u"blocked"_s, tr("It is on the block list")},
        {u"notOnAllowList"_s, tr("It is not on the allow list")},
        {u"hubStopping"_s, tr("The hub stopped")},
        {u"hubUnavailable"_s, tr("The hub could not serve it")},
    };
    return kTexts.value(reason, reason);
}

QString plainLine(const QString& text, int maxChars)
{
    QString line;
    for (qsizetype i = 0; i < text.size() && line.size() <= maxChars; ++i) {
        if (isPairAt(text, i)) {
            line += shown(QChar::surrogateToUcs4(text[i], text[i + 1]));
            ++i;
        } else {
            line += shown(text[i].unicode());
        }
    }
    if (line.size() > maxChars) {
        line.truncate(maxChars - 1);
        line.chop(!line.isEmpty() && line.back().isHighSurrogate() ? 1 : 0);
        line += u'…';
    }
    return line;
}

} // namespace deck
