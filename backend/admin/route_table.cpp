#include "admin/route_table.h"

#include "base/text.h"

#include <optional>

namespace hub::admin {
namespace {

/// The captured segments, or nothing when the path has another shape.
std::optional<std::vector<std::string>> match(std::string_view pattern,
                                              const std::vector<std::string>& path)
{
    const std::vector<std::string_view> words = split(pattern, '/');
    if (words.size() != path.size()) {
        return std::nullopt;
    }
    std::vector<std::string> captured;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i].starts_with('{')) {
            captured.push_back(path[i]);
        } else if (!equalsIgnoringCase(words[i], path[i])) {
            return std::nullopt;
        }
    }
    return captured;
}

} // namespace

Result<RouteTable::Match> RouteTable::find(std::string_view method,
                                           const std::vector<std::string>& path) const
{
    bool pathKnown = false;
    for (const Route& route : routes_) {
        auto captured = match(route.pattern, path);
        if (captured && route.method == method) {
            return Match{&route, std::move(*captured)};
        }
        pathKnown = pathKnown || captured;
    }
    return pathKnown ? fail(Errc::MethodNotAllowed) : fail(Errc::NotFound);
}

} // namespace hub::admin
