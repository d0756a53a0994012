#include "domain/web_address.h"

#include "base/text.h"

#include <algorithm>

namespace hub {
namespace {

constexpr std::size_t kMostBytes = 2'048;
constexpr std::string_view kSecured = "https://";
constexpr std::string_view kPlain = "http://";

bool isPrintable(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

bool isLoopback(std::string_view host)
{
    return host == "localhost" || host == "127.0.0.1" || host == "::1";
}

/// "host", "host:port", "[::1]:port".
Result<void> readAuthority(std::string_view authority, WebAddress& address)
{
    std::string_view rest = authority;
    if (authority.starts_with('[')) {
        const auto [host, behind] = cut(authority.substr(1), ']');
        address.host = behind ? host : "";
        rest = behind.value_or("");
    } else {
        address.host = authority.substr(0, authority.find(':'));
        rest = authority.substr(address.host.size());
    }
    if (rest.starts_with(':')) {
        address.port = rest.substr(1);
    }
    const auto port = toInteger<std::uint16_t>(address.port);
    if (address.host.empty() || !port || *port == 0 || (!rest.empty() && !rest.starts_with(':')) ||
        address.host.find('@') != std::string::npos) {
        return fail(Errc::InvalidArgument, "an address looks like https://host/path");
    }
    return success();
}

} // namespace

Result<WebAddress> parseWebAddress(std::string_view text)
{
    WebAddress address;
    address.secured = text.starts_with(kSecured);
    if ((!address.secured && !text.starts_with(kPlain)) || text.size() > kMostBytes ||
        !isPrintable(text)) {
        return fail(Errc::InvalidArgument, "an address begins with https://");
    }
    text.remove_prefix(address.secured ? kSecured.size() : kPlain.size());
    text = text.substr(0, text.find('#'));
    const std::size_t end = std::min(text.find_first_of("/?"), text.size());
    address.port = address.secured ? "443" : "80";
    HUB_TRYV(readAuthority(text.substr(0, end), address));
    address.target = text.substr(end);
    if (!address.target.starts_with('/')) {
        address.target.insert(0, 1, '/');
    }
    if (!address.secured && !isLoopback(address.host)) {
        return fail(Errc::InvalidArgument, "http:// is for this machine only; use https://");
    }
    return address;
}

} // namespace hub
