#include "services/people_sessions.h"

#include "base/hex.h"
#include "domain/limits.h"

#include <algorithm>

namespace hub {

/// The id itself is kept nowhere, and a look-up by its digest tells nothing by its time.
std::string PeopleSessions::digestOf(std::string_view id)
{
    return toHex(asBytes(sha256(id)));
}

std::string PeopleSessions::open(const std::string& person)
{
    std::string id = toHex(randomSecret(32).reveal());
    const MonoTime now = clock_.mono();
    sessions_.with([&](Sessions& sessions) {
        std::erase_if(sessions, [now](const auto& entry) { return entry.second.until <= now; });
        if (sessions.size() >= limits::kMaxPeopleSessions) {
            sessions.erase(std::min_element(
                sessions.begin(), sessions.end(),
                [](const auto& a, const auto& b) { return a.second.until < b.second.until; }));
        }
        sessions.emplace(digestOf(id), Session{person, now + limits::kPersonSession});
    });
    return id;
}

bool PeopleSessions::isOpen(std::string_view id, const std::string& person) const
{
    const MonoTime now = clock_.mono();
    return sessions_.with([&, digest = digestOf(id)](const Sessions& sessions) {
        const auto found = sessions.find(digest);
        return found != sessions.end() && found->second.person == person &&
               now < found->second.until;
    });
}

void PeopleSessions::closeAll(const std::string& person)
{
    sessions_.with([&person](Sessions& sessions) {
        std::erase_if(sessions,
                      [&person](const auto& entry) { return entry.second.person == person; });
    });
}

} // namespace hub
