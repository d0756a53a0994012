#include "domain/ip_rules.h"

#include "domain/identity.h"
#include "domain/limits.h"

#include "base/text.h"

#include <algorithm>
#include <unordered_set>

namespace hub {
namespace {

constexpr std::array<std::string_view, 2> kActions{"reject", "accept"};
constexpr std::array<std::string_view, 2> kArmActions{"Reject", "Accept"};
constexpr std::array<std::string_view, 2> kArmDefaults{"Deny", "Allow"};

std::string_view actionOf(const std::array<std::string_view, 2>& names, bool accepts)
{
    return names[accepts ? 1 : 0];
}

/// Is it the second of the two words? Case is ignored.
Result<bool> acceptsFrom(const std::array<std::string_view, 2>& names, const JsonView& json)
{
    HUB_TRY(const std::string_view text, json.string());
    const bool accepts = equalsIgnoringCase(text, names[1]);
    if (!accepts && !equalsIgnoringCase(text, names[0])) {
        return fail(Errc::InvalidArgument, "'" + json.path() + "' must be " +
                                               std::string(names[1]) + " or " +
                                               std::string(names[0]));
    }
    return accepts;
}

Result<bool> requiredAction(const std::array<std::string_view, 2>& names,
                            const JsonView& json,
                            std::string_view member)
{
    HUB_TRY(const JsonView action, json.required(member));
    return acceptsFrom(names, action);
}

Result<void> readScopes(const JsonView& json, IpRule& rule)
{
    const auto scopes = json.member("scopes");
    if (!scopes) {
        return success();
    }
    HUB_TRY(const json::array* array, scopes->array());
    rule.scopes = {};
    for (const json::value& element : *array) {
        HUB_TRY(const std::string_view name, JsonView(element, scopes->path()).string());
        const auto scope = accessScopeFromName(name);
        if (!scope) {
            return fail(Errc::InvalidArgument,
                        "'" + scopes->path() + "' has device, service and admin");
        }
        rule.scopes[static_cast<std::size_t>(*scope)] = true;
    }
    return success();
}

Result<IpRule> ruleFrom(const JsonView& json)
{
    IpRule rule;
    HUB_TRY(rule.name, json.requiredString("name"));
    HUB_TRY(rule.accepts, requiredAction(kActions, json, "action"));
    HUB_TRY(const std::string network, json.requiredString("network"));
    HUB_TRY(rule.network, IpNetwork::parse(network));
    HUB_TRYV(readScopes(json, rule));
    return rule;
}

Result<IpRule> armRuleFrom(const JsonView& json)
{
    IpRule rule;
    HUB_TRY(rule.name, json.requiredString("filterName"));
    HUB_TRY(const std::string action, json.stringOr("action", "Allow"));
    if (!equalsIgnoringCase(action, "Allow")) { // the one that networkRuleSets knows
        HUB_TRY(rule.accepts, requiredAction(kArmActions, json, "action"));
    }
    HUB_TRY(const std::string network, json.requiredString("ipMask"));
    HUB_TRY(rule.network, IpNetwork::parse(network));
    return rule;
}

Result<std::vector<IpRule>> rulesFrom(const JsonView& json, Result<IpRule> (*read)(const JsonView&))
{
    HUB_TRY(const json::array* array, json.array());
    if (array->size() > limits::kMaxIpRules) {
        return fail(Errc::InvalidArgument, "there may be 10,000 rules at most");
    }
    std::vector<IpRule> rules;
    std::unordered_set<std::string> names;
    for (std::size_t i = 0; i < array->size(); ++i) {
        const JsonView element((*array)[i], json.path() + "[" + std::to_string(i) + "]");
        HUB_TRY(IpRule rule, read(element));
        if (!isValidId(rule.name) || !names.insert(toLower(rule.name)).second) {
            return fail(Errc::InvalidArgument, "'" + element.path() +
                                                   "' needs a name of its own, of 1 to 128 "
                                                   "characters of ids");
        }
        rules.push_back(std::move(rule));
    }
    return rules;
}

/// The rules that count for a scope; Azure knows one scope only.
std::vector<IpRule> rulesOf(const IpRules& rules, std::size_t scope)
{
    std::vector<IpRule> counting;
    std::copy_if(rules.rules.begin(), rules.rules.end(), std::back_inserter(counting),
                 [scope](const IpRule& rule) { return rule.scopes[scope]; });
    return counting;
}

void writeArmRules(JsonWriter& out,
                   const std::vector<IpRule>& rules,
                   const std::array<std::string_view, 2>& actions)
{
    out.beginArray();
    for (const IpRule& rule : rules) {
        out.beginObject()
            .member("filterName", rule.name)
            .member("action", actionOf(actions, rule.accepts))
            .member("ipMask", rule.network.text())
            .endObject();
    }
    out.endArray();
}

/// In ipFilterRules others are always accepted.
void rejectOthers(std::vector<IpRule>& rules)
{
    rules.push_back({"hubdeck-others-ipv4", false, IpNetwork::parse("0.0.0.0/0").value()});
    rules.push_back({"hubdeck-others-ipv6", false, IpNetwork::parse("::/0").value()});
}

} // namespace

void write(JsonWriter& out, const IpRules& rules)
{
    out.beginObject().key("defaults").beginObject();
    for (std::size_t scope = 0; scope < kAccessScopes; ++scope) {
        out.member(nameOf(static_cast<AccessScope>(scope)),
                   actionOf(kActions, rules.acceptsOthers[scope]));
    }
    out.endObject().key("rules").beginArray();
    for (const IpRule& rule : rules.rules) {
        out.beginObject()
            .member("name", rule.name)
            .member("action", actionOf(kActions, rule.accepts))
            .member("network", rule.network.text())
            .key("scopes")
            .beginArray();
        for (std::size_t scope = 0; scope < kAccessScopes; ++scope) {
            if (rule.scopes[scope]) {
                out.string(nameOf(static_cast<AccessScope>(scope)));
            }
        }
        out.endArray().endObject();
    }
    out.endArray().endObject();
}

Result<IpRules> ipRulesFrom(const JsonView& json)
{
    IpRules rules;
    if (const auto defaults = json.member("defaults")) {
        for (std::size_t scope = 0; scope < kAccessScopes; ++scope) {
            if (const auto action = defaults->member(nameOf(static_cast<AccessScope>(scope)))) {
                HUB_TRY(rules.acceptsOthers[scope], acceptsFrom(kActions, *action));
            }
        }
    }
    HUB_TRY(const JsonView list, json.required("rules"));
    HUB_TRY(rules.rules, rulesFrom(list, ruleFrom));
    return rules;
}

void writeArm(JsonWriter& out, const IpRules& rules, AccessScope scope)
{
    const auto index = static_cast<std::size_t>(scope);
    std::vector<IpRule> counting = rulesOf(rules, index);
    const bool rejectsOthers = !rules.acceptsOthers[index];
    const bool allAccept = std::all_of(counting.begin(), counting.end(),
                                       [](const IpRule& rule) { return rule.accepts; });
    out.beginObject();
    if (rejectsOthers && allAccept) {
        out.key("networkRuleSets")
            .beginObject()
            .member("defaultAction", kArmDefaults[0])
            .flag("applyToBuiltInEventHubEndpoint", true)
            .key("ipRules");
        writeArmRules(out, counting, kArmDefaults);
        out.endObject();
    }
    if (rejectsOthers) {
        rejectOthers(counting);
    }
    out.key("ipFilterRules");
    writeArmRules(out, counting, kArmActions);
    out.endObject();
}

Result<IpRules> ipRulesFromArm(const JsonView& json)
{
    const JsonView resource = json.member("properties").value_or(json);
    IpRules rules;
    if (const auto sets = resource.member("networkRuleSets")) {
        HUB_TRY(const bool accepts, requiredAction(kArmDefaults, *sets, "defaultAction"));
        rules.acceptsOthers.fill(accepts);
        if (const auto list = sets->member("ipRules")) {
            HUB_TRY(rules.rules, rulesFrom(*list, armRuleFrom));
        }
        if (!accepts || !rules.rules.empty()) {
            return rules;
        }
    }
    HUB_TRY(const JsonView list, resource.required("ipFilterRules"));
    HUB_TRY(rules.rules, rulesFrom(list, armRuleFrom));
    return rules;
}

} // namespace hub
