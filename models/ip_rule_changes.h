// How a draft of the IP rules differs from the active ones, and which of its rules never decide.
#pragma once

#include "domain/ip_rules.h"

#include <QHash>
#include <QString>

#include <set>
#include <string>

namespace deck {

struct IpRuleChanges
{
    std::set<std::string> added; ///< names
    std::set<std::string> changed;
    std::set<std::string> moved; ///< the fewest that explain the new order
    int removed = 0;
    int defaults = 0;

    int count() const
    {
        return int(added.size() + changed.size() + moved.size()) + removed + defaults;
    }
};

/// Rules are the same when they have the same name.
IpRuleChanges changesBetween(const hub::IpRules& active, const hub::IpRules& draft);

/// For each rule that never decides: why. By name.
QHash<QString, QString> idleReasons(const hub::IpRules& rules);

/// What is wrong with the rules, as a sentence: a name that stands twice, too many of them. Empty:
/// nothing.
QString complaintAbout(const hub::IpRules& rules);

} // namespace deck
