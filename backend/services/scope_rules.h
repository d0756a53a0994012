// What people who are limited to part of the fleet may not do with what is in their part: move it
// out.
#pragma once

#include "domain/tag_condition.h"

#include <optional>
#include <string>

namespace hub {

/// tags: the JSON object that replaces all tags. Errors: Forbidden.
Result<void> checkNewTags(const std::optional<TagCondition>& scope, const std::string& tags);

/// tags: one that is merged into them. Errors: Forbidden.
Result<void> checkTagPatch(const std::optional<TagCondition>& scope, const std::string& tags);

} // namespace hub
