#include "services/access_condition.h"

#include "services/twin_document.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace hub {
namespace {

using Kind = QueryExpression::Kind;

constexpr std::array kFields{QueryField::DeviceId,     QueryField::Status,
                             QueryField::StatusReason, QueryField::AuthenticationType,
                             QueryField::Capabilities, QueryField::DeviceScope,
                             QueryField::ParentScopes, QueryField::Tags};

/// Of all that it looks at.
Result<void> checkFields(const QueryExpression& expression)
{
    if (expression.kind == Kind::Path &&
        std::find(kFields.begin(), kFields.end(), expression.path.field) == kFields.end()) {
        return fail(Errc::InvalidArgument,
                    "a group cannot depend on " + expression.path.text() +
                        ": conditions of groups look at deviceId, status, statusReason, "
                        "authenticationType, capabilities, deviceScope, parentScopes and tags");
    }
    for (const QueryExpression& part : expression.parts) {
        HUB_TRYV(checkFields(part));
    }
    return success();
}

/// A number or a truth equals no text, but has the same entry in the table of tags.
bool isTextAlone(std::string_view value)
{
    const auto parsed = parseJson(value);
    return !parsed || parsed.value().is_string() || parsed.value().is_structured() ||
           parsed.value().is_null();
}

/// tags.site = 'berlin'
std::optional<TagCondition> tagOf(const QueryExpressionPtr& where)
{
    if (!where || where->kind != Kind::Compare || where->parts.size() != 2 ||
        where->comparison != QueryComparison::Equal || where->parts[0].kind != Kind::Path ||
        where->parts[1].kind != Kind::Literal) {
        return std::nullopt;
    }
    const QueryPath& path = where->parts[0].path;
    const auto text = where->parts[1].value.text();
    const auto* name = path.field == QueryField::Tags && path.below.size() == 1
                           ? std::get_if<std::string>(&path.below.front())
                           : nullptr;
    return name != nullptr && text && isTextAlone(*text)
               ? std::optional(TagCondition{*name, std::string(*text)})
               : std::nullopt;
}

/// Nobody is connected: conditions that ask for connections are refused.
const SessionDirectory& nobody()
{
    static const SessionDirectory directory;
    return directory;
}

} // namespace

std::shared_ptr<const DeviceFacts> factsOf(DeviceIdentity device)
{
    device.keys = {};
    return std::make_shared<const DeviceFacts>(DeviceFacts{std::move(device)});
}

Result<AccessCondition> AccessCondition::parse(std::string_view text)
{
    AccessCondition condition;
    HUB_TRY(condition.query_, TwinCondition::parse(text));
    if (condition.query_.from != QueryCollection::Devices) {
        return fail(Errc::InvalidArgument, "a group is of devices, and their modules are in it");
    }
    if (condition.query_.where) {
        HUB_TRYV(checkFields(*condition.query_.where));
    }
    condition.tag_ = tagOf(condition.query_.where);
    return condition;
}

bool AccessCondition::holdsFor(const DeviceFacts& device) const
{
    StoredTwin twin;
    twin.device.identity = device.identity;
    return isTrue(query_.where, TwinDocument(twin, nobody()));
}

} // namespace hub
