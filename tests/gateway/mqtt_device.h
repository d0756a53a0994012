// A device at a gateway, in short words, and a back end that sends it commands.
#pragma once

#include "tests/gateway/gateway_fixture.h"

#include <boost/asio/detached.hpp>

#include <QTest>

#include <algorithm>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hub::test {

inline constexpr const char* kCommands = "devices/dev1/messages/devicebound/#";
inline constexpr const char* kMethods = "$iothub/methods/POST/#";
inline constexpr const char* kTwinResponses = "$iothub/twin/res/#";
inline constexpr const char* kDesired = "$iothub/twin/PATCH/properties/desired/#";

struct Sent
{
    std::string topic;
    std::string payload;
    unsigned qos = 0;
    bool duplicate = false;
    std::uint16_t packetId = 0;
};

/// The packets in a piece of output; PUBLISH packets taken apart, others by type.
struct Output
{
    std::vector<unsigned> types;
    std::vector<Sent> published;
};

inline Sent publishOf(unsigned flags, ByteView body)
{
    Sent sent;
    const std::size_t length = readBig16(body, 0);
    sent.topic = body.substr(2, length);
    sent.qos = flags >> 1 & 3;
    sent.duplicate = (flags & 8) != 0;
    body.remove_prefix(2 + length);
    if (sent.qos > 0) {
        sent.packetId = readBig16(body, 0);
        body.remove_prefix(2);
    }
    sent.payload = body;
    return sent;
}

inline Output outputOf(ByteView bytes)
{
    Output output;
    while (!bytes.empty()) {
        const unsigned first = byteAt(bytes, 0);
        std::size_t at = 1;
        std::size_t length = 0;
        for (unsigned shift = 0;; shift += 7) {
            const unsigned digit = byteAt(bytes, at++);
            length |= std::size_t{digit & 0x7fU} << shift;
            if ((digit & 0x80U) == 0) {
                break;
            }
        }
        output.types.push_back(first >> 4);
        if (first >> 4 == 3) {
            output.published.push_back(publishOf(first & 15, bytes.substr(at, length)));
        }
        bytes.remove_prefix(at + length);
    }
    return output;
}

inline Bytes subscribePacket(const std::vector<std::pair<std::string, unsigned>>& filters)
{
    Bytes body("\x00\x07", 2);
    for (const auto& [filter, qos] : filters) {
        body += MqttPeer::text(filter) + static_cast<char>(qos);
    }
    return MqttPeer::packet(0x82, body);
}

inline Bytes unsubscribePacket(const std::string& filter)
{
    return MqttPeer::packet(0xa2, Bytes("\x00\x08", 2) + MqttPeer::text(filter));
}

/// As test code wants it: signed in, and everything that came since the last look.
class Device
{
public:
    explicit Device(GatewayFixture& fixture)
        : fixture_(fixture), connection_(std::make_unique<Connection>(fixture, fixture.thread))
    {}

    /// CONNACK as it came: 2 = accepted, 3 = accepted with a session.
    int connect(bool clean)
    {
        MqttConnect options = fixture_.options();
        options.clean = clean;
        connection_->send(MqttPeer::connectPacket(options));
        fixture_.runUntil([this] { return connection_->gateway->output().size() >= 4; });
        const Bytes out = connection_->take();
        rest_ = out.substr(4);
        return byteAt(out, 3) != 0 ? -1 : 2 + byteAt(out, 2);
    }

    void send(const Bytes& bytes) { connection_->send(bytes); }

    void subscribe(const std::vector<std::pair<std::string, unsigned>>& filters)
    {
        send(subscribePacket(filters));
        waitFor([](const Output& output) {
            return std::count(output.types.begin(), output.types.end(), 9U) == 1;
        });
    }

    template <class Condition>
    Output waitFor(Condition condition)
    {
        Output output;
        if (!fixture_.runUntil([&] {
                rest_ += connection_->take();
                output = outputOf(rest_);
                return condition(output);
            })) {
            qWarning("what was waited for did not come");
        }
        rest_.clear();
        return output;
    }

    std::vector<Sent> waitForPublished(std::size_t count)
    {
        return waitFor([count](const Output& output) { return output.published.size() >= count; })
            .published;
    }

    bool isFinished() const { return connection_->gateway->finished(); }
    void drop() { connection_.reset(); }
    void puback(std::uint16_t id) { send(hub::test::puback(id)); }

private:
    GatewayFixture& fixture_;
    std::unique_ptr<Connection> connection_;
    Bytes rest_;
};

inline const IdentityId kDevice{"dev1", {}};
inline const CommandActor kBackEnd{"service", "test"};

inline NewCommand commandWith(const std::string& body)
{
    NewCommand command;
    Properties properties;
    properties.addSystem(SystemProperty::MessageId, "id of " + body.substr(0, 32));
    command.properties = properties.packed();
    command.body = body;
    return command;
}

inline CommandId enqueue(GatewayFixture& fixture, const std::string& body)
{
    const auto id = fixture.await(fixture.commands->enqueue(kDevice, commandWith(body), kBackEnd));
    return id ? id.value() : 0;
}

inline void purgeAll(GatewayFixture& fixture)
{
    QVERIFY(fixture.await(fixture.commands->purgeAll(kDevice, kBackEnd)));
}

inline boost::asio::awaitable<void> enqueueAlone(Commands& commands, NewCommand command)
{
    IdentityId id = kDevice;
    CommandActor by = kBackEnd;
    (void)co_await commands.enqueue(std::move(id), std::move(command), std::move(by));
}

/// Stores a command; the connection's thread is told, but has not done its part yet.
inline void enqueueBehindTheBack(GatewayFixture& fixture, const std::string& body)
{
    std::promise<void> begin;
    std::promise<void> end;
    fixture.workers->post(WriteJob{[&begin](Storage&) -> Result<void> {
                                       begin.get_future().wait();
                                       return success();
                                   },
                                   [](const Result<void>&) {}});
    boost::asio::co_spawn(fixture.io, enqueueAlone(*fixture.commands, commandWith(body)),
                          boost::asio::detached);
    fixture.io.restart();
    fixture.io.poll();
    begin.set_value();
    fixture.workers->post(WriteJob{[](Storage&) -> Result<void> { return success(); },
                                   [&end](const Result<void>&) { end.set_value(); }});
    end.get_future().wait();
}

inline QueueCounts countsOf(GatewayFixture& fixture)
{
    CommandQuery query;
    query.id = {"dev1", {}};
    return fixture.await(fixture.commands->look(query)).value().counts;
}

inline bool isRight(const QueueCounts& counts,
                    std::uint64_t waiting,
                    std::uint64_t inFlight,
                    std::uint64_t completed)
{
    return counts.waiting == waiting && counts.inFlight == inFlight &&
           counts.completed == completed;
}

} // namespace hub::test
