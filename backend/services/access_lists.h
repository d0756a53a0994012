// The allow list and the block list as sign-ins look into them: which entries are about a caller. Finding
// them takes one look for the id, for each thumbprint, for each length of a network, for each group of
// the device, a step through the id for each pattern, and a judgement of each group whose condition is
// more than a tag (docs/decisions/0012).
#pragma once

#include "services/shared_table.h"

#include "storage/access_store.h"

#include "domain/glob.h"
#include "domain/ip_network.h"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hub {

class AccessCondition;
struct DeviceFacts;

/// Who wants to be let in, as far as it is known.
struct AccessSubject
{
    std::string device;               ///< id; of a module its device's. Empty = not known
    std::vector<std::string> tags{};  ///< of the device, as tagKeys() gives them
    std::shared_ptr<const DeviceFacts> facts{}; ///< what conditions look at; null = it is not registered
    std::optional<IpAddress> address{};
    std::vector<std::string> thumbprints{}; ///< of its certificate, lower-case hex
};

using AccessEntryPointer = std::shared_ptr<const AccessEntry>;

/// Copies share what is the same in them. One thread changes its own copy; copies that nobody changes
/// can be read by all.
class AccessLists final
{
public:
    /// A pattern that cannot be parsed counts nothing: canonicalValue() lets none in.
    void add(const AccessEntryPointer& entry);
    void remove(const AccessEntry& entry);

    /// A condition that cannot be parsed holds for nobody: AccessGroups lets none in.
    void addGroup(const AccessGroup& group);
    void removeGroup(const AccessGroup& group); ///< its members have to be removed one by one
    void addMember(const AccessMember& member);
    void removeMember(const AccessMember& member);

    struct Matches
    {
        std::vector<AccessEntryPointer> allow;
        std::vector<AccessEntryPointer> block;
    };
    /// All active entries about a subject.
    Matches matches(const AccessSubject& subject, WallTime now) const;

    /// Is the entry, one of these lists or not, about the subject?
    bool concerns(const AccessEntry& entry, const AccessSubject& subject) const;

    std::vector<std::string> groupsOf(const AccessSubject& subject) const;
    bool isIn(const std::string& group, const AccessSubject& subject) const; ///< looks at no other group
    std::size_t size() const { return entries_.size() + patterns_.size(); }

private:
    struct Pattern
    {
        AccessEntryPointer entry;
        std::shared_ptr<const Glob> glob;
    };
    static constexpr std::size_t kFamilies = 2;
    using PrefixCounts = std::array<std::uint32_t, 129>; ///< entries for each prefix length

    void countNetwork(const AccessEntry& entry, int change);
    struct Conditional
    {
        std::string group;
        std::shared_ptr<const AccessCondition> condition;
    };

    template <class Use>
    void forEachNetworkAround(const IpAddress& address, Use use) const;

    SharedTable<AccessEntryPointer> entries_; ///< by kind and value; without patterns
    std::vector<Pattern> patterns_;
    std::array<PrefixCounts, kFamilies> prefixes_{};
    SharedTable<std::string> groups_;    ///< names of groups by the id of a member
    SharedTable<std::string> tagGroups_; ///< names of groups by tagKey()
    std::vector<Conditional> conditional_; ///< groups whose condition is more than a tag
};

} // namespace hub
