#include "tests/support/doc_examples.h"

#include "base/percent.h"
#include "base/text.h"

#include <boost/json/serialize.hpp>

#include <QFile>
#include <QRegularExpression>

#include <algorithm>

namespace hub::test {
namespace {

const std::string kFence = "```";

/// What a word may stand for.
const std::map<std::string, QString>& words()
{
    static const std::map<std::string, QString> table{
        {"text", ".*"},
        {"id", "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"},
        {"time", "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{6,7}Z"},
        {"key", "[A-Za-z0-9+/]{43}="},
        {"code", "[0-9a-f]{48}"},
        {"secret", "[A-Z2-7]{32}"},
        {"session", "[0-9a-f]{64}"},
        {"digits", "[0-9]+"},
        {"command", "[0-9]+"},
        {"etag", "[A-Za-z0-9+/]+=*"},
        {"cursor", "[A-Za-z0-9+/]+=*"},
        {"generation", "[0-9]+"},
        {"event", "[0-9a-f]+:[0-9]+"},
    };
    return table;
}

QString linesOf(const QString& file)
{
    QFile source(file);
    if (!source.open(QIODevice::ReadOnly)) {
        qFatal("cannot read %s", qPrintable(file));
    }
    return QString::fromUtf8(source.readAll());
}

std::string shown(const json::value& value)
{
    return json::serialize(value);
}

std::string differs(const std::string& path, const std::string& expected, const std::string& actual)
{
    return path + " should be " + expected + " and is " + actual;
}

std::optional<std::string> textOf(const json::value& value)
{
    return value.is_string() ? std::optional(std::string(value.as_string())) : std::nullopt;
}

} // namespace

Document readDocument(const QString& file)
{
    static const QRegularExpression heading("^### ([A-Z]+ /.*)$");
    Document document;
    std::optional<DocBlock> open;
    int number = 0;
    for (const QString& line : linesOf(file).split('\n')) {
        ++number;
        const std::string text = line.toStdString();
        const auto match = heading.match(line);
        if (!open && text.starts_with(kFence)) {
            open = DocBlock{number, text.substr(kFence.size()), {}};
        } else if (open && text == kFence) {
            document.blocks.push_back(std::move(*open));
            open.reset();
        } else if (open) {
            open->text += text + "\n";
        } else if (match.hasMatch()) {
            document.routes.push_back({match.captured(1).toStdString(), {}});
        } else if (text.starts_with("Rights: ") && !document.routes.empty()) {
            document.routes.back().rights = text.substr(8);
        }
    }
    if (open) {
        document.blocks.push_back({open->line, "unclosed", {}});
    }
    return document;
}

HttpText parseHttpText(const std::string& text)
{
    HttpText result;
    const std::size_t end = text.find("\n\n");
    const std::string head = text.substr(0, end);
    const auto lines = split(head, '\n');
    result.firstLine = lines.front();
    for (std::size_t i = 1; i < lines.size() && !lines[i].empty(); ++i) {
        const auto [name, value] = cut(lines[i], ':');
        result.headers[toLower(name)] = trimmed(value.value_or(""));
    }
    result.body = end == std::string::npos ? "" : std::string(trimmed(text.substr(end)));
    return result;
}

std::optional<std::string> Placeholders::difference(const std::string& expected,
                                                    const std::string& actual,
                                                    const std::string& path)
{
    QString pattern = "^";
    std::vector<std::string> used;
    std::size_t at = 0;
    for (;;) {
        const std::size_t begin = expected.find('<', at);
        const std::size_t end = expected.find('>', std::min(begin, expected.size()));
        const std::size_t plain = end == std::string::npos ? expected.size() : begin;
        pattern += QRegularExpression::escape(
            QString::fromStdString(expected.substr(at, plain - at)));
        if (end == std::string::npos) {
            break;
        }
        used.push_back(expected.substr(begin + 1, end - begin - 1));
        const auto word = words().find(used.back());
        if (word == words().end()) {
            return path + ": nobody knows what <" + used.back() + "> stands for";
        }
        pattern += "(" + word->second + ")";
        at = end + 1;
    }
    const QRegularExpression whole(pattern + "$",
                                   QRegularExpression::DotMatchesEverythingOption);
    const auto match = whole.match(QString::fromStdString(actual));
    if (!match.hasMatch()) {
        return differs(path, expected, actual);
    }
    for (std::size_t i = 0; i < used.size(); ++i) {
        seen_[used[i]] = match.captured(static_cast<int>(i) + 1).toStdString();
    }
    return std::nullopt;
}

std::optional<std::string> Placeholders::difference(const json::value& expected,
                                                    const json::value& actual,
                                                    const std::string& path)
{
    if (expected.is_object() && actual.is_object()) {
        return objectDifference(expected.as_object(), actual.as_object(), path);
    }
    if (expected.is_array() && actual.is_array()) {
        return arrayDifference(expected.as_array(), actual.as_array(), path);
    }
    const auto wanted = textOf(expected);
    if (wanted == "<number>" && actual.is_number()) {
        return std::nullopt;
    }
    if (wanted == "<time or null>") {
        return actual.is_null() ? std::nullopt : difference(json::value("<time>"), actual, path);
    }
    if (wanted == "<text or null>") {
        return actual.is_null() ? std::nullopt : difference(json::value("<text>"), actual, path);
    }
    if (wanted == "<json>" && !actual.is_null()) {
        return std::nullopt;
    }
    const auto found = textOf(actual);
    if (wanted && found) {
        return difference(*wanted, *found, path);
    }
    return expected == actual ? std::nullopt
                              : std::optional(differs(path, shown(expected), shown(actual)));
}

std::optional<std::string> Placeholders::objectDifference(const json::object& expected,
                                                          const json::object& actual,
                                                          const std::string& path)
{
    for (const auto& member : expected) {
        const std::string name(member.key());
        const json::value* const value = actual.if_contains(member.key());
        if (value == nullptr) {
            return path + "." + name + " is missing";
        }
        if (auto found = difference(member.value(), *value, path + "." + name)) {
            return found;
        }
    }
    for (const auto& member : actual) {
        if (!expected.contains(member.key())) {
            return path + "." + std::string(member.key()) + " is not documented";
        }
    }
    return std::nullopt;
}

std::optional<std::string> Placeholders::arrayDifference(const json::array& expected,
                                                         const json::array& actual,
                                                         const std::string& path)
{
    if (expected.size() != actual.size()) {
        return differs(path, shown(expected), shown(actual));
    }
    for (std::size_t i = 0; i < expected.size(); ++i) {
        if (auto found = difference(expected[i], actual[i], path + "[" + std::to_string(i) + "]")) {
            return found;
        }
    }
    return std::nullopt;
}

std::string Placeholders::fill(std::string text, bool percentEncoded) const
{
    for (const auto& [word, value] : seen_) {
        const std::string mark = "<" + word + ">";
        const std::size_t at = text.find(mark);
        if (at != std::string::npos) {
            text.replace(at, mark.size(), percentEncoded ? percentEncode(value) : value);
        }
    }
    return text;
}

} // namespace hub::test
