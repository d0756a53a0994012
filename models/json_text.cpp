#include "models/json_text.h"

#include "base/json.h"

#include <boost/json/error.hpp>
#include <boost/json/stream_parser.hpp>

#include <QCoreApplication>

namespace deck {
namespace {

constexpr qsizetype kMostIndented = 1024 * 1024;
constexpr int kIndent = 2;

QString tr(const char* text)
{
    return QCoreApplication::translate("JsonText", text);
}

std::string_view view(const QByteArray& bytes)
{
    return {bytes.constData(), std::size_t(bytes.size())};
}

/// rest begins with what could not be read.
QString reasonOf(const boost::json::error_code& error, const QByteArray& rest)
{
    using Error = boost::json::error;
    if (error == Error::incomplete) {
        return tr("the text ends too early");
    }
    if (error == Error::extra_data) {
        return tr("something stands after the value");
    }
    if (error == Error::too_deep) {
        return tr("too many brackets inside of each other");
    }
    const QString sign = QString::fromUtf8(rest.left(4)).left(1);
    return sign.isEmpty() || !sign.front().isPrint() ? tr("this is not JSON")
                                                     : tr("“%1” does not belong here").arg(sign);
}

std::size_t blanksBefore(const QByteArray& text)
{
    const std::size_t first = view(text).find_first_not_of(" \t\r\n");
    return first == std::string_view::npos ? 0 : first;
}

JsonFault faultAt(const QByteArray& text, std::size_t byte, const QString& reason)
{
    const QByteArray before = text.left(qsizetype(byte));
    JsonFault fault;
    fault.line = int(before.count('\n')) + 1;
    fault.column = int(QString::fromUtf8(before.mid(before.lastIndexOf('\n') + 1)).size()) + 1;
    fault.sentence =
        tr("Line %1, column %2: %3.").arg(fault.line).arg(fault.column).arg(reason);
    return fault;
}

/// Goes through a valid text once; inside of strings nothing is touched.
class Indenter final
{
public:
    QByteArray run(const QByteArray& text)
    {
        for (qsizetype i = 0; i < text.size(); ++i) {
            const char c = text[i];
            if (inString_) {
                takeInString(c);
            } else if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                takeOutside(c);
            }
        }
        return out_;
    }

private:
    void takeInString(char c)
    {
        out_ += c;
        inString_ = escaped_ || c != '"';
        escaped_ = !escaped_ && c == '\\';
    }
    void takeOutside(char c)
    {
        const bool closes = c == '}' || c == ']';
        if (opened_ && !closes) {
            newLine();
        }
        if (closes) {
            --depth_;
            if (!opened_) {
                newLine();
            }
        }
        opened_ = c == '{' || c == '[';
        depth_ += opened_ ? 1 : 0;
        inString_ = c == '"';
        out_ += c;
        if (c == ',') {
            newLine();
        } else if (c == ':') {
            out_ += ' ';
        }
    }
    void newLine()
    {
        out_ += '\n';
        out_ += QByteArray(depth_ * kIndent, ' ');
    }

    QByteArray out_;
    int depth_ = 0;
    bool inString_ = false;
    bool escaped_ = false;
    bool opened_ = false; ///< the last sign was a bracket
};

} // namespace

std::optional<JsonFault> jsonFault(const QByteArray& text)
{
    boost::json::stream_parser parser;
    boost::json::error_code error;
    const std::size_t read = parser.write_some(text.constData(), std::size_t(text.size()), error);
    const QByteArray rest = text.mid(qsizetype(read));
    if (!error && !rest.trimmed().isEmpty()) {
        error = boost::json::error::extra_data;
    } else if (!error) {
        parser.finish(error);
    }
    if (error) {
        const std::size_t blanks =
            error == boost::json::error::extra_data ? blanksBefore(rest) : 0;
        return faultAt(text, read + blanks, reasonOf(error, rest));
    }
    if (const auto parsed = hub::parseJson(view(text)); !parsed) {
        JsonFault fault; // the same key twice, or too deep
        fault.sentence = QString::fromStdString(parsed.error().detail);
        return fault;
    }
    return std::nullopt;
}

QString prettyJson(const QByteArray& text)
{
    if (text.size() > kMostIndented || jsonFault(text)) {
        return QString::fromUtf8(text);
    }
    return QString::fromUtf8(Indenter().run(text));
}

} // namespace deck
