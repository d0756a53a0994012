#include "services/access_lists.h"

#include "services/access_condition.h"
#include "domain/tag_condition.h"

#include <algorithm>

namespace hub {
namespace {

std::string keyOf(AccessKind kind, const std::string& value)
{
    return std::to_string(static_cast<int>(kind)) + value;
}

std::size_t familyOf(const IpAddress& address)
{
    return address.family == IpAddress::Family::V4 ? 0 : 1;
}

} // namespace

void AccessLists::add(const AccessEntryPointer& entry)
{
    if (entry->kind == AccessKind::Pattern) {
        if (auto glob = Glob::parse(entry->value)) {
            patterns_.push_back({entry, std::make_shared<const Glob>(std::move(glob.value()))});
        }
        return;
    }
    countNetwork(*entry, 1);
    entries_.add(keyOf(entry->kind, entry->value), entry);
}

void AccessLists::remove(const AccessEntry& entry)
{
    if (entry.kind == AccessKind::Pattern) {
        std::erase_if(patterns_, [&entry](const Pattern& p) { return p.entry->id == entry.id; });
        return;
    }
    const bool removed =
        entries_.remove(keyOf(entry.kind, entry.value),
                        [&entry](const AccessEntryPointer& e) { return e->id == entry.id; });
    if (removed) {
        countNetwork(entry, -1);
    }
}

void AccessLists::countNetwork(const AccessEntry& entry, int change)
{
    if (entry.kind != AccessKind::Network) {
        return;
    }
    if (const auto network = IpNetwork::parse(entry.value)) {
        prefixes_[familyOf(network.value().first)][network.value().prefix] +=
            static_cast<std::uint32_t>(change);
    }
}

void AccessLists::addGroup(const AccessGroup& group)
{
    const auto condition = AccessCondition::parse(group.condition);
    if (!condition) {
        return; // members alone
    }
    if (const auto& tag = condition.value().tag()) {
        tagGroups_.add(tagKey(tag->name, tag->value), group.name);
    } else {
        conditional_.push_back(
            {group.name, std::make_shared<const AccessCondition>(condition.value())});
    }
}

void AccessLists::removeGroup(const AccessGroup& group)
{
    const auto isIt = [&group](const std::string& name) { return name == group.name; };
    const auto condition = AccessCondition::parse(group.condition);
    if (condition && condition.value().tag()) {
        const TagCondition& tag = *condition.value().tag();
        tagGroups_.remove(tagKey(tag.name, tag.value), isIt);
    }
    std::erase_if(conditional_, [&isIt](const Conditional& each) { return isIt(each.group); });
}

void AccessLists::addMember(const AccessMember& member)
{
    groups_.add(member.device, member.group);
}

void AccessLists::removeMember(const AccessMember& member)
{
    groups_.remove(member.device,
                   [&member](const std::string& name) { return name == member.group; });
}

std::vector<std::string> AccessLists::groupsOf(const AccessSubject& subject) const
{
    std::vector<std::string> names;
    const auto add = [&names](const std::string& name) { names.push_back(name); };
    groups_.forEach(subject.device, add);
    for (const std::string& tag : subject.tags) {
        tagGroups_.forEach(tag, add);
    }
    for (const Conditional& each : conditional_) {
        if (subject.facts && each.condition->holdsFor(*subject.facts)) {
            add(each.group);
        }
    }
    std::sort(names.begin(), names.end()); // a member by its name and by a tag is one
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

bool AccessLists::isIn(const std::string& group, const AccessSubject& subject) const
{
    bool found = false;
    const auto look = [&](const std::string& name) { found = found || name == group; };
    groups_.forEach(subject.device, look);
    for (const std::string& tag : subject.tags) {
        tagGroups_.forEach(tag, look);
    }
    return found || std::any_of(conditional_.begin(), conditional_.end(),
                                [&](const Conditional& each) {
                                    return each.group == group && subject.facts &&
                                           each.condition->holdsFor(*subject.facts);
                                });
}

template <class Use>
void AccessLists::forEachNetworkAround(const IpAddress& address, Use use) const
{
    const PrefixCounts& counts = prefixes_[familyOf(address)];
    for (unsigned prefix = 0; prefix <= address.bits(); ++prefix) {
        if (counts[prefix] > 0) {
            use(IpNetwork::around(address, prefix).text());
        }
    }
}

AccessLists::Matches AccessLists::matches(const AccessSubject& subject, WallTime now) const
{
    Matches matches;
    const auto add = [&matches, now](const AccessEntryPointer& entry) {
        if (entry->isActive(now)) {
            (entry->list == AccessList::Block ? matches.block : matches.allow).push_back(entry);
        }
    };
    const auto look = [&](AccessKind kind, const std::string& value) {
        entries_.forEach(keyOf(kind, value), add);
    };
    look(AccessKind::Device, subject.device);
    for (const std::string& thumbprint : subject.thumbprints) {
        look(AccessKind::Thumbprint, thumbprint);
    }
    if (subject.address) {
        forEachNetworkAround(*subject.address, [&](const std::string& network) {
            look(AccessKind::Network, network);
        });
    }
    for (const std::string& group : groupsOf(subject)) {
        look(AccessKind::Group, group);
    }
    for (const Pattern& pattern : patterns_) {
        if (pattern.glob->matches(subject.device)) {
            add(pattern.entry);
        }
    }
    return matches;
}

bool AccessLists::concerns(const AccessEntry& entry, const AccessSubject& subject) const
{
    switch (entry.kind) {
    case AccessKind::Device: return entry.value == subject.device;
    case AccessKind::Pattern: {
        const auto glob = Glob::parse(entry.value);
        return glob && glob.value().matches(subject.device);
    }
    case AccessKind::Thumbprint:
        return std::find(subject.thumbprints.begin(), subject.thumbprints.end(), entry.value) !=
               subject.thumbprints.end();
    case AccessKind::Network: {
        const auto network = IpNetwork::parse(entry.value);
        return network && subject.address && network.value().contains(*subject.address);
    }
    case AccessKind::Group: {
        return isIn(entry.value, subject);
    }
    }
    return false;
}

} // namespace hub
