// A WebSocket client (RFC 6455) that blocks, writing its frames by itself, also wrong ones.
#pragma once

#include "tests/support/tls_peer.h"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace hub::test {

struct WebSocketHandshake
{
    std::string target = "/$iothub/websocket";
    std::string protocol = "mqtt";               ///< what is offered; empty: no such header
    std::map<std::string, std::string> fields{}; ///< instead of the usual ones; empty: left out
    std::string method = "GET";
    std::string version = "HTTP/1.1";
};

struct WebSocketAnswer
{
    int status = 0;                             ///< 0: no answer
    std::map<std::string, std::string> headers; ///< names in lower case

    std::string header(const std::string& name) const; ///< empty: not there
};

struct WebSocketFrame
{
    enum Opcode : unsigned { Continuation = 0, Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10 };

    unsigned opcode = Binary;
    bool isFinal = true;
    Bytes payload{};

    unsigned closeCode() const; ///< 0: none was sent
};

class WebSocketPeer final : public ByteChannel
{
public:
    explicit WebSocketPeer(std::unique_ptr<TlsPeer> peer) : peer_(std::move(peer)) {}

    /// What goes out for a handshake; its key is that of the example in RFC 6455 §1.3.
    static Bytes requestOf(const WebSocketHandshake& handshake);
    WebSocketAnswer handshake(const WebSocketHandshake& handshake = {});

    static Bytes encode(const WebSocketFrame& frame); ///< masked, as clients must
    bool sendFrame(const WebSocketFrame& frame) { return peer_->send(encode(frame)); }

    /// The next frame; nothing when the hub closed, nothing came in time, or it breaks the rules for
    /// servers (masked, or with reserved bits).
    std::optional<WebSocketFrame> receiveFrame();

    /// Reads until a close frame comes; its code. Nothing: the hub went without one.
    std::optional<unsigned> receiveClose();

    // ByteChannel

    bool send(ByteView bytes) override; ///< one binary frame
    Bytes receive(std::size_t count) override; ///< out of binary messages, pongs are passed over
    TlsPeer& tls() override { return *peer_; }

private:
    std::unique_ptr<TlsPeer> peer_;
    Bytes received_; ///< payloads of messages, not yet taken
};

} // namespace hub::test
