#include "models/device_condition.h"

#include "models/texts.h"

#include "domain/query_lexer.h"
#include "domain/query_parser.h"
#include "domain/twin_query.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <utility>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

QString tr(const char* text)
{
    return QCoreApplication::translate("DeviceCondition", text);
}

/// position: code points, counted from 1.
qsizetype placeOf(const QString& text, qsizetype position)
{
    qsizetype at = 0;
    for (qsizetype point = 1; point < position && at < text.size(); ++point) {
        at += text[at].isHighSurrogate() && at + 1 < text.size() ? 2 : 1;
    }
    return at;
}

/// A word, a number or a text in quotes; else one character.
qsizetype lengthAt(const QString& text, qsizetype start)
{
    if (start >= text.size()) {
        return 0;
    }
    static const QRegularExpression piece(
        u"[\\w$]+|'(?:[^'\\\\]|\\\\.)*'?|\"(?:[^\"\\\\]|\\\\.)*\"?|[!<>]=|<>|."_s,
        QRegularExpression::UseUnicodePropertiesOption |
            QRegularExpression::DotMatchesEverythingOption);
    const auto match = piece.match(text, start, QRegularExpression::NormalMatch,
                                   QRegularExpression::AnchorAtOffsetMatchOption);
    return match.hasMatch() ? match.capturedLength() : 1;
}

/// "the query, at position 12: expected …" is made for programs; see hub::queryError().
ConditionFault faultFrom(const QString& text, const QString& detail)
{
    static const QRegularExpression place(u"^the query, at position (\\d+): "_s);
    const auto match = place.match(detail);
    if (!match.hasMatch()) {
        return {.start = 0, .length = text.size(), .sentence = sentence(detail)};
    }
    const qsizetype position = match.captured(1).toLongLong();
    ConditionFault fault;
    fault.start = placeOf(text, position);
    fault.length = lengthAt(text, fault.start);
    fault.sentence =
        tr("At %1: %2").arg(position).arg(sentence(detail.mid(match.capturedLength())));
    return fault;
}

} // namespace

std::optional<ConditionFault> conditionFault(const QString& text)
{
    if (text.trimmed().isEmpty()) {
        return std::nullopt;
    }
    const auto parsed = hub::TwinCondition::parse(text.toStdString());
    if (!parsed) {
        return faultFrom(text, QString::fromStdString(parsed.error().detail));
    }
    if (parsed.value().from != hub::QueryCollection::Devices) {
        return ConditionFault{
            .start = 0,
            .length = text.size(),
            .sentence = tr("This list is of devices; modules cannot be asked for here.")};
    }
    return std::nullopt;
}

bool isTwinPath(const QString& text)
{
    auto tokens = hub::queryTokens(text.toStdString());
    if (!tokens) {
        return false;
    }
    hub::QueryParser parser(std::move(tokens.value()));
    return parser.path() && parser.current().kind == hub::QueryToken::Kind::End;
}

} // namespace deck
