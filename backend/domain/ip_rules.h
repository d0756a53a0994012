// Which addresses may ask at all: ordered rules, of which the first that matches decides, for each
// of the hub's entrances.
#pragma once

#include "domain/ip_network.h"

#include "base/json.h"
#include "base/json_writer.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hub {

enum class AccessScope {
    Device,  ///< MQTT, WebSocket and HTTPS of devices
    Service, ///< Azure's service API
    Admin,   ///< ours, under /admin
};
inline constexpr std::size_t kAccessScopes = 3;

std::string_view nameOf(AccessScope scope); ///< "device", "service", "admin"
std::optional<AccessScope> accessScopeFromName(std::string_view name);

struct IpRule
{
    std::string name;    ///< unique, ignoring case; characters of ids
    bool accepts = true; ///< else it rejects
    IpNetwork network;
    std::array<bool, kAccessScopes> scopes{true, true, true}; ///< that it counts for
    bool operator==(const IpRule&) const = default;
};

struct IpRules
{
    std::vector<IpRule> rules; ///< limits::kMaxIpRules at most
    std::array<bool, kAccessScopes> acceptsOthers{true, true, true}; ///< whom no rule matches
    bool operator==(const IpRules&) const = default;
};

/// {"defaults":{"device":"accept",…},"rules":[{"name","action","network","scopes":[…]}]}. Actions are
/// "accept" and "reject"; no "scopes" = all of them. Errors: InvalidArgument, MissingArgument.
void write(JsonWriter& out, const IpRules& rules);
Result<IpRules> ipRulesFrom(const JsonView& json);

/// The rules of one scope as Azure Resource Manager writes them (service API, IP filtering):
/// ipFilterRules, and networkRuleSets too where that can say the same.
void writeArm(JsonWriter& out, const IpRules& rules, AccessScope scope);

/// From such an object, or one that has it under "properties"; for all scopes. Where networkRuleSets
/// has rules or denies, it counts, else ipFilterRules. Errors: InvalidArgument, MissingArgument.
Result<IpRules> ipRulesFromArm(const JsonView& json);

/// The same decisions as going through the rules, in the time of a binary search. Immutable.
class CompiledIpRules final
{
public:
    CompiledIpRules() = default;
    explicit CompiledIpRules(IpRules rules);

    struct Verdict
    {
        bool accepts = true;
        std::optional<std::size_t> rule; ///< which one; nothing = none matched
    };
    Verdict decide(AccessScope scope, const IpAddress& address) const;

    const IpRules& rules() const { return rules_; }

    /// Names of those that never decide, since others stand before them or they have no scope.
    std::vector<std::string> idleRules() const;
    std::string text(const Verdict& verdict) const; ///< "rule 3 (office) rejects"

private:
    static constexpr std::uint32_t kNoRule = UINT32_MAX;
    struct Interval
    {
        IpAddress first; ///< up to the next one
        std::uint32_t rule = kNoRule;
    };
    using Intervals = std::vector<Interval>; ///< in order; the first begins with 0.0.0.0

    static Intervals compile(const std::vector<IpRule>& rules, std::size_t scope);

    IpRules rules_;
    std::array<Intervals, kAccessScopes> intervals_;
};

} // namespace hub
