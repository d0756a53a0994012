// Requests of the HTTPS device API written as the text that clients send.
#pragma once

#include "protocol/http/message.h"

#include "base/percent.h"
#include "base/text.h"

#include <string>
#include <vector>

namespace hub::test {

/// A request line without its version, headers, an empty line, the body.
struct HttpRequestText
{
    explicit HttpRequestText(std::string_view text)
    {
        const std::size_t end = text.find("\n\n");
        const auto lines = split(text.substr(0, end), '\n');
        body = end == std::string_view::npos ? Bytes() : Bytes(text.substr(end + 2));
        const auto [verb, target] = cut(lines.front(), ' ');
        method = verb;
        setTarget(target.value_or(""));
        for (std::size_t i = 1; i < lines.size(); ++i) {
            const auto [name, value] = cut(lines[i], ':');
            headers.emplace_back(std::string(name), std::string(trimmed(value.value_or(""))));
        }
    }

    http::RequestView view() const { return {method, path, query, headers, body}; }

    std::string method;
    std::vector<std::string> path;
    http::Fields query;
    http::Fields headers;
    Bytes body;

private:
    /// As net/http_message does it.
    void setTarget(std::string_view target)
    {
        const auto [rawPath, rawQuery] = cut(target, '?');
        const std::string decoded = percentDecode(rawPath);
        for (const std::string_view segment : split(decoded, '/')) {
            if (!segment.empty()) {
                path.emplace_back(segment);
            }
        }
        for (const std::string_view part : split(rawQuery.value_or(""), '&')) {
            const auto [name, value] = cut(part, '=');
            if (!name.empty()) {
                query.emplace_back(percentDecode(name), percentDecode(value.value_or("")));
            }
        }
    }
};

} // namespace hub::test
