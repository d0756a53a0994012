#include "domain/ip_rules.h"

#include <algorithm>
#include <set>

namespace hub {
namespace {

constexpr std::array<std::string_view, kAccessScopes> kNames{"device", "service", "admin"};

/// The address behind one, over both families: IPv4 comes before IPv6. Nothing behind the last.
std::optional<IpAddress> nextOf(const IpAddress& address)
{
    IpAddress next = address;
    ++next.low;
    if (address.family == IpAddress::Family::V4) {
        return next.low >> 32U == 0 ? next : IpAddress{IpAddress::Family::V6, 0, 0};
    }
    next.high += next.low == 0 ? 1 : 0;
    return next.low == 0 && next.high == 0 ? std::nullopt : std::optional(next);
}

/// A rule begins or ends to count.
struct Edge
{
    IpAddress at;
    std::uint32_t rule = 0;
    bool begins = false;
};

std::vector<Edge> edgesOf(const std::vector<IpRule>& rules, std::size_t scope)
{
    std::vector<Edge> edges;
    edges.reserve(2 * rules.size());
    for (std::uint32_t i = 0; i < rules.size(); ++i) {
        if (!rules[i].scopes[scope]) {
            continue;
        }
        edges.push_back({rules[i].network.first, i, true});
        if (const auto end = nextOf(rules[i].network.last())) {
            edges.push_back({*end, i, false});
        }
    }
    std::sort(edges.begin(), edges.end(),
              [](const Edge& a, const Edge& b) { return a.at < b.at; });
    return edges;
}

} // namespace

std::string_view nameOf(AccessScope scope)
{
    return kNames[static_cast<std::size_t>(scope)];
}

std::optional<AccessScope> accessScopeFromName(std::string_view name)
{
    const auto found = std::find(kNames.begin(), kNames.end(), name);
    return found == kNames.end() ? std::nullopt
                                 : std::optional(static_cast<AccessScope>(found - kNames.begin()));
}

CompiledIpRules::CompiledIpRules(IpRules rules) : rules_(std::move(rules))
{
    for (std::size_t scope = 0; scope < kAccessScopes; ++scope) {
        intervals_[scope] = compile(rules_.rules, scope);
    }
}

/// Goes over the edges in order and notes the first of the rules that count there.
CompiledIpRules::Intervals CompiledIpRules::compile(const std::vector<IpRule>& rules,
                                                    std::size_t scope)
{
    Intervals intervals{{IpAddress{}, kNoRule}};
    std::set<std::uint32_t> counting;
    const std::vector<Edge> edges = edgesOf(rules, scope);
    for (std::size_t i = 0; i < edges.size();) {
        const IpAddress at = edges[i].at;
        for (; i < edges.size() && edges[i].at == at; ++i) {
            if (edges[i].begins) {
                counting.insert(edges[i].rule);
            } else {
                counting.erase(edges[i].rule);
            }
        }
        const std::uint32_t rule = counting.empty() ? kNoRule : *counting.begin();
        if (intervals.back().first == at) {
            intervals.back().rule = rule;
        } else if (intervals.back().rule != rule) {
            intervals.push_back({at, rule});
        }
    }
    return intervals;
}

CompiledIpRules::Verdict CompiledIpRules::decide(AccessScope scope, const IpAddress& address) const
{
    const auto index = static_cast<std::size_t>(scope);
    const Intervals& intervals = intervals_[index];
    const auto behind =
        std::upper_bound(intervals.begin(), intervals.end(), address,
                         [](const IpAddress& a, const Interval& i) { return a < i.first; });
    const std::uint32_t rule = behind == intervals.begin() ? kNoRule : std::prev(behind)->rule;
    if (rule == kNoRule) {
        return {rules_.acceptsOthers[index], std::nullopt};
    }
    return {rules_.rules[rule].accepts, rule};
}

std::vector<std::string> CompiledIpRules::idleRules() const
{
    std::vector<bool> decides(rules_.rules.size());
    for (const Intervals& intervals : intervals_) {
        for (const Interval& interval : intervals) {
            if (interval.rule != kNoRule) {
                decides[interval.rule] = true;
            }
        }
    }
    std::vector<std::string> names;
    for (std::size_t i = 0; i < decides.size(); ++i) {
        if (!decides[i]) {
            names.push_back(rules_.rules[i].name);
        }
    }
    return names;
}

std::string CompiledIpRules::text(const Verdict& verdict) const
{
    const std::string does = verdict.accepts ? " accepts" : " rejects";
    if (!verdict.rule) {
        return "no rule matches; the default" + does;
    }
    return "rule " + std::to_string(*verdict.rule + 1) + " (" + rules_.rules[*verdict.rule].name +
           ")" + does;
}

} // namespace hub
