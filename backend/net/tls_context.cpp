#include "net/tls_context.h"

#include "domain/limits.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace hub::net {
namespace {

/// HTTP clients offer http/1.1; MQTT clients offer nothing. Whatever else is offered is passed over.
int selectProtocol(SSL*,
                   const unsigned char** out,
                   unsigned char* outLength,
                   const unsigned char* in,
                   unsigned inLength,
                   void*)
{
    static constexpr std::array<unsigned char, 9> http{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    unsigned char* selected = nullptr;
    const int found = SSL_select_next_proto(&selected, outLength, http.data(), http.size(), in,
                                            inLength);
    *out = selected;
    return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

bool setSuites(SSL_CTX* context)
{
    return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
           SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1 &&
           SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:"
                                             "TLS_CHACHA20_POLY1305_SHA256") == 1;
}

/// In place of building a chain, which would cost strangers nothing and us much.
int acceptAnyCertificate(X509_STORE_CTX*, void*)
{
    return 1;
}

/// A ticket keeps the leaf alone, so who showed a certificate shows it again: no resumption.
SSL_TICKET_RETURN judgeTicket(SSL*,
                              SSL_SESSION* session,
                              const unsigned char*,
                              std::size_t,
                              SSL_TICKET_STATUS status,
                              void*)
{
    const bool isGood = status == SSL_TICKET_SUCCESS || status == SSL_TICKET_SUCCESS_RENEW;
    if (!isGood || SSL_SESSION_get0_peer(session) != nullptr) {
        return SSL_TICKET_RETURN_IGNORE_RENEW;
    }
    return status == SSL_TICKET_SUCCESS ? SSL_TICKET_RETURN_USE : SSL_TICKET_RETURN_USE_RENEW;
}

/// Asks for a certificate, without a list of authorities: with one, some clients would keep back
/// what is not on it.
bool askForCertificates(SSL_CTX* context)
{
    constexpr std::array<unsigned char, 3> sessionsOf{'h', 'u', 'b'};
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_cert_verify_callback(context, acceptAnyCertificate, nullptr);
    SSL_CTX_set_max_cert_list(context, long{limits::kMaxHandshakeCertificateBytes});
    return SSL_CTX_set_session_id_context(context, sessionsOf.data(), sessionsOf.size()) == 1 &&
           SSL_CTX_set_session_ticket_cb(context, nullptr, judgeTicket, nullptr) == 1;
}

void appendDer(const X509* certificate, std::vector<Bytes>& ders)
{
    const int length = i2d_X509(certificate, nullptr);
    if (length <= 0) {
        return;
    }
    Bytes der(static_cast<std::size_t>(length), '\0');
    auto* at = reinterpret_cast<unsigned char*>(der.data());
    i2d_X509(certificate, &at);
    ders.push_back(std::move(der));
}

} // namespace

std::vector<Bytes> peerCertificates(const SSL* connection)
{
    std::vector<Bytes> ders;
    const X509* const leaf = SSL_get0_peer_certificate(connection);
    if (leaf == nullptr) {
        return ders;
    }
    appendDer(leaf, ders);
    const STACK_OF(X509)* const others = SSL_get_peer_cert_chain(connection); // without the leaf
    const int most = static_cast<int>(limits::kMaxChainCertificates) - 1;
    for (int i = 0; i < std::min(sk_X509_num(others), most); ++i) {
        appendDer(sk_X509_value(others, i), ders);
    }
    return ders;
}

std::string tlsError()
{
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    if (code == 0) {
        return "no detail";
    }
    std::array<char, 256> text{};
    ERR_error_string_n(code, text.data(), text.size());
    return text.data();
}

void TlsContext::Free::operator()(SSL_CTX* context) const
{
    SSL_CTX_free(context);
}

Result<TlsContext> TlsContext::create(const std::filesystem::path& chain,
                                      const std::filesystem::path& key)
{
    TlsContext context;
    context.handle_.reset(SSL_CTX_new(TLS_server_method()));
    SSL_CTX* const handle = context.handle_.get();
    if (handle == nullptr || !setSuites(handle) || !askForCertificates(handle)) {
        return fail(Errc::Tls, "cannot set up TLS: " + tlsError());
    }
    if (SSL_CTX_use_certificate_chain_file(handle, chain.c_str()) != 1 ||
        SSL_CTX_use_PrivateKey_file(handle, key.c_str(), SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(handle) != 1) {
        return fail(Errc::Tls, "the certificate " + chain.string() + " and the key " +
                                   key.string() + " cannot be used together: " + tlsError());
    }
    SSL_CTX_set_options(handle, SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_RENEGOTIATION |
                                    SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(handle, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                 SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_session_cache_mode(handle, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(handle, 1);
    SSL_CTX_set_alpn_select_cb(handle, selectProtocol, nullptr);
    return context;
}

} // namespace hub::net
