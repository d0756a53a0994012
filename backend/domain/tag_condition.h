// Devices by a tag: tags.site = 'berlin'. Tags at the top level whose values are texts, numbers or
// booleans; values are compared as text, so 3 and '3' are the same.
#pragma once

#include "base/json.h"

#include "hub/error.h"

#include <string>
#include <string_view>
#include <vector>

namespace hub {

struct TagCondition
{
    std::string name;
    std::string value;

    /// Errors: InvalidArgument.
    static Result<TagCondition> parse(std::string_view text);

    std::string text() const; ///< tags.site = 'berlin'
};

/// The tags (a JSON object) of a device that fulfils it and has no others.
std::string tagsIn(const TagCondition& condition);

/// What a tag's value is compared by; nothing for objects, arrays and null.
std::optional<std::string> tagText(const json::value& value);

/// One text for name and value, the same for a condition and for what fulfils it.
std::string tagKey(std::string_view name, std::string_view value);

/// The keys of a device's tags (a JSON object; what is none has no tags).
std::vector<std::string> tagKeys(std::string_view tags);

} // namespace hub
