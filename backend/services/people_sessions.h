// Who has shown the second factor lately. In memory only: after a restart a new code is needed.
#pragma once

#include "base/clock.h"
#include "base/crypto.h"
#include "base/guarded.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace hub {

/// Callable from any thread.
class PeopleSessions final
{
public:
    explicit PeopleSessions(const Clock& clock) : clock_(clock) {}

    /// A new id, 256 random bits as hex. Of many sessions the oldest goes.
    std::string open(const std::string& person);
    bool isOpen(std::string_view id, const std::string& person) const;
    void closeAll(const std::string& person);

private:
    struct Session
    {
        std::string person;
        MonoTime until{};
    };
    using Sessions = std::map<std::string, Session, std::less<>>; ///< by the SHA-256 of the id, hex

    static std::string digestOf(std::string_view id);

    const Clock& clock_;
    Guarded<Sessions> sessions_;
};

} // namespace hub
