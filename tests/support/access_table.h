// The table of who is let in, which the services and a real hub are held against.
#pragma once

#include "domain/access_entry.h"
#include "domain/identity.h"
#include "domain/ip_rules.h"

#include <string>
#include <vector>

namespace hub::test {

/// A line of access_table.txt.
struct AccessRow
{
    struct Entry
    {
        AccessList list{};
        AccessKind kind{};
        std::string value; ///< "@sha1" and "@sha256" stand for thumbprints of cert1
        enum class End { Never, Past, Ahead } end = End::Never;
    };

    std::string text; ///< the line, without blanks
    int line = 0;     ///< its number in the file
    AccessMode mode = AccessMode::Open;
    std::vector<Entry> entries;
    IpRules rules;
    IdentityId id;
    std::string credential; ///< "key", "wrongKey", "certificate"
    std::string from;       ///< 127.0.0.N
    std::string expected;   ///< "allowed" or a reason

    /// What does not depend on who asks: the same in neighbouring rows.
    std::string setting() const;
};

/// Ends the test program when the file cannot be read.
std::vector<AccessRow> accessTable();

inline const std::vector<std::string> kNamedMembers{"dev2", "off", "nobody"};
inline constexpr const char* kBerlinTags = R"({"site":"berlin"})";
inline constexpr const char* kBerlinCondition = "tags.site = 'berlin'";
/// Holds for dev2 and cert1.
inline constexpr const char* kJudgedCondition =
    "capabilities.iotEdge = false AND (authenticationType = 'selfSigned' OR "
    "STARTSWITH(deviceId, 'dev') AND NOT IS_DEFINED(tags.site))";

} // namespace hub::test
