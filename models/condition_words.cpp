#include "models/condition_words.h"

#include "models/texts.h"

#include "domain/query_lexer.h"
#include "domain/query_parser.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>

namespace deck {
namespace {

using namespace Qt::StringLiterals;
using Kind = ConditionWord::Kind;
using Token = hub::QueryToken;

constexpr qsizetype kMostPaths = 200;
constexpr qsizetype kMostValues = 24; ///< of a path
constexpr qsizetype kMostValueChars = 64;
constexpr int kMostDepth = 6;

const QStringList kFields{u"deviceId"_s,         u"status"_s,
                          u"statusReason"_s,     u"connectionState"_s,
                          u"lastActivityTime"_s, u"statusUpdateTime"_s,
                          u"authenticationType"_s, u"cloudToDeviceMessageCount"_s,
                          u"capabilities.iotEdge"_s, u"modelId"_s,
                          u"version"_s,          u"tags"_s,
                          u"properties.desired"_s, u"properties.reported"_s};
const QStringList kFunctions{
    u"IS_DEFINED"_s, u"STARTSWITH"_s, u"ENDSWITH"_s, u"CONTAINS"_s,  u"ARRAY_CONTAINS"_s,
    u"IS_NULL"_s,    u"IS_BOOL"_s,    u"IS_NUMBER"_s, u"IS_STRING"_s, u"IS_ARRAY"_s,
    u"IS_OBJECT"_s,  u"IS_PRIMITIVE"_s, u"AS_NUMBER"_s, u"ABS"_s,     u"CEILING"_s,
    u"FLOOR"_s,      u"EXP"_s,        u"POWER"_s,    u"SQUARE"_s,    u"SQRT"_s,
    u"SIGN"_s,       u"CONCAT"_s,     u"LENGTH"_s,   u"LOWER"_s,     u"UPPER"_s,
    u"SUBSTRING"_s,  u"INDEX_OF"_s};
const QStringList kComparisons{u"="_s, u"!="_s, u"<"_s, u"<="_s, u">"_s, u">="_s, u"IN"_s, u"NOT IN"_s};

/// Values that a system field can only have.
QStringList valuesOfField(const QString& field)
{
    const QString name = field.toLower();
    if (name == "status"_L1) {
        return {u"'enabled'"_s, u"'disabled'"_s};
    }
    if (name == "connectionstate"_L1) {
        return {u"'Connected'"_s, u"'Disconnected'"_s};
    }
    if (name == "authenticationtype"_L1) {
        return {u"'sas'"_s, u"'selfSigned'"_s, u"'certificateAuthority'"_s, u"'none'"_s};
    }
    return name == "capabilities.iotedge"_L1 ? QStringList{u"true"_s, u"false"_s} : QStringList();
}

bool isSymbol(const Token& token, std::string_view symbols)
{
    return token.kind == Token::Kind::Symbol && symbols.find(token.text) != symbols.npos;
}

bool isWord(const Token& token, const char* word)
{
    return token.kind == Token::Kind::Name &&
           QString::fromStdString(token.text).compare(QLatin1String(word), Qt::CaseInsensitive) == 0;
}

bool isComparison(const Token& token)
{
    return token.kind == Token::Kind::Symbol &&
           (token.text == "=" || token.text == "!=" || token.text == "<>" || token.text == "<" ||
            token.text == "<=" || token.text == ">" || token.text == ">=");
}

enum class Wanted { Operand, Operator, Value };

struct Place
{
    Wanted wanted = Wanted::Operand;
    bool compared = false; ///< since the last AND, OR: what is complete goes on with those
    QString path;          ///< what is compared, when a value is wanted
};

/// The path that ends in front of a token: names, brackets and dots.
QString pathBefore(const std::vector<Token>& tokens, std::size_t end)
{
    QString path;
    for (std::size_t at = end; at > 0; --at) {
        const Token& token = tokens[at - 1];
        if (token.kind == Token::Kind::Bracketed) {
            path.prepend(u"[["_s + QString::fromStdString(token.text) + u"]]"_s);
        } else if (token.kind == Token::Kind::Name || isSymbol(token, ".")) {
            if (token.kind == Token::Kind::Name && !path.isEmpty() && !path.startsWith(u'.')) {
                break; // two words beside each other
            }
            path.prepend(QString::fromStdString(token.text));
        } else {
            break;
        }
    }
    return path;
}

/// IN [ … : the path in front of IN; empty: the bracket is another.
QString pathOfList(const std::vector<Token>& tokens)
{
    std::size_t at = tokens.size();
    while (at > 0 && !isSymbol(tokens[at - 1], "[")) {
        --at;
    }
    if (at < 2 || !isWord(tokens[at - 2], "in")) {
        return {};
    }
    at -= 2;
    return pathBefore(tokens, at > 0 && isWord(tokens[at - 1], "not") ? at - 1 : at);
}

/// tokens: in front of the word that is typed, without the End.
Place placeAfter(const std::vector<Token>& tokens)
{
    Place place;
    for (const Token& token : tokens) {
        if (isWord(token, "and") || isWord(token, "or") || isWord(token, "where")) {
            place.compared = false;
        } else if (isComparison(token) || isWord(token, "in")) {
            place.compared = true;
        }
    }
    if (tokens.empty()) {
        return place;
    }
    const Token& last = tokens.back();
    if (isComparison(last)) {
        place.wanted = Wanted::Value;
        place.path = pathBefore(tokens, tokens.size() - 1);
    } else if (isSymbol(last, "[") || (isSymbol(last, ",") && !pathOfList(tokens).isEmpty())) {
        place.wanted = Wanted::Value;
        place.path = pathOfList(tokens);
    } else if (last.kind != Token::Kind::Symbol || isSymbol(last, "])")) {
        const bool goesOn = isWord(last, "and") || isWord(last, "or") || isWord(last, "not") ||
                            isWord(last, "where") || isWord(last, "in");
        place.wanted = goesOn ? Wanted::Operand : Wanted::Operator;
    }
    return place;
}

void add(QList<ConditionWord>& words, const QStringList& texts, Kind kind)
{
    for (const QString& text : texts) {
        words.append({text, kind});
    }
}

QList<ConditionWord> candidates(const Place& place, const KnownValues& known)
{
    QList<ConditionWord> words;
    switch (place.wanted) {
    case Wanted::Value: {
        const QStringList own = valuesOfField(place.path);
        add(words, own.isEmpty() ? known.value(place.path) : own, Kind::Value);
        break;
    }
    case Wanted::Operator:
        if (!place.compared) {
            add(words, kComparisons, Kind::Operator);
        }
        add(words, {u"AND"_s, u"OR"_s}, Kind::Operator);
        break;
    case Wanted::Operand:
        add(words, known.keys(), Kind::Field);
        add(words, kFields, Kind::Field);
        add(words, kFunctions, Kind::Function);
        add(words, {u"NOT"_s}, Kind::Operator);
        break;
    }
    return words;
}

/// Where the word begins that the cursor is behind: a path, a number, or a text that has no end yet.
qsizetype wordStart(const QString& before)
{
    qsizetype quote = -1;
    for (qsizetype at = 0; at < before.size(); ++at) {
        if (quote < 0 && (before[at] == u'\'' || before[at] == u'"')) {
            quote = at;
        } else if (quote >= 0 && before[at] == u'\\') {
            ++at;
        } else if (quote >= 0 && before[at] == before[quote]) {
            quote = -1;
        }
    }
    if (quote >= 0) {
        return quote;
    }
    static const QRegularExpression word(
        u"(?:\\[\\[[^\\]]*\\]{0,2}|[\\w$.])*$"_s, QRegularExpression::UseUnicodePropertiesOption);
    const auto match = word.match(before);
    return match.hasMatch() ? match.capturedStart() : before.size();
}

void learn(const QJsonObject& object, const QStringList& steps, const QString& root,
           KnownValues& known)
{
    for (auto member = object.begin(); member != object.end(); ++member) {
        const QStringList here = steps + QStringList{member.key()};
        if (member->isObject()) {
            if (here.size() < kMostDepth) {
                learn(member->toObject(), here, root, known);
            }
            continue;
        }
        const QString path = conditionPath(here, root);
        if (path.isEmpty() || (!known.contains(path) && known.size() >= kMostPaths)) {
            continue;
        }
        QStringList& values = known[path];
        QString text = member->toVariant().toString();
        if (member->isString()) {
            text = u'\'' + text.replace(u'\\', u"\\\\"_s).replace(u'\'', u"\\'"_s) + u'\'';
        }
        const bool plain = !member->isArray() && !member->isNull() && plainLine(text, 1'000) == text;
        if (plain && text.size() <= kMostValueChars && values.size() < kMostValues &&
            !values.contains(text)) {
            values.insert(std::lower_bound(values.begin(), values.end(), text), text);
        }
    }
}

} // namespace

ConditionWords conditionWordsAt(const QString& text, qsizetype cursor, const KnownValues& known)
{
    const QString before = text.left(cursor);
    ConditionWords result;
    result.start = wordStart(before);
    result.length = before.size() - result.start;
    auto tokens = hub::queryTokens(before.left(result.start).toStdString());
    if (!tokens) {
        return result; // what stands before is wrong already
    }
    tokens.value().pop_back();
    const QString begun = before.mid(result.start);
    QList<ConditionWord> inside;
    for (const ConditionWord& word : candidates(placeAfter(tokens.value()), known)) {
        if (word.text.startsWith(begun, Qt::CaseInsensitive)) {
            result.words.append(word);
        } else if (word.text.contains(begun, Qt::CaseInsensitive)) {
            inside.append(word);
        }
    }
    result.words = (result.words + inside).first(
        std::min(kMostConditionWords, result.words.size() + inside.size()));
    return result;
}

QString conditionPath(const QStringList& steps, const QString& root)
{
    static const QRegularExpression plain(u"^[A-Za-z_$][A-Za-z0-9_$]*$"_s);
    QString path = root;
    for (const QString& step : steps) {
        if (step.contains("]]"_L1)) {
            return {}; // cannot be written
        }
        const std::string name = step.toStdString();
        const bool bare = plain.match(step).hasMatch() && !hub::isQueryKeyword(name) &&
                          !hub::isForeignKeyword(name);
        path += bare ? u'.' + step : u".[["_s + step + u"]]"_s;
    }
    return path;
}

void learnTags(const std::string& json, KnownValues& known)
{
    learn(QJsonDocument::fromJson(QByteArray::fromStdString(json)).object(), {}, u"tags"_s, known);
}

void learnProperties(const QJsonObject& twin, KnownValues& known)
{
    const QJsonObject properties = twin["properties"_L1].toObject();
    for (const QString& part : {u"desired"_s, u"reported"_s}) {
        QJsonObject values = properties[part].toObject();
        values.remove("$metadata"_L1);
        values.remove("$version"_L1);
        learn(values, {}, u"properties."_s + part, known);
    }
}

QString tagValueText(const std::string& json, const QString& path)
{
    static const QRegularExpression step(u"\\.(?:\\[\\[(.*?)\\]\\]|([^.\\[]+))"_s);
    QJsonValue value = QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
    auto steps = step.globalMatch(path);
    while (steps.hasNext()) {
        const auto match = steps.next();
        value = value[match.captured(1).isEmpty() ? match.captured(2) : match.captured(1)];
    }
    return value.isObject() ? QString() : valueLine(value);
}

QString valueLine(const QJsonValue& value)
{
    constexpr int kMostChars = 120;
    if (value.isArray() || value.isObject()) {
        const QJsonDocument json = value.isArray() ? QJsonDocument(value.toArray())
                                                   : QJsonDocument(value.toObject());
        return plainLine(QString::fromUtf8(json.toJson(QJsonDocument::Compact)), kMostChars);
    }
    return plainLine(value.toVariant().toString(), kMostChars);
}

} // namespace deck
