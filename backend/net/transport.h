// A device's socket with TLS on it, in wait mode: nothing is read until the kernel says that there
// is something, and then into buffers that all connections of the thread share. An idle connection
// owns no buffer of ours, and OpenSSL gives its own back (SSL_MODE_RELEASE_BUFFERS). Without a context
// it is a plain socket, for a port that only this computer reaches.
#pragma once

#include "base/bytes.h"

#include <boost/asio/ip/tcp.hpp>

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <vector>

using SSL = struct ssl_st;
using SSL_CTX = struct ssl_ctx_st;

namespace hub::net {

/// One per I/O thread.
struct TransportBuffers
{
    TransportBuffers();

    std::array<char, 64 * 1024> cipherIn;
    std::array<char, 16 * 1024> plainIn; ///< one TLS record

    /// What OpenSSL reads from and writes to while it works for one connection.
    ByteView toRead;
    Bytes written;
};

class Transport final
{
public:
    /// tls: nullptr = plain.
    Transport(boost::asio::ip::tcp::socket socket, SSL_CTX* tls, TransportBuffers& buffers);
    ~Transport();
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;

    enum class State { Open, PeerClosed, Failed };

    /// Takes what the socket has and hands the plain bytes to the sink, in one or several pieces
    /// that are valid only during the call. Continues the handshake where needed.
    using Sink = std::function<void(ByteView)>;
    State read(const Sink& sink);

    std::string tlsVersion() const;                 ///< "none" when it is plain
    std::vector<Bytes> certificates() const; ///< of the peer, in DER, leaf first; mostly none

    /// Encrypts a piece of the bytes and queues it. Gives how many were taken: none while the
    /// socket is blocked.
    std::size_t write(ByteView plain);

    /// Sends what is queued. Afterwards isBlocked() says whether some is left.
    State flush();
    bool isBlocked() const { return !unsent_.empty(); }

    /// Queues close_notify (RFC 8446 §6.1) and sends what the socket takes.
    void sayGoodbye();

    boost::asio::ip::tcp::socket& socket() { return socket_; }

private:
    State receive(const Sink& sink, std::size_t& received);
    State decrypt(const Sink& sink);
    State handshake();
    bool startTls();

    boost::asio::ip::tcp::socket socket_;
    SSL_CTX* context_; ///< nullptr: plain
    TransportBuffers& buffers_;
    struct FreeSsl
    {
        void operator()(SSL* ssl) const;
    };
    std::unique_ptr<SSL, FreeSsl> ssl_; ///< made when the first byte comes
    Bytes unsent_;                      ///< encrypted, refused by the socket so far
    bool secured_ = false;
};

} // namespace hub::net
