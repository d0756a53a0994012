// What every secured connection starts from: certificate, versions, suites.
#pragma once

#include "hub/error.h"

#include <filesystem>
#include <memory>
#include <string>

using SSL_CTX = struct ssl_ctx_st;

namespace hub::net {

/// What OpenSSL last complained about on this thread; empties its queue.
std::string tlsError();

/// Immutable; shared by all threads.
class TlsContext final
{
public:
    /// chain: PEM, leaf first. TLS 1.2 and 1.3, AEAD with ECDHE only, no renegotiation.
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
