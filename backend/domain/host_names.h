// The names that a hub answers to, in user names, token audiences and Host headers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hub {

class HostNames final
{
public:
    /// acceptAny: any host is fine; for listeners that only this computer can reach.
    HostNames(std::vector<std::string> names, bool acceptAny);

    /// Ignoring case and a trailing ":port". What SAS tokens and MQTT user names are held to.
    bool accepts(std::string_view host) const;

    /// The same without acceptAny: what the admin API holds Host and Origin to.
    bool lists(std::string_view host) const;

private:
    std::vector<std::string> names_;
    bool acceptAny_;
};

/// "localhost:8443" → "localhost", "[::1]:443" → "::1".
std::string_view withoutPort(std::string_view host);

} // namespace hub
