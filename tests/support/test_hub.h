// A real hub in this process: free ports, a folder of its own, and peers that know their way to it.
#pragma once

#include "tests/support/http_peer.h"
#include "tests/support/mqtt_peer.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/websocket_peer.h"

#include "base/secret.h"

#include "hub/server.h"

#include <functional>
#include <memory>
#include <string>

namespace hub::test {

/// Base64 of the bytes 0123456789abcdef0123456789abcdef.
inline constexpr const char* kTestKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

class TestHub final
{
public:
    using Adjust = std::function<void(Config&)>;

    /// Started; ends the test program when it cannot start.
    explicit TestHub(const Adjust& adjust = {});

    Server& server() { return *server_; }
    const Endpoints& endpoints() const { return server_->endpoints(); }
    std::filesystem::path folder() const { return folder_.path() / "data"; }
    std::string caFile() const { return server_->endpoints().caCertificate.string(); }

    void stop() { server_.reset(); }
    void start(); ///< again, on the same folder

    // Peers.

    std::unique_ptr<TlsPeer> tls(std::uint16_t port) const;
    std::unique_ptr<MqttPeer> mqtt() const; ///< TLS is up, no CONNECT yet
    std::unique_ptr<WebSocketPeer> webSocket() const; ///< TLS is up, no handshake yet
    HttpPeer http() const;                  ///< signed in as iothubowner
    HttpPeer httpAs(const std::string& policy) const;
    HttpPeer httpFrom(const std::string& localAddress) const; ///< as iothubowner

    /// Registers a device with the test key.
    void addDevice(const std::string& id) const;

    /// A signed-in device.
    std::unique_ptr<MqttPeer> device(const std::string& id) const;
    static MqttConnect connectOptions(const std::string& id, const std::string& key = kTestKey);

    /// Polls GET /admin/telemetry until at least so many messages are there; all of them.
    json::array messagesOf(const std::string& id, std::size_t atLeast) const;

private:
    HttpPeer httpWith(TlsPeer::Options options, const std::string& policy) const;

    TemporaryFolder folder_;
    Adjust adjust_;
    KeySource key_;
    std::unique_ptr<Server> server_;
};

/// A token for "127.0.0.1/devices/<id>", or for a policy with id empty.
std::string deviceToken(const std::string& id, const std::string& key, long lifeSeconds = 3600);
std::string policyToken(const std::string& policy, const Secret& key, long lifeSeconds = 3600);

} // namespace hub::test
