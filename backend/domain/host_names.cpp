#include "domain/host_names.h"

#include "base/text.h"

#include <algorithm>

namespace hub {

std::string_view withoutPort(std::string_view host)
{
    if (host.starts_with('[')) {
        const std::size_t end = host.find(']');
        return end == std::string_view::npos ? host : host.substr(1, end - 1);
    }
    const std::size_t colon = host.find(':');
    if (colon == std::string_view::npos || host.find(':', colon + 1) != std::string_view::npos) {
        return host; // no port, or a bare IPv6 address
    }
    return host.substr(0, colon);
}

HostNames::HostNames(std::vector<std::string> names, bool acceptAny)
    : names_(std::move(names)), acceptAny_(acceptAny)
{
}

bool HostNames::accepts(std::string_view host) const
{
    return !host.empty() && (acceptAny_ || lists(host));
}

bool HostNames::lists(std::string_view host) const
{
    const std::string_view name = withoutPort(host);
    return std::any_of(names_.begin(), names_.end(), [name](const std::string& known) {
        return equalsIgnoringCase(known, name);
    });
}

} // namespace hub
