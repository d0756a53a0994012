// What every secured connection starts from: certificate, versions, suites.
#pragma once

#include "base/bytes.h"

#include "hub/error.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

using SSL = struct ssl_st;
using SSL_CTX = struct ssl_ctx_st;

namespace hub::net {

/// What OpenSSL last complained about on this thread; empties its queue.
std::string tlsError();

/// What the peer has shown, in DER, leaf first; at most limits::kMaxChainCertificates. That it holds
/// the leaf's key is proven; nothing else is.
std::vector<Bytes> peerCertificates(const SSL* connection);

/// Immutable; shared by all threads.
class TlsContext final
{
public:
    /// chain: PEM, leaf first. TLS 1.2 and 1.3, AEAD with ECDHE only, no renegotiation. Clients are
    /// asked for a certificate, need none, and may send any: who it is good for is judged later.
    /// Errors: Tls (unreadable, or the key does not belong to the certificate).
    static Result<TlsContext> create(const std::filesystem::path& chain,
                                     const std::filesystem::path& key);

    SSL_CTX* handle() const { return handle_.get(); }

private:
    struct Free
    {
        void operator()(SSL_CTX* context) const;
    };
    std::unique_ptr<SSL_CTX, Free> handle_;
};

} // namespace hub::net
