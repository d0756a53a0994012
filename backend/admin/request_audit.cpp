#include "admin/request_audit.h"

#include "base/text.h"

namespace hub::admin {
namespace {

constexpr std::string_view kRefusedRead = "api.read";

/// "127.0.0.1" of "127.0.0.1:50000" and of "[::1]:50000" "::1".
std::string withoutPort(std::string_view address)
{
    std::string_view host = address.substr(0, address.rfind(':'));
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
    }
    return std::string(host);
}

/// Ids and names; lock tokens, numbers of commands and what a device is told to do are no targets.
bool isTarget(std::string_view place)
{
    return place != "{lock}" && place != "{number}" && place != "{component}" &&
           place != "{command}";
}

/// "thermo-1", or "thermo-1/camera" of a module.
std::string targetOf(const Route& route, const RouteRequest& request)
{
    std::string target;
    std::size_t next = 0;
    for (const std::string_view word : split(route.pattern, '/')) {
        if (!word.starts_with('{')) {
            continue;
        }
        const std::string& value = request.captured.at(next++);
        if (isTarget(word)) {
            target += (target.empty() ? "" : "/") + value;
        }
    }
    if (const auto module = request.http.parameter("module"); module && !target.empty()) {
        target += "/" + std::string(*module);
    }
    return target;
}

} // namespace

AuditRecord recordOf(const Route& route, const RouteRequest& request)
{
    AuditRecord record;
    record.actorKind = request.caller.person ? kActorPerson : kActorPolicy;
    record.actor = request.caller.name;
    record.credential = request.caller.signedInWith;
    record.role = request.caller.person ? std::string(nameOf(request.caller.person->role))
                                        : rightsText(request.caller.rights);
    record.address = withoutPort(request.http.address);
    record.action = route.audit.action.empty() ? kRefusedRead : route.audit.action;
    record.target = targetOf(route, request);
    record.requestId = request.requestId;
    return record;
}

bool needsRecord(AuditRule rule, const std::optional<Error>& error)
{
    if (rule == AuditRule::Nothing) {
        return error && (error->code == Errc::Unauthorized || error->code == Errc::Forbidden);
    }
    return error || rule != AuditRule::IfChanged;
}

} // namespace hub::admin
