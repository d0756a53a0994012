#include "protocol/http/message.h"

#include "base/text.h"

#include <algorithm>

namespace hub::http {

std::optional<std::string_view> RequestView::header(std::string_view name) const
{
    const auto found = std::find_if(headers.begin(), headers.end(), [name](const auto& field) {
        return equalsIgnoringCase(field.first, name);
    });
    return found != headers.end() ? std::optional<std::string_view>(found->second) : std::nullopt;
}

} // namespace hub::http
