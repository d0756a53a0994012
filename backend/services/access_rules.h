// Who is let in: IP rules, the state of the identity, the block list, the allow list and the mode, in this
// order. The one place where that is decided, for sign-ins, requests, live connections and explanations.
#pragma once

#include "services/access_lists.h"
#include "services/denials.h"
#include "services/device_link.h"

#include "domain/ip_rules.h"

#include "base/guarded.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hub {

/// What the registry says of the identity that signs in.
struct IdentityState
{
    bool registered = true;
    bool enabled = true;
    std::string reason{}; ///< of the status
};

enum class AccessStep { IpRules, Identity, BlockList, AllowList, Mode };
std::string_view nameOf(AccessStep step); ///< "ipRules", "identity", …

/// What one step found.
struct AccessFinding
{
    AccessStep step{};
    bool refuses = false;
    std::string detail{};                          ///< a sentence where entries do not say it all
    std::vector<AccessEntryPointer> entries{}; ///< that are about the caller
};

struct AccessDecision
{
    std::vector<AccessFinding> chain; ///< each step, also behind the one that refuses
    std::optional<Denial> denial;     ///< of the first step that refuses; nothing = let in

    /// What a live connection is closed with; only after a refusal.
    CloseReason closeReason() const;
};

/// Immutable once it is in force.
struct AccessRules
{
    AccessLists lists;
    AccessMode mode = AccessMode::Open;
    std::shared_ptr<const CompiledIpRules> ipRules = std::make_shared<const CompiledIpRules>();
};

AccessDecision decide(const AccessRules& rules,
                      const AccessSubject& subject,
                      const IdentityState& identity,
                      AccessScope scope,
                      WallTime now);

/// The first step alone: all that is asked of callers who are no devices.
AccessDecision decideByAddress(const AccessRules& rules,
                               AccessScope scope,
                               const std::optional<IpAddress>& address);

/// The same in short. Nothing = let in; an address that cannot be read is let in by no rule.
std::optional<Denial> judgeAddress(const AccessRules& rules,
                                   AccessScope scope,
                                   const std::optional<IpAddress>& address);

using AccessRulesPointer = std::shared_ptr<const AccessRules>;

/// The rules that are in force. Callable from any thread.
class ActiveAccess final
{
public:
    AccessRulesPointer rules() const
    {
        return current_.with([](const AccessRulesPointer& current) { return current; });
    }
    /// Puts a changed copy in force. One caller at a time: the writer.
    template <class Change>
    void change(Change change)
    {
        auto next = std::make_shared<AccessRules>(*rules());
        change(*next);
        set(std::move(next));
    }

    void set(AccessRulesPointer rules)
    {
        current_.with([&rules](AccessRulesPointer& current) { current.swap(rules); });
    }

private:
    Guarded<AccessRulesPointer> current_{std::make_shared<const AccessRules>()};
};

} // namespace hub
