#include "domain/blob_container.h"

#include "domain/ip_network.h"
#include "domain/limits.h"

#include "base/percent.h"
#include "base/text.h"
#include "base/utf8.h"

#include <algorithm>

namespace hub {
namespace {

std::string authorityOf(const WebAddress& address)
{
    const bool isV6 = address.host.find(':') != std::string::npos;
    return toLower(isV6 ? "[" + address.host + "]" : address.host) + ":" + address.port;
}

/// By its name: what a name stands for elsewhere is not asked.
bool isThisMachine(const std::string& host)
{
    if (equalsIgnoringCase(host, "localhost")) {
        return true;
    }
    const auto address = IpAddress::parse(host);
    const IpNetwork v4 = IpNetwork::around(IpAddress::v4(0x7f000000), 8);
    return address && (v4.contains(*address) || address->text() == "::1");
}

bool isPathOfContainer(std::string_view path)
{
    const auto segments = split(path.substr(1), '/');
    return segments.size() <= 2 &&
           std::all_of(segments.begin(), segments.end(), [](std::string_view segment) {
               return !segment.empty() && segment != "." && segment != ".." &&
                      segment.find('%') == std::string_view::npos;
           });
}

} // namespace

Result<BlobContainer> BlobContainer::parse(std::string_view uri)
{
    BlobContainer container;
    HUB_TRY(container.store, parseWebAddress(uri));
    const std::string target = std::move(container.store.target);
    const auto [path, query] = cut(target, '?');
    container.store.target = path;
    while (container.store.target.size() > 1 && container.store.target.ends_with('/')) {
        container.store.target.pop_back();
    }
    if (!isPathOfContainer(container.store.target)) {
        return fail(Errc::InvalidArgument,
                    "the address of a container is https://host/container?token");
    }
    if (!query || query->find("sig=") == std::string_view::npos) {
        return fail(Errc::InvalidArgument,
                    "the address has no shared access signature, which is the only way in");
    }
    container.token = Secret(Bytes(*query));
    return container;
}

std::string BlobContainer::shown() const
{
    const std::string authority = authorityOf(store);
    const std::string_view usual = store.secured ? ":443" : ":80";
    const std::string_view name = authority.ends_with(usual)
                                      ? std::string_view(authority).substr(
                                            0, authority.size() - usual.size())
                                      : std::string_view(authority);
    return (store.secured ? "https://" : "http://") + std::string(name) + store.target;
}

WebAddress BlobContainer::blob(std::string_view name, std::string_view query) const
{
    WebAddress address = store;
    for (const std::string_view segment : split(name, '/')) {
        address.target += "/" + percentEncode(segment);
    }
    address.target += "?" + std::string(query) + (query.empty() ? "" : "&");
    address.target += token.reveal();
    return address;
}

BlobStores::BlobStores(std::vector<std::string> names, bool loopback) : loopback_(loopback)
{
    for (const std::string& name : names) {
        const std::size_t colon = name.rfind(':');
        const bool hasPort = colon != std::string::npos &&
                             toInteger<std::uint16_t>(std::string_view(name).substr(colon + 1)) &&
                             (name.front() != '[' || name[colon - 1] == ']');
        names_.push_back(toLower(name) + (hasPort ? "" : ":443"));
    }
}

Result<void> BlobStores::check(const WebAddress& store) const
{
    const std::string authority = authorityOf(store);
    const bool isNamed = std::find(names_.begin(), names_.end(), authority) != names_.end();
    if ((isNamed && store.secured) || (loopback_ && isThisMachine(store.host))) {
        return success();
    }
    return fail(Errc::Forbidden, "the hub does not speak to the store " + toValidUtf8(authority) +
                                     ", which its operator can allow with --job-storage");
}

bool isBlobName(std::string_view name)
{
    const auto segments = split(name, '/');
    return !name.empty() && name.size() <= limits::kMaxBlobNameChars && isUtf8(name) &&
           std::none_of(name.begin(), name.end(),
                        [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }) &&
           std::none_of(segments.begin(), segments.end(), [](std::string_view segment) {
               return segment.empty() || segment == "." || segment == "..";
           });
}

} // namespace hub
