#include "services/access_rules.h"

#include "base/assert.h"

#include <array>

namespace hub {
namespace {

std::string textOf(const std::vector<AccessEntryPointer>& entries)
{
    return entries.empty() ? std::string() : entries.front()->text();
}

AccessFinding judgeIp(const AccessRules& rules,
                      AccessScope scope,
                      const std::optional<IpAddress>& address)
{
    const CompiledIpRules& ip = *rules.ipRules;
    if (!address) {
        const bool none = ip.rules() == IpRules();
        return {AccessStep::IpRules, !none, none ? "there are no rules" : "no address is known"};
    }
    const auto verdict = ip.decide(scope, *address);
    return {AccessStep::IpRules, !verdict.accepts, ip.text(verdict)};
}

AccessFinding judgeIdentity(const IdentityState& identity)
{
    if (!identity.registered) {
        return {AccessStep::Identity, true, "not registered"};
    }
    if (identity.enabled) {
        return {AccessStep::Identity, false, "enabled"};
    }
    return {AccessStep::Identity, true,
            identity.reason.empty() ? "disabled" : "disabled: " + identity.reason};
}

AccessFinding judgeMode(AccessMode mode, bool isOnAllowList)
{
    return {AccessStep::Mode, mode == AccessMode::AllowListOnly && !isOnAllowList,
            std::string(nameOf(mode))};
}

Denial denialOf(const AccessFinding& finding, const IdentityState& identity)
{
    switch (finding.step) {
    case AccessStep::IpRules: return {DenialReason::AddressRejected, finding.detail};
    case AccessStep::Identity:
        return identity.registered ? Denial{DenialReason::DeviceDisabled, identity.reason}
                                   : Denial{DenialReason::DeviceUnknown, {}};
    case AccessStep::BlockList: return {DenialReason::Blocked, textOf(finding.entries)};
    case AccessStep::AllowList:
    case AccessStep::Mode: break;
    }
    return {DenialReason::NotOnAllowList, "no entry of the allow list is about it"};
}

} // namespace

std::string_view nameOf(AccessStep step)
{
    constexpr std::array<std::string_view, 5> names{"ipRules", "identity", "blockList",
                                                    "allowList", "mode"};
    return names[static_cast<std::size_t>(step)];
}

CloseReason AccessDecision::closeReason() const
{
    HUB_ASSERT(denial.has_value());
    switch (denial->reason) {
    case DenialReason::AddressRejected: return CloseReason::AddressRejected;
    case DenialReason::Blocked: return CloseReason::Blocked;
    case DenialReason::DeviceDisabled: return CloseReason::IdentityDisabled;
    case DenialReason::DeviceUnknown: return CloseReason::IdentityDeleted;
    default: return CloseReason::NotOnAllowList;
    }
}

AccessDecision decide(const AccessRules& rules,
                      const AccessSubject& subject,
                      const IdentityState& identity,
                      AccessScope scope,
                      WallTime now)
{
    AccessLists::Matches matches = rules.lists.matches(subject, now);
    const bool isBlocked = !matches.block.empty();
    const bool isAllowed = !matches.allow.empty();
    AccessDecision decision;
    decision.chain.reserve(5);
    decision.chain.push_back(judgeIp(rules, scope, subject.address));
    decision.chain.push_back(judgeIdentity(identity));
    decision.chain.push_back({AccessStep::BlockList, isBlocked, {}, std::move(matches.block)});
    decision.chain.push_back({AccessStep::AllowList, false, {}, std::move(matches.allow)});
    decision.chain.push_back(judgeMode(rules.mode, isAllowed));
    for (const AccessFinding& finding : decision.chain) {
        if (finding.refuses) {
            decision.denial = denialOf(finding, identity);
            break;
        }
    }
    return decision;
}

AccessDecision decideByAddress(const AccessRules& rules,
                               AccessScope scope,
                               const std::optional<IpAddress>& address)
{
    AccessDecision decision;
    decision.chain.push_back(judgeIp(rules, scope, address));
    if (decision.chain.front().refuses) {
        decision.denial = denialOf(decision.chain.front(), {});
    }
    return decision;
}

std::optional<Denial> judgeAddress(const AccessRules& rules,
                                   AccessScope scope,
                                   const std::optional<IpAddress>& address)
{
    return decideByAddress(rules, scope, address).denial;
}

} // namespace hub
