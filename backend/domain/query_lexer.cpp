#include "domain/query_lexer.h"

#include "base/text.h"
#include "base/utf8.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

namespace hub {
namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// Letters beyond ASCII too.
bool beginsName(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool continuesName(char c)
{
    return beginsName(c) || isDigit(c);
}

void appendUtf8(std::string& out, std::uint32_t point)
{
    const auto byte = [&](std::uint32_t value) { out += static_cast<char>(value); };
    if (point < 0x80) {
        byte(point);
    } else if (point < 0x800) {
        byte(0xC0 | point >> 6U);
        byte(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        byte(0xE0 | point >> 12U);
        byte(0x80 | (point >> 6U & 0x3F));
        byte(0x80 | (point & 0x3F));
    } else {
        byte(0xF0 | point >> 18U);
        byte(0x80 | (point >> 12U & 0x3F));
        byte(0x80 | (point >> 6U & 0x3F));
        byte(0x80 | (point & 0x3F));
    }
}

class Lexer final
{
public:
    explicit Lexer(std::string_view text) : text_(text) {}

    Result<std::vector<QueryToken>> run()
    {
        std::vector<QueryToken> tokens;
        for (;;) {
            HUB_TRYV(skip());
            start_ = at_;
            HUB_TRY(QueryToken token, next());
            token.position = position(start_);
            tokens.push_back(std::move(token));
            if (tokens.back().kind == QueryToken::Kind::End) {
                return tokens;
            }
        }
    }

private:
    char peek(std::size_t ahead = 0) const
    {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }
    bool atEnd() const { return at_ >= text_.size(); }
    bool startsWith(std::string_view what) const { return text_.substr(at_).starts_with(what); }

    std::size_t position(std::size_t byte) const
    {
        return 1 + codePoints(text_.substr(0, byte));
    }

    /// White space and comments.
    Result<void> skip()
    {
        for (;;) {
            const std::size_t begin = at_;
            at_ = std::min(text_.find_first_not_of(kWhiteSpace, at_), text_.size());
            if (startsWith("--")) {
                at_ = std::min(text_.find('\n', at_), text_.size());
            } else if (startsWith("/*")) {
                const std::size_t end = text_.find("*/", at_ + 2);
                if (end == text_.npos) {
                    return queryError(position(at_), "this comment has no end, expected */");
                }
                at_ = end + 2;
            } else if (at_ == begin || atEnd()) {
                return success();
            }
        }
    }

    Result<QueryToken> next()
    {
        const char c = peek();
        if (atEnd()) {
            return QueryToken{};
        }
        if (beginsName(c)) {
            return name();
        }
        if (isDigit(c) || (c == '.' && isDigit(peek(1)) && !afterName_)) {
            return number();
        }
        if (c == '\'' || c == '"') {
            return quoted(c);
        }
        if (startsWith("[[")) {
            return bracketed();
        }
        return symbol();
    }

    QueryToken name()
    {
        while (continuesName(peek())) {
            ++at_;
        }
        afterName_ = true;
        return {QueryToken::Kind::Name, std::string(text_.substr(start_, at_ - start_))};
    }

    Result<QueryToken> number()
    {
        QueryToken token{QueryToken::Kind::Number};
        const char* const begin = text_.data() + at_;
        const char* const end = text_.data() + text_.size();
        const bool hex = startsWith("0x") || startsWith("0X");
        const char* stop = begin;
        if (hex) {
            std::uint64_t value = 0;
            const auto read = std::from_chars(begin + 2, end, value, 16);
            token.number = static_cast<double>(value);
            stop = read.ec == std::errc{} ? read.ptr : begin;
        } else {
            const auto read = std::from_chars(begin, end, token.number);
            stop = read.ec == std::errc{} ? read.ptr : begin;
        }
        if (stop == begin || (stop != end && continuesName(*stop))) {
            return queryError(position(start_), "this is not a number that a double can hold");
        }
        at_ += static_cast<std::size_t>(stop - begin);
        token.text = text_.substr(start_, at_ - start_);
        afterName_ = false;
        return token;
    }

    Result<QueryToken> quoted(char quote)
    {
        QueryToken token{QueryToken::Kind::Text};
        for (++at_; !atEnd(); ++at_) {
            if (peek() == quote && peek(1) != quote) {
                ++at_;
                afterName_ = false;
                return token;
            }
            if (peek() == '\\') {
                HUB_TRYV(escape(token.text));
            } else {
                at_ += peek() == quote ? 1U : 0U; // doubled
                token.text += peek();
            }
        }
        return queryError(position(start_), std::string("this text has no end, expected ") + quote);
    }

    /// Leaves at_ on the escape's last character.
    Result<void> escape(std::string& out)
    {
        const std::size_t begin = at_++;
        constexpr std::string_view kSimple = "'\"\\/bfnrt";
        constexpr std::string_view kMeant = "'\"\\/\b\f\n\r\t";
        const std::size_t simple = atEnd() ? kSimple.npos : kSimple.find(peek());
        if (simple != kSimple.npos) {
            out += kMeant[simple];
            return success();
        }
        auto point = peek() == 'u' ? hexFour() : std::nullopt;
        if (point && *point >= 0xD800 && *point < 0xDC00 && startsWith("\\u")) {
            ++at_;
            const auto low = hexFour();
            point = low && *low >= 0xDC00 && *low < 0xE000
                        ? std::optional(0x10000 + ((*point - 0xD800) << 10U) + (*low - 0xDC00))
                        : std::nullopt;
        }
        if (!point || (*point >= 0xD800 && *point < 0xE000)) {
            return queryError(position(begin), "no such escape, expected \\' \\\" \\\\ or \\uXXXX");
        }
        appendUtf8(out, *point);
        --at_;
        return success();
    }

    /// Behind the u; moves behind the digits.
    std::optional<std::uint32_t> hexFour()
    {
        const std::string_view digits = text_.substr(std::min(at_ + 1, text_.size()), 4);
        std::uint32_t value = 0;
        const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
        if (digits.size() != 4 || read.ptr != digits.data() + 4) {
            return std::nullopt;
        }
        at_ += 5;
        return value;
    }

    Result<QueryToken> bracketed()
    {
        const std::size_t end = text_.find("]]", at_ + 2);
        if (end == text_.npos || end == at_ + 2) {
            return queryError(position(at_), "expected a name and ]] behind [[");
        }
        QueryToken token{QueryToken::Kind::Bracketed,
                         std::string(text_.substr(at_ + 2, end - at_ - 2))};
        at_ = end + 2;
        afterName_ = true;
        return token;
    }

    Result<QueryToken> symbol()
    {
        constexpr std::string_view kOne = "=<>+-*/%()[],.;";
        constexpr std::array<std::string_view, 4> kTwo{"!=", "<>", "<=", ">="};
        for (const std::string_view two : kTwo) {
            if (startsWith(two)) {
                at_ += 2;
                afterName_ = false;
                return QueryToken{QueryToken::Kind::Symbol, std::string(two)};
            }
        }
        if (kOne.find(peek()) == kOne.npos) {
            return queryError(position(at_), "this character has no meaning here");
        }
        afterName_ = peek() == ']' || peek() == ')';
        return QueryToken{QueryToken::Kind::Symbol, std::string(1, text_[at_++])};
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t start_ = 0;  ///< of the token
    bool afterName_ = false; ///< a dot goes on with a path
};

} // namespace

Result<std::vector<QueryToken>> queryTokens(std::string_view text)
{
    return Lexer(text).run();
}

Error queryError(std::size_t position, std::string_view what)
{
    return fail(Errc::InvalidArgument,
                "the query, at position " + std::to_string(position) + ": " + std::string(what));
}

} // namespace hub
