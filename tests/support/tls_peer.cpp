#include "tests/support/tls_peer.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace hub::test {
namespace {

std::shared_ptr<BIO> readFrom(const std::string& text)
{
    return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free_all};
}

} // namespace

std::unique_ptr<TlsPeer> TlsPeer::connect(const Options& options)
{
    ::signal(SIGPIPE, SIG_IGN); // OpenSSL writes without MSG_NOSIGNAL
    std::unique_ptr<TlsPeer> peer(new TlsPeer);
    peer->fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(peer->fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    peer->setTimeout(std::chrono::seconds(5));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(options.port);
    ::inet_pton(AF_INET, options.host.c_str(), &address.sin_addr);
    if (!options.localAddress.empty() && !peer->bindTo(options.localAddress)) {
        return nullptr;
    }
    if (::connect(peer->fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        return nullptr;
    }
    if (options.tls && !peer->handshake(options)) {
        return nullptr;
    }
    return peer;
}

bool TlsPeer::bindTo(const std::string& localAddress)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    return ::inet_pton(AF_INET, localAddress.c_str(), &address.sin_addr) == 1 &&
           ::bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

bool TlsPeer::handshake(const Options& options)
{
    context_ = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_max_proto_version(context_, options.maxTlsVersion);
    if (!options.caFile.empty()) {
        SSL_CTX_load_verify_locations(context_, options.caFile.c_str(), nullptr);
        SSL_CTX_set_verify(context_, SSL_VERIFY_PEER, nullptr);
    }
    ssl_ = SSL_new(context_);
    if (!options.caFile.empty()) {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl_), options.host.c_str());
    }
    SSL_set_fd(ssl_, fd_);
    if (!useCertificates(options) ||
        (options.session != nullptr && SSL_set_session(ssl_, options.session) != 1)) {
        return false;
    }
    return SSL_connect(ssl_) == 1;
}

bool TlsPeer::useCertificates(const Options& options)
{
    const auto whenAsked = [](SSL* ssl, void* peer) {
        const STACK_OF(X509_NAME)* const names = SSL_get0_peer_CA_list(ssl);
        static_cast<TlsPeer*>(peer)->namedAuthorities_ = std::max(0, sk_X509_NAME_num(names));
        return 1;
    };
    SSL_set_cert_cb(ssl_, whenAsked, this);
    if (options.certificates.empty()) {
        return true;
    }
    const auto memory = readFrom(options.certificates);
    bool first = true;
    while (X509* const next = PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr)) {
        const std::shared_ptr<X509> certificate(next, X509_free);
        const bool used = first ? SSL_use_certificate(ssl_, next) == 1
                                : SSL_add1_chain_cert(ssl_, next) == 1;
        if (!used) {
            return false;
        }
        first = false;
    }
    const std::shared_ptr<EVP_PKEY> key(
        PEM_read_bio_PrivateKey(readFrom(options.key).get(), nullptr, nullptr, nullptr),
        EVP_PKEY_free);
    return SSL_use_PrivateKey(ssl_, key.get()) == 1;
}

std::shared_ptr<SSL_SESSION> TlsPeer::session() const
{
    return {SSL_get1_session(ssl_), SSL_SESSION_free};
}

bool TlsPeer::wasResumed() const
{
    return SSL_session_reused(ssl_) == 1;
}

TlsPeer::~TlsPeer()
{
    SSL_free(ssl_);
    SSL_CTX_free(context_);
    if (fd_ >= 0) {
        ::close(fd_);
    }
}

bool TlsPeer::send(ByteView bytes)
{
    while (!bytes.empty()) {
        const auto count = static_cast<int>(std::min<std::size_t>(bytes.size(), 1 << 20));
        const auto done = ssl_ != nullptr ? SSL_write(ssl_, bytes.data(), count)
                                          : static_cast<int>(::send(fd_, bytes.data(), bytes.size(),
                                                                    MSG_NOSIGNAL));
        if (done <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(done));
    }
    return true;
}

Bytes TlsPeer::receiveSome(std::size_t most)
{
    Bytes bytes(most, '\0');
    const auto got = ssl_ != nullptr ? SSL_read(ssl_, bytes.data(), static_cast<int>(most))
                                     : static_cast<int>(::recv(fd_, bytes.data(), most, 0));
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return bytes;
}

Bytes TlsPeer::receive(std::size_t count)
{
    Bytes bytes;
    while (bytes.size() < count) {
        const Bytes more = receiveSome(count - bytes.size());
        if (more.empty()) {
            break;
        }
        bytes += more;
    }
    return bytes;
}

bool TlsPeer::waitForClose(std::chrono::milliseconds atMost)
{
    setTimeout(atMost);
    const auto end = std::chrono::steady_clock::now() + atMost;
    std::array<char, 4096> dropped{};
    while (std::chrono::steady_clock::now() < end) {
        const ssize_t got = ::recv(fd_, dropped.data(), dropped.size(), 0);
        if (got == 0 || (got < 0 && errno == ECONNRESET)) {
            return true;
        }
        if (got < 0 && errno != EINTR) {
            return false;
        }
    }
    return false;
}

void TlsPeer::setTimeout(std::chrono::milliseconds timeout)
{
    timeval value{};
    value.tv_sec = timeout.count() / 1000;
    value.tv_usec = (timeout.count() % 1000) * 1000;
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &value, sizeof value);
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &value, sizeof value);
}

void TlsPeer::closeHard()
{
    const linger reset{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    ::close(fd_);
    fd_ = -1;
}

std::string TlsPeer::version() const
{
    return ssl_ != nullptr ? SSL_get_version(ssl_) : "";
}

} // namespace hub::test
