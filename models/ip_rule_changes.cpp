#include "models/ip_rule_changes.h"

#include "models/client/json_body.h"
#include "models/texts.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>

namespace deck {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("IpRuleChanges", text);
}

bool hasAll(const hub::IpNetwork& outer, const hub::IpNetwork& inner)
{
    return outer.contains(inner.first) && outer.contains(inner.last());
}

/// Of a sequence without doubles: which elements are not in its longest rising part.
std::vector<std::size_t> outOfOrder(const std::vector<std::size_t>& sequence)
{
    std::vector<std::size_t> ends;                        // places; ends[n]: of a part of n + 1
    std::vector<std::size_t> before(sequence.size(), 0); // the one before in that part, + 1
    for (std::size_t i = 0; i < sequence.size(); ++i) {
        const auto at =
            std::lower_bound(ends.begin(), ends.end(), i, [&](std::size_t a, std::size_t b) {
                return sequence[a] < sequence[b];
            });
        before[i] = at == ends.begin() ? 0 : *std::prev(at) + 1;
        if (at == ends.end()) {
            ends.push_back(i);
        } else {
            *at = i;
        }
    }
    std::vector<bool> rises(sequence.size());
    for (std::size_t i = ends.empty() ? 0 : ends.back() + 1; i != 0; i = before[i - 1]) {
        rises[i - 1] = true;
    }
    std::vector<std::size_t> rest;
    for (std::size_t i = 0; i < sequence.size(); ++i) {
        if (!rises[i]) {
            rest.push_back(i);
        }
    }
    return rest;
}

/// The first rule that stands before another one, counts wherever that does and has its addresses.
std::optional<std::size_t> shadowOf(const hub::IpRules& rules, std::size_t index)
{
    const hub::IpRule& rule = rules.rules[index];
    for (std::size_t i = 0; i < index; ++i) {
        const hub::IpRule& other = rules.rules[i];
        bool counts = hasAll(other.network, rule.network);
        for (std::size_t scope = 0; scope < hub::kAccessScopes; ++scope) {
            counts = counts && (!rule.scopes[scope] || other.scopes[scope]);
        }
        if (counts) {
            return i;
        }
    }
    return std::nullopt;
}

QString idleReason(const hub::IpRules& rules, std::size_t index)
{
    const auto& scopes = rules.rules[index].scopes;
    if (std::none_of(scopes.begin(), scopes.end(), [](bool counts) { return counts; })) {
        return tr("Never decides: it counts for nothing.");
    }
    if (const auto shadow = shadowOf(rules, index)) {
        return tr("Never decides: rule %1 (%2) before it has all its addresses.")
            .arg(*shadow + 1)
            .arg(QString::fromStdString(rules.rules[*shadow].name));
    }
    return tr("Never decides: the rules before it have all its addresses together.");
}

} // namespace

IpRuleChanges changesBetween(const hub::IpRules& active, const hub::IpRules& draft)
{
    std::map<std::string, std::size_t> places;
    for (std::size_t i = 0; i < active.rules.size(); ++i) {
        places.emplace(active.rules[i].name, i);
    }
    IpRuleChanges changes;
    std::vector<std::size_t> order; // places of those that stayed
    std::vector<std::string> names;
    for (const hub::IpRule& rule : draft.rules) {
        const auto place = places.find(rule.name);
        if (place == places.end()) {
            changes.added.insert(rule.name);
            continue;
        }
        if (!(active.rules[place->second] == rule)) {
            changes.changed.insert(rule.name);
        }
        order.push_back(place->second);
        names.push_back(rule.name);
    }
    for (const std::size_t i : outOfOrder(order)) {
        if (!changes.changed.contains(names[i])) {
            changes.moved.insert(names[i]);
        }
    }
    changes.removed = int(active.rules.size() - order.size());
    for (std::size_t scope = 0; scope < hub::kAccessScopes; ++scope) {
        changes.defaults += active.acceptsOthers[scope] != draft.acceptsOthers[scope] ? 1 : 0;
    }
    return changes;
}

QHash<QString, QString> idleReasons(const hub::IpRules& rules)
{
    const std::vector<std::string> idle = hub::CompiledIpRules(rules).idleRules();
    const std::set<std::string> names(idle.begin(), idle.end());
    QHash<QString, QString> reasons;
    for (std::size_t i = 0; i < rules.rules.size(); ++i) {
        if (names.contains(rules.rules[i].name)) {
            reasons.insert(QString::fromStdString(rules.rules[i].name), idleReason(rules, i));
        }
    }
    return reasons;
}

QString complaintAbout(const hub::IpRules& rules)
{
    const QByteArray body = jsonBody(rules);
    const auto json = hub::parseJson({body.constData(), std::size_t(body.size())});
    if (!json) {
        return sentence(QString::fromStdString(json.error().detail));
    }
    const auto read = hub::ipRulesFrom(hub::JsonView(json.value()));
    return read ? QString() : sentence(QString::fromStdString(read.error().detail));
}

} // namespace deck
