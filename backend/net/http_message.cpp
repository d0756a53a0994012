#include "net/http_message.h"

#include "base/percent.h"
#include "base/text.h"

namespace hub::net {
namespace {

std::optional<std::string_view> find(const HttpFields& fields, std::string_view name)
{
    for (const auto& [key, value] : fields) {
        if (equalsIgnoringCase(key, name)) {
            return value;
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<std::string_view> HttpRequest::header(std::string_view name) const
{
    return find(headers, name);
}

std::optional<std::string_view> HttpRequest::parameter(std::string_view name) const
{
    return find(query, name);
}

void parseTarget(std::string_view target, HttpRequest& request)
{
    const auto [path, query] = cut(target, '?');
    const std::string decoded = percentDecode(path);
    for (const std::string_view segment : split(decoded, '/')) {
        if (!segment.empty()) {
            request.path.emplace_back(segment);
        }
    }
    if (!query) {
        return;
    }
    for (const std::string_view part : split(*query, '&')) {
        const auto [name, value] = cut(part, '=');
        if (!name.empty()) {
            request.query.emplace_back(percentDecode(name), percentDecode(value.value_or("")));
        }
    }
}

} // namespace hub::net
