// A gateway over real services, without a socket: bytes in, bytes out.
#pragma once

#include "tests/support/mqtt_peer.h"
#include "tests/support/services_fixture.h"

#include "gateway/mqtt_gateway.h"

#include <memory>
#include <vector>

namespace hub::test {

inline const Secret kKey(Bytes(32, '1'));
inline constexpr const char* kEvents = "devices/dev1/messages/events/";

class FakePort final : public ConnectionPort
{
public:
    explicit FakePort(boost::asio::io_context& io) : io_(io) {}
    boost::asio::any_io_executor executor() const override { return io_.get_executor(); }
    void wake() override { ++wakes; }
    int wakes = 0;

private:
    boost::asio::io_context& io_;
};

/// A gateway on the fixture's thread, and what it has sent.
class Connection
{
public:
    Connection(ServicesFixture& fixture, GatewayThread& thread)
        : fixture_(fixture), port(fixture.io),
          gateway(std::make_shared<MqttGateway>(thread, port,
                                                ConnectionInfo{"10.0.0.1:5000", "TLSv1.3"}))
    {
    }
    ~Connection()
    {
        if (gateway) {
            gateway->closed();
        }
    }

    void send(const Bytes& bytes) { gateway->receive(bytes, fixture_.clock.mono()); }

    /// Everything sent so far and not yet taken.
    Bytes take()
    {
        const Bytes out(gateway->output());
        gateway->consumed(out.size());
        return out;
    }

    Bytes waitForOutput(std::size_t atLeast = 1)
    {
        fixture_.runUntil([&] { return gateway->output().size() >= atLeast; });
        return take();
    }

    bool signIn(const MqttConnect& options)
    {
        send(MqttPeer::connectPacket(options));
        return waitForOutput() == Bytes("\x20\x02\x00\x00", 4);
    }

private:
    ServicesFixture& fixture_;

public:
    FakePort port;
    std::shared_ptr<MqttGateway> gateway;
};

struct GatewayFixture : ServicesFixture
{
    explicit GatewayFixture(Durability durability = Durability::Full)
        : ServicesFixture(durability),
          thread({*sessions, *commands, *twins, *methods, log, clock, std::chrono::seconds(600)},
                 shard)
    {
        shard.onCommitted([this](const IngestBatch& batch) { thread.committed(batch); });
        IdentityUpdate update;
        update.keys = {kKey, kKey};
        addDevice("dev1", update);
    }

    MqttConnect options(long life = 3600) const
    {
        const auto now = std::chrono::floor<std::chrono::seconds>(clock.wall());
        MqttConnect result;
        result.clientId = "dev1";
        result.userName = "localhost/dev1/?api-version=2021-04-12";
        result.password = makeSasToken(
            {"localhost/devices/dev1", {}, now.time_since_epoch() + std::chrono::seconds(life)},
            kKey);
        return result;
    }

    std::vector<TelemetryRecord> stored()
    {
        HistoryQuery query;
        query.id.device = "dev1";
        query.limit = 1000;
        return await(history->read(query)).value().messages;
    }

    GatewayThread thread;
};

inline Bytes puback(unsigned id)
{
    return Bytes("\x40\x02", 2) + static_cast<char>(id >> 8) + static_cast<char>(id);
}

} // namespace hub::test
