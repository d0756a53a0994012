// TLS as the benchmarks' clients speak it.
#pragma once

#include "hub/error.h"

#include <openssl/types.h>

#include <filesystem>
#include <memory>

namespace hub::bench {

/// TLS 1.3, as both servers choose it; the certificate is checked. Errors: Tls.
Result<std::shared_ptr<SSL_CTX>> clientTls(const std::filesystem::path& caCertificate);

/// Both servers and the clients hold a thousand sockets.
void allowManyFiles();

} // namespace hub::bench
