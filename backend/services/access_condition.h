// The condition of a group of the access lists: any of the query language, over what a sign-in knows of a
// device anyway: its tags and its identity. Properties and connections change all the time, and what a
// list says of a device must not (docs/decisions/0012).
#pragma once

#include "domain/identity.h"
#include "domain/query_expression.h"
#include "domain/tag_condition.h"
#include "domain/twin_query.h"

#include "hub/error.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace hub {

/// What conditions look at. Immutable.
struct DeviceFacts
{
    DeviceIdentity identity; ///< without keys
};

std::shared_ptr<const DeviceFacts> factsOf(DeviceIdentity device);

/// A value; any thread may ask it.
class AccessCondition final
{
public:
    /// `*` or a condition. Errors: InvalidArgument: the message names what is wrong, and where.
    static Result<AccessCondition> parse(std::string_view text);

    /// Set when the condition is no more than a text in a tag, for which a table has the answer.
    const std::optional<TagCondition>& tag() const { return tag_; }

    /// As queries take it.
    const TwinCondition& query() const { return query_; }

    bool holdsFor(const DeviceFacts& device) const;

private:
    TwinCondition query_;
    std::optional<TagCondition> tag_;
};

} // namespace hub
