// The certificate that a device signed in with, as its session remembers it.
#pragma once

#include <string>
#include <vector>

namespace hub {

struct CertificateCredential
{
    std::string sha1; ///< thumbprints of the leaf, lower-case hex
    std::string sha256;
    bool byAuthority = false; ///< an authority vouched for it; else the identity names it
    std::vector<std::string> chain; ///< SHA-256 thumbprints of all that vouched, leaf first
};

} // namespace hub
