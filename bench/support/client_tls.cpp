#include "bench/support/client_tls.h"

#include <openssl/ssl.h>

#include <sys/resource.h>

namespace hub::bench {

Result<std::shared_ptr<SSL_CTX>> clientTls(const std::filesystem::path& caCertificate)
{
    const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
    SSL_CTX_set_min_proto_version(context.get(), TLS1_3_VERSION);
    SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                        SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    if (SSL_CTX_load_verify_locations(context.get(), caCertificate.c_str(), nullptr) != 1) {
        return fail(Errc::Tls, "cannot read the certificate " + caCertificate.string());
    }
    return context;
}

void allowManyFiles()
{
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
}

} // namespace hub::bench
