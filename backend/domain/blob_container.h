// A container of a blob store that somebody has given access to, by an address with a shared access signature:
// https://account.blob.core.windows.net/container?sv=…&sig=…, and which stores a hub speaks to at all.
#pragma once

#include "domain/web_address.h"

#include "base/secret.h"

#include "hub/error.h"

#include <string>
#include <string_view>
#include <vector>

namespace hub {

struct BlobContainer
{
    WebAddress store; ///< its target is the container's path: "/container", "/account/container"
    Secret token;     ///< the query without its '?'

    /// Errors: InvalidArgument, with a sentence that quotes nothing.
    static Result<BlobContainer> parse(std::string_view uri);

    std::string shown() const; ///< without the token

    /// Of a blob, with the token: a secret. query: more of it, "comp=block&…"; empty = none.
    WebAddress blob(std::string_view name, std::string_view query = {}) const;
};

/// What the hub may be sent to. A request that names an address must not make the hub ask what only the hub
/// can reach.
class BlobStores final
{
public:
    /// names: "host" or "host:port", without a port 443. loopback: this machine too, on any port.
    BlobStores(std::vector<std::string> names, bool loopback);

    /// Errors: Forbidden, naming the host and the setting.
    Result<void> check(const WebAddress& store) const;

private:
    std::vector<std::string> names_; ///< "host:port", lower case
    bool loopback_;
};

/// Slashes make folders. 1 to 1,024 characters, no control characters, no segment "." or "..".
bool isBlobName(std::string_view name);

} // namespace hub
