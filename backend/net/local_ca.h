// The hub's own certificate authority and server certificate, kept in the data folder: made at the
// first start, renewed when they run out or when the hub gets another name.
#pragma once

#include "hub/error.h"

#include <filesystem>
#include <string>
#include <vector>

namespace hub::net {

struct ServerCertificate
{
    std::filesystem::path caCertificate; ///< PEM, for clients to trust
    std::filesystem::path chain;         ///< PEM: server certificate, then the CA's
    std::filesystem::path key;
};

/// folder: tls/ in the data folder; made if missing. names: what the certificate must cover. The CA
/// keeps its key for as long as the folder lives, so clients that pin it see no change.
/// Errors: Tls, Io, PermissionDenied, DiskFull.
Result<ServerCertificate> prepareCertificates(const std::filesystem::path& folder,
                                              const std::vector<std::string>& names);

} // namespace hub::net
