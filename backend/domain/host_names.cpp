#include "domain/host_names.h"

#include "base/text.h"

#include <algorithm>

namespace hub {

namespace {

/// Nothing, or a colon and digits.
bool isPortSuffix(std::string_view text)
{
    return text.empty() || (text.front() == ':' && toInteger<std::uint16_t>(text.substr(1)));
}

} // namespace

std::string_view withoutPort(std::string_view host)
{
    const bool bracketed = host.starts_with('[');
    const std::size_t end = bracketed ? host.find(']') : host.find(':');
    if (end == std::string_view::npos) {
        return host;
    }
    const std::size_t name = bracketed ? 1 : 0;
    return isPortSuffix(host.substr(end + name)) ? host.substr(name, end - name) : host;
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
