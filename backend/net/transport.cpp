#include "net/transport.h"

#include "net/tls_context.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace hub::net {
namespace {

constexpr int kReadsPerWake = 4;            // then the others get their turn
constexpr std::size_t kWritePiece = 16'384; // one TLS record
constexpr std::size_t kQueueLimit = 64 * 1024;
constexpr unsigned char kHandshakeRecord = 22; // RFC 8446 §5.1

TransportBuffers& buffersOf(BIO* bio)
{
    return *static_cast<TransportBuffers*>(BIO_get_data(bio));
}

int bioRead(BIO* bio, char* out, std::size_t wanted, std::size_t* done)
{
    ByteView& source = buffersOf(bio).toRead;
    BIO_clear_retry_flags(bio);
    *done = std::min(wanted, source.size());
    if (*done == 0) {
        BIO_set_retry_read(bio);
        return 0;
    }
    std::memcpy(out, source.data(), *done);
    source.remove_prefix(*done);
    return 1;
}

int bioWrite(BIO* bio, const char* in, std::size_t count, std::size_t* done)
{
    buffersOf(bio).written.append(in, count);
    *done = count;
    return 1;
}

long bioControl(BIO*, int command, long, void*)
{
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

/// A BIO over the thread's buffers instead of a socket.
BIO_METHOD* bufferBio()
{
    static BIO_METHOD* const method = [] {
        BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "hub buffers");
        BIO_meth_set_read_ex(made, bioRead);
        BIO_meth_set_write_ex(made, bioWrite);
        BIO_meth_set_ctrl(made, bioControl);
        return made;
    }();
    return method;
}

} // namespace

TransportBuffers::TransportBuffers()
{
    written.reserve(kQueueLimit);
}

Transport::Transport(boost::asio::ip::tcp::socket socket, SSL_CTX* tls, TransportBuffers& buffers)
    : socket_(std::move(socket)), context_(tls), buffers_(buffers)
{
}

Transport::~Transport() = default;

void Transport::FreeSsl::operator()(SSL* ssl) const
{
    SSL_free(ssl);
}

Transport::State Transport::read(const Sink& sink)
{
    for (int i = 0; i < kReadsPerWake; ++i) {
        std::size_t received = 0;
        if (const State state = receive(sink, received); state != State::Open) {
            return state;
        }
        if (received < buffers_.cipherIn.size()) {
            break; // the socket is empty; asking again would only say so
        }
    }
    return State::Open;
}

Transport::State Transport::receive(const Sink& sink, std::size_t& received)
{
    const ssize_t got = ::recv(socket_.native_handle(), buffers_.cipherIn.data(),
                               buffers_.cipherIn.size(), 0);
    if (got == 0) {
        return State::PeerClosed;
    }
    if (got < 0) {
        return errno == EAGAIN || errno == EINTR ? State::Open : State::Failed;
    }
    received = static_cast<std::size_t>(got);
    if (context_ == nullptr) {
        sink(ByteView(buffers_.cipherIn.data(), received));
        return State::Open;
    }
    const auto first = static_cast<unsigned char>(buffers_.cipherIn[0]);
    if (!ssl_ && (first != kHandshakeRecord || !startTls())) {
        return State::Failed; // not TLS
    }
    buffers_.toRead = ByteView(buffers_.cipherIn.data(), received);
    State state = secured_ ? State::Open : handshake();
    if (state == State::Open && secured_) {
        state = decrypt(sink);
    }
    buffers_.toRead = {};
    const State sent = flush();
    return state == State::Open ? sent : state;
}

bool Transport::startTls()
{
    ssl_.reset(SSL_new(context_));
    BIO* const bio = BIO_new(bufferBio());
    if (!ssl_ || bio == nullptr) {
        BIO_free(bio);
        return false;
    }
    BIO_set_data(bio, &buffers_);
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl_.get(), bio, bio);
    SSL_set_accept_state(ssl_.get());
    return true;
}

Transport::State Transport::handshake()
{
    ERR_clear_error();
    const int done = SSL_do_handshake(ssl_.get());
    if (done == 1) {
        secured_ = true;
        return State::Open;
    }
    return SSL_get_error(ssl_.get(), done) == SSL_ERROR_WANT_READ ? State::Open : State::Failed;
}

Transport::State Transport::decrypt(const Sink& sink)
{
    for (;;) {
        ERR_clear_error();
        std::size_t count = 0;
        const int done =
            SSL_read_ex(ssl_.get(), buffers_.plainIn.data(), buffers_.plainIn.size(), &count);
        if (done == 1) {
            sink(ByteView(buffers_.plainIn.data(), count));
            continue;
        }
        switch (SSL_get_error(ssl_.get(), done)) {
        case SSL_ERROR_WANT_READ: return State::Open;
        case SSL_ERROR_ZERO_RETURN: return State::PeerClosed;
        default: return State::Failed;
        }
    }
}

std::string Transport::tlsVersion() const
{
    return ssl_ ? SSL_get_version(ssl_.get()) : "none";
}

std::vector<Bytes> Transport::certificates() const
{
    return ssl_ ? peerCertificates(ssl_.get()) : std::vector<Bytes>();
}

std::size_t Transport::write(ByteView plain)
{
    if (isBlocked() || plain.empty()) {
        return 0;
    }
    if (buffers_.written.size() >= kQueueLimit && flush() != State::Open) {
        return 0;
    }
    if (context_ == nullptr) {
        buffers_.written.append(plain.substr(0, kWritePiece));
        return std::min(plain.size(), kWritePiece);
    }
    if (!secured_) {
        return 0;
    }
    ERR_clear_error();
    std::size_t count = 0;
    const int done = SSL_write_ex(ssl_.get(), plain.data(), std::min(plain.size(), kWritePiece),
                                  &count);
    return done == 1 ? count : 0;
}

Transport::State Transport::flush()
{
    ByteView rest = unsent_.empty() ? ByteView(buffers_.written) : ByteView(unsent_);
    State state = State::Open;
    while (!rest.empty()) {
        const ssize_t sent = ::send(socket_.native_handle(), rest.data(), rest.size(),
                                    MSG_NOSIGNAL);
        if (sent > 0) {
            rest.remove_prefix(static_cast<std::size_t>(sent));
        } else if (errno != EINTR) {
            state = errno == EAGAIN ? State::Open : State::Failed;
            break;
        }
    }
    // What was queued behind an older rest keeps its place.
    Bytes left(rest);
    if (!unsent_.empty()) {
        left += buffers_.written;
    }
    unsent_.swap(left);
    buffers_.written.clear();
    return state;
}

void Transport::sayGoodbye()
{
    if (secured_ && !isBlocked()) {
        ERR_clear_error();
        SSL_shutdown(ssl_.get());
        (void)flush();
    }
    boost::system::error_code ignored;
    socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
}

} // namespace hub::net
