#include "services/scope_rules.h"

#include <algorithm>

namespace hub {
namespace {

Error leaves(const TagCondition& scope)
{
    return fail(Errc::Forbidden, "the device would leave the part of the fleet where " +
                                     scope.text() + ", to which you are limited");
}

} // namespace

Result<void> checkNewTags(const std::optional<TagCondition>& scope, const std::string& tags)
{
    if (!scope) {
        return success();
    }
    const std::vector<std::string> keys = tagKeys(tags);
    const bool stays =
        std::find(keys.begin(), keys.end(), tagKey(scope->name, scope->value)) != keys.end();
    return stays ? Result<void>(success()) : leaves(*scope);
}

Result<void> checkTagPatch(const std::optional<TagCondition>& scope, const std::string& tags)
{
    if (!scope) {
        return success();
    }
    HUB_TRY(const json::value patch, parseJson(tags));
    const json::object* members = patch.if_object();
    return members != nullptr && members->contains(scope->name) ? checkNewTags(scope, tags)
                                                                : Result<void>(success());
}

} // namespace hub
