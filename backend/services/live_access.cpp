#include "services/live_access.h"

#include "services/access_condition.h"

#include "domain/tag_condition.h"

namespace hub {

void LiveAccess::recheck(const Concerns& concerns)
{
    const AccessRulesPointer rules = access_.rules();
    directory_.revokeWhere([&](const SessionInfo& info) {
        return concerns(info.subject) ? judge(*rules, info) : std::nullopt;
    });
}

void LiveAccess::recheckDevice(const std::string& device)
{
    const AccessRulesPointer rules = access_.rules();
    directory_.revokeWhere(device,
                           [&](const SessionInfo& info) { return judge(*rules, info); });
}

void LiveAccess::deviceChanged(const DeviceIdentity& device)
{
    directory_.setFacts(device.id.device, tagKeys(device.tags), factsOf(device));
    recheckDevice(device.id.device);
}

/// Whoever is in was registered and enabled; changes of that close connections by themselves.
std::optional<CloseReason> LiveAccess::judge(const AccessRules& rules,
                                             const SessionInfo& info) const
{
    const AccessDecision decision =
        decide(rules, info.subject, {}, AccessScope::Device, clock_.highestWall());
    return decision.denial ? std::optional(decision.closeReason()) : std::nullopt;
}

} // namespace hub
