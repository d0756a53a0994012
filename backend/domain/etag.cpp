#include "domain/etag.h"

#include "base/base64.h"
#include "base/text.h"

namespace hub {

std::string etagText(std::uint64_t etag)
{
    return toBase64(std::to_string(etag));
}

EtagCondition EtagCondition::fromHeader(std::optional<std::string_view> ifMatch)
{
    EtagCondition condition;
    if (!ifMatch) {
        return condition;
    }
    std::string_view text = trimmed(*ifMatch);
    if (text.starts_with("W/")) {
        text.remove_prefix(2);
    }
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
        text = text.substr(1, text.size() - 2);
    }
    condition.text_ = std::string(text);
    return condition;
}

bool EtagCondition::matches(std::uint64_t etag) const
{
    return matchesText(etagText(etag));
}

bool EtagCondition::matchesText(std::string_view etag) const
{
    return isAbsent() || isAny() || *text_ == etag;
}

} // namespace hub
