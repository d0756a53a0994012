#include "admin/access_json.h"

#include "admin/parameters.h"

#include "api/time_members.h"

#include "domain/etag.h"

#include "base/text.h"

#include <array>

namespace hub::admin {
namespace {

/// A name that `parse` knows. what: "'list' must be allow or block".
template <class Value>
Result<Value> named(std::string_view text,
                    std::optional<Value> (*parse)(std::string_view),
                    const char* what)
{
    const std::optional<Value> value = parse(text);
    return value ? Result<Value>(*value) : fail(Errc::InvalidArgument, what);
}

constexpr const char* kLists = "'list' must be allow or block";
constexpr const char* kKinds = "'kind' must be device, pattern, thumbprint, network or group";

/// Device protocols are one scope; others go by their own names.
std::optional<AccessScope> scopeOfProtocol(std::string_view protocol)
{
    constexpr std::array<std::string_view, 4> ofDevices{"mqtt", "mqtt-ws", "https", ""};
    for (const std::string_view each : ofDevices) {
        if (protocol == each) {
            return AccessScope::Device;
        }
    }
    return accessScopeFromName(protocol);
}

std::string parameterOf(const net::HttpRequest& request, std::string_view name)
{
    return std::string(request.parameter(name).value_or(""));
}

} // namespace

api::AccessEntry accessEntryOf(const AccessEntry& entry, WallTime now)
{
    return {std::to_string(entry.id),
            std::string(nameOf(entry.list)),
            std::string(nameOf(entry.kind)),
            entry.value,
            entry.reason,
            entry.by,
            entry.since,
            entry.until,
            entry.isActive(now),
            etagText(entry.etag)};
}

api::AccessExplanation explanationOf(const AccessExplanation& explanation, WallTime now)
{
    api::AccessExplanation out;
    const AccessDecision& decision = explanation.decision;
    out.allowed = !decision.denial;
    if (decision.denial) {
        out.reason = nameOf(decision.denial->reason);
        out.detail = decision.denial->detail;
        out.remedy = remedyOf(decision.denial->reason);
    }
    for (const AccessFinding& finding : decision.chain) {
        api::AccessStep step{std::string(nameOf(finding.step)), finding.refuses, finding.detail, {}};
        for (const AccessEntryPointer& entry : finding.entries) {
            step.entries.push_back(accessEntryOf(*entry, now));
        }
        out.chain.push_back(std::move(step));
    }
    out.groups = explanation.groups;
    return out;
}

Result<NewAccessEntry> newAccessEntryFrom(const JsonView& json)
{
    NewAccessEntry entry;
    HUB_TRY(const std::string list, json.requiredString("list"));
    HUB_TRY(entry.list, named(list, accessListFromName, kLists));
    HUB_TRY(const std::string kind, json.requiredString("kind"));
    HUB_TRY(entry.kind, named(kind, accessKindFromName, kKinds));
    HUB_TRY(entry.value, json.requiredString("value"));
    HUB_TRY(entry.reason, json.stringOr("reason", {}));
    HUB_TRY(entry.until, api::timeOf(json, "until"));
    return entry;
}

Result<AccessQuery> accessQueryFrom(const net::HttpRequest& request)
{
    AccessQuery query;
    if (const auto list = request.parameter("list")) {
        HUB_TRY(query.list, named(*list, accessListFromName, kLists));
    }
    if (const auto kind = request.parameter("kind")) {
        HUB_TRY(query.kind, named(*kind, accessKindFromName, kKinds));
    }
    query.contains = parameterOf(request, "search");
    HUB_TRYV(checkSearch(query.contains));
    const auto after = toInteger<AccessEntryId>(request.parameter("after").value_or("0"));
    if (!after) {
        return fail(Errc::InvalidArgument, "'after' is not a cursor of this list");
    }
    query.after = *after;
    HUB_TRY(query.limit, limitFrom(request));
    return query;
}

Result<AccessQuestion> accessQuestionFrom(const net::HttpRequest& request)
{
    AccessQuestion question;
    question.device = parameterOf(request, "device");
    question.address = parameterOf(request, "address");
    question.thumbprint = parameterOf(request, "thumbprint");
    if (!question.device.empty()) {
        HUB_TRYV(idFrom(question.device));
    } else if (question.address.empty()) {
        return fail(Errc::MissingArgument, "'device' or 'address' is missing");
    }
    const auto scope = scopeOfProtocol(request.parameter("protocol").value_or(""));
    if (!scope) {
        return fail(Errc::InvalidArgument,
                    "'protocol' must be mqtt, mqtt-ws, https, service or admin");
    }
    question.scope = *scope;
    return question;
}

} // namespace hub::admin
