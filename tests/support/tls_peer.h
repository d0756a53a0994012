// A TLS client that blocks, with a time-out on everything; also a plain TCP one, for rude peers.
#pragma once

#include "base/bytes.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

using SSL = struct ssl_st;
using SSL_CTX = struct ssl_ctx_st;
using SSL_SESSION = struct ssl_session_st;

namespace hub::test {

class TlsPeer;

/// What a peer of a protocol writes to and reads from.
class ByteChannel
{
public:
    virtual ~ByteChannel() = default;
    virtual bool send(ByteView bytes) = 0;

    /// Exactly `count`, or fewer when the peer closed or nothing more came in time.
    virtual Bytes receive(std::size_t count) = 0;

    virtual TlsPeer& tls() = 0; ///< the connection below
};

class TlsPeer final : public ByteChannel
{
public:
    struct Options
    {
        std::string host = "127.0.0.1";
        std::uint16_t port = 0;
        std::string localAddress{}; ///< to connect from, such as "127.0.0.7"; empty = any
        std::string caFile; ///< empty: whatever certificate comes is fine
        int maxTlsVersion = 0; ///< 0 = the best
        bool tls = true;
        std::string certificates{}; ///< of the client: PEM, leaf first; empty = none
        std::string key{};          ///< PEM; of the leaf
        SSL_SESSION* session = nullptr; ///< to be resumed
    };

    /// Nothing when it cannot connect, the handshake fails or the certificate is not good.
    static std::unique_ptr<TlsPeer> connect(const Options& options);
    ~TlsPeer() override;

    bool send(ByteView bytes) override;

    /// Up to `most` bytes, at least one; empty when the peer closed or nothing came in time.
    Bytes receiveSome(std::size_t most = 65'536);

    Bytes receive(std::size_t count) override;
    TlsPeer& tls() override { return *this; }

    /// True when the peer closes within the time; what it still sends is dropped.
    bool waitForClose(std::chrono::milliseconds atMost);

    void setTimeout(std::chrono::milliseconds timeout);
    void closeHard(); ///< without a goodbye, with a reset
    std::string version() const;

    /// What a later peer may resume, once something was received; nothing when it cannot.
    std::shared_ptr<SSL_SESSION> session() const;
    bool wasResumed() const;

    /// The hub has asked for a certificate, and named so many authorities; -1: it has not.
    int namedAuthorities() const { return namedAuthorities_; }

private:
    TlsPeer() = default;
    bool bindTo(const std::string& localAddress);
    bool handshake(const Options& options);
    bool useCertificates(const Options& options);

    int fd_ = -1;
    SSL_CTX* context_ = nullptr;
    SSL* ssl_ = nullptr;
    int namedAuthorities_ = -1;
};

} // namespace hub::test
