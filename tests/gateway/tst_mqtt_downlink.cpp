// What a device gets over MQTT: kept sessions, commands, twins and methods.
#include "tests/gateway/gateway_fixture.h"

#include "protocol/mqtt/topics.h"

#include <QTest>

#include <boost/asio/detached.hpp>

#include <future>

using namespace hub;
using namespace hub::test;

namespace {

constexpr const char* kCommands = "devices/dev1/messages/devicebound/#";
constexpr const char* kMethods = "$iothub/methods/POST/#";
constexpr const char* kTwinResponses = "$iothub/twin/res/#";
constexpr const char* kDesired = "$iothub/twin/PATCH/properties/desired/#";

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

Sent publishOf(unsigned flags, ByteView body)
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

Output outputOf(ByteView bytes)
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

Bytes subscribePacket(const std::vector<std::pair<std::string, unsigned>>& filters)
{
    Bytes body("\x00\x07", 2);
    for (const auto& [filter, qos] : filters) {
        body += MqttPeer::text(filter) + static_cast<char>(qos);
    }
    return MqttPeer::packet(0x82, body);
}

Bytes unsubscribePacket(const std::string& filter)
{
    return MqttPeer::packet(0xa2, Bytes("\x00\x08", 2) + MqttPeer::text(filter));
}

/// As test code wants it: signed in, and everything that came since the last look.
class Device
{
public:
    explicit Device(GatewayFixture& fixture)
        : fixture_(fixture),
          connection_(std::make_unique<Connection>(fixture, fixture.thread))
    {
    }

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

const IdentityId kDevice{"dev1", {}};
const CommandActor kBackEnd{"service", "test"};

NewCommand newCommand(const std::string& body)
{
    NewCommand command;
    Properties properties;
    properties.addSystem(SystemProperty::MessageId, "id of " + body.substr(0, 32));
    command.properties = properties.packed();
    command.body = body;
    return command;
}

CommandId enqueue(GatewayFixture& fixture, const std::string& body)
{
    const auto id = fixture.await(fixture.commands->enqueue(kDevice, newCommand(body), kBackEnd));
    return id ? id.value() : 0;
}

void purgeAll(GatewayFixture& fixture)
{
    QVERIFY(fixture.await(fixture.commands->purgeAll(kDevice, kBackEnd)));
}

boost::asio::awaitable<void> enqueueAlone(Commands& commands, NewCommand command)
{
    IdentityId id = kDevice;
    CommandActor by = kBackEnd;
    (void)co_await commands.enqueue(std::move(id), std::move(command), std::move(by));
}

/// Stores a command; the connection's thread is told, but has not done its part yet.
void enqueueBehindTheBack(GatewayFixture& fixture, const std::string& body)
{
    std::promise<void> begin;
    std::promise<void> end;
    fixture.workers->post(WriteJob{[&begin](Storage&) -> Result<void> {
                                       begin.get_future().wait();
                                       return success();
                                   },
                                   [](const Result<void>&) {}});
    boost::asio::co_spawn(fixture.io, enqueueAlone(*fixture.commands, newCommand(body)),
                          boost::asio::detached);
    fixture.io.restart();
    fixture.io.poll();
    begin.set_value();
    fixture.workers->post(WriteJob{[](Storage&) -> Result<void> { return success(); },
                                   [&end](const Result<void>&) { end.set_value(); }});
    end.get_future().wait();
}

QueueCounts countsOf(GatewayFixture& fixture)
{
    CommandQuery query;
    query.id = {"dev1", {}};
    return fixture.await(fixture.commands->look(query)).value().counts;
}

bool isRight(const QueueCounts& counts, std::uint64_t waiting, std::uint64_t inFlight,
             std::uint64_t completed)
{
    return counts.waiting == waiting && counts.inFlight == inFlight &&
           counts.completed == completed;
}

} // namespace

class MqttDownlinkTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void commandIsSentAndCompletedByItsPuback()
    {
        GatewayFixture fixture;
        Device device(fixture);
        QCOMPARE(device.connect(true), 2);
        device.subscribe({{kCommands, 1}});

        QVERIFY(enqueue(fixture, "hello") > 0);
        const auto sent = device.waitForPublished(1);
        QCOMPARE(sent[0].payload, std::string("hello"));
        QCOMPARE(sent[0].qos, 1U);
        QVERIFY(!sent[0].duplicate);
        QVERIFY(sent[0].topic.starts_with(
            "devices/dev1/messages/devicebound/%24.mid=id%20of%20hello&"));
        QVERIFY(isRight(countsOf(fixture), 0, 1, 0));

        device.puback(sent[0].packetId);
        QVERIFY(fixture.runUntil([&] { return isRight(countsOf(fixture), 0, 0, 1); }));
    }

    void foreignPubackIsPassedOver()
    {
        GatewayFixture fixture;
        Device device(fixture);
        device.connect(true);
        device.subscribe({{kCommands, 1}});
        enqueue(fixture, "hello");
        const auto sent = device.waitForPublished(1);

        device.puback(static_cast<std::uint16_t>(sent[0].packetId + 1));
        enqueue(fixture, "second"); // behind whatever the PUBACK did
        device.waitForPublished(1);

        QVERIFY(isRight(countsOf(fixture), 0, 2, 0));
        QVERIFY(!device.isFinished());
    }

    void lateAcknowledgementDoesNotCompleteWhatWasRequeued()
    {
        GatewayFixture fixture;
        Device device(fixture);
        device.connect(true);
        device.subscribe({{kCommands, 1}});
        const CommandId id = enqueue(fixture, "first");
        const std::uint16_t before = device.waitForPublished(1)[0].packetId;
        purgeAll(fixture);
        QVERIFY(fixture.await(
            fixture.commands->requeueEdited(kDevice, id, newCommand("second"), kBackEnd)));
        const auto sent = device.waitForPublished(1);
        QCOMPARE(sent[0].payload, std::string("second"));

        device.puback(before);
        fixture.flush();
        QVERIFY(isRight(countsOf(fixture), 0, 1, 0));
        device.puback(sent[0].packetId);
        QVERIFY(fixture.runUntil([&] { return isRight(countsOf(fixture), 0, 0, 1); }));
    }

    void deviceThatNeverAcknowledgesIsClosed()
    {
        GatewayFixture fixture(ServicesFixture::Durability::None);
        Device device(fixture);
        device.connect(true);
        device.subscribe({{kCommands, 1}});

        for (std::size_t i = 0; i < limits::kMaxUnackedCommands; ++i) {
            QVERIFY(enqueue(fixture, std::to_string(i)) > 0);
            if (i % 40 == 39) {
                device.waitForPublished(40);
                purgeAll(fixture);
            }
        }
        QVERIFY(!device.isFinished());
        enqueue(fixture, "one too many");

        QVERIFY(fixture.runUntil([&] { return device.isFinished(); }));
        device.drop();
        QVERIFY(fixture.runUntil([&] { return countsOf(fixture).waiting == 1; }));
    }

    void whatWaitsComesInOrderAfterTheSuback()
    {
        GatewayFixture fixture;
        for (int i = 0; i < 5; ++i) {
            enqueue(fixture, std::to_string(i));
        }
        Device device(fixture);
        device.connect(true);

        device.send(subscribePacket({{kCommands, 1}}));
        const Output output =
            device.waitFor([](const Output& out) { return out.published.size() == 5; });

        QCOMPARE(output.types.front(), 9U); // SUBACK
        for (std::size_t i = 0; i < 5; ++i) {
            QCOMPARE(output.published[i].payload, std::to_string(i));
        }
    }

    void qosZeroCompletesWhatIsSent()
    {
        GatewayFixture fixture;
        Device device(fixture);
        device.connect(true);
        device.subscribe({{kCommands, 0}});

        enqueue(fixture, "once");

        QCOMPARE(device.waitForPublished(1)[0].qos, 0U);
        QVERIFY(fixture.runUntil([&] { return isRight(countsOf(fixture), 0, 0, 1); }));
    }

    void qosZeroIsNotCompletedWhenTheConnectionEndsBeforeItIsSent()
    {
        GatewayFixture fixture;
        Device device(fixture);
        device.connect(true);
        device.subscribe({{kCommands, 0}});

        enqueueBehindTheBack(fixture, "unsent");
        device.drop();

        QVERIFY(fixture.runUntil([&] { return isRight(countsOf(fixture), 1, 0, 0); }));
    }

    void goodbyeInTheMiddleOfADeliveryLosesNothing()
    {
        GatewayFixture fixture;
        Device device(fixture);
        device.connect(true);
        device.subscribe({{kCommands, 0}});

        enqueueBehindTheBack(fixture, "unsent");
        device.send(Bytes("\xe0\x00", 2)); // DISCONNECT; the socket is closed a little later
        QVERIFY(isRight(countsOf(fixture), 0, 1, 0));
        device.drop();

        QVERIFY(fixture.runUntil([&] { return isRight(countsOf(fixture), 1, 0, 0); }));
    }

    void unsubscribeInTheMiddleOfADeliveryGivesItBack_data()
    {
        QTest::addColumn<unsigned>("qos");
        QTest::newRow("QoS 0") << 0U;
        QTest::newRow("QoS 1") << 1U;
    }

    void unsubscribeInTheMiddleOfADeliveryGivesItBack()
    {
        QFETCH(unsigned, qos);
        GatewayFixture fixture;
        Device device(fixture);
        device.connect(true);
        device.subscribe({{kCommands, qos}});

        enqueueBehindTheBack(fixture, "unsent");
        device.send(unsubscribePacket(kCommands));
        QVERIFY(fixture.runUntil([&] { return isRight(countsOf(fixture), 1, 0, 0); }));
        device.send(subscribePacket({{kCommands, qos}}));

        QCOMPARE(device.waitForPublished(1)[0].payload, std::string("unsent"));
    }

    void whatIsSentWithQosZeroNeedsNoPuback()
    {
        GatewayFixture fixture;
        Device device(fixture);
        device.connect(true);
        device.subscribe({{kCommands, 1}});

        enqueueBehindTheBack(fixture, "stored under QoS 1");
        device.send(subscribePacket({{kCommands, 0}}));

        QCOMPARE(device.waitForPublished(1)[0].qos, 0U);
        QVERIFY(fixture.runUntil([&] { return isRight(countsOf(fixture), 0, 0, 1); }));
    }

    void deviceThatDoesNotReadIsClosed()
    {
        GatewayFixture fixture(ServicesFixture::Durability::None);
        Device device(fixture);
        device.connect(true);
        device.subscribe({{kCommands, 0}});

        const std::string large(60'000, 'x');
        std::uint64_t sent = 0;
        while (!device.isFinished() && sent < 1'000) {
            QVERIFY(enqueue(fixture, large) > 0);
            ++sent;
            fixture.flush();
        }

        QVERIFY(sent * large.size() > limits::kMaxUnreadOutput);
        QVERIFY(sent * large.size() < limits::kMaxUnreadOutput + 4 * large.size());
        device.drop();
        QVERIFY(fixture.runUntil([&] { return countsOf(fixture).waiting >= 1; }));
    }

    void keptSessionGetsItsCommandsWithoutASubscribe()
    {
        GatewayFixture fixture;
        {
            Device device(fixture);
            QCOMPARE(device.connect(false), 2);
            device.subscribe({{kCommands, 1}, {kMethods, 0}});
        }
        enqueue(fixture, "while away");

        Device device(fixture);
        QCOMPARE(device.connect(false), 3); // session present
        const auto sent = device.waitForPublished(1);

        QCOMPARE(sent[0].payload, std::string("while away"));
    }

    void unacknowledgedCommandComesAgainWithItsPacketId()
    {
        GatewayFixture fixture;
        std::uint16_t packetId = 0;
        {
            Device device(fixture);
            device.connect(false);
            device.subscribe({{kCommands, 1}});
            enqueue(fixture, "again");
            packetId = device.waitForPublished(1)[0].packetId;
        }

        Device device(fixture);
        device.connect(false);
        const auto sent = device.waitForPublished(1);

        QCOMPARE(sent[0].packetId, packetId);
        QVERIFY(sent[0].duplicate);
        device.puback(packetId);
        QVERIFY(fixture.runUntil([&] { return isRight(countsOf(fixture), 0, 0, 1); }));
    }

    void cleanSessionForgetsTheOneBefore()
    {
        GatewayFixture fixture;
        {
            Device device(fixture);
            device.connect(false);
            device.subscribe({{kCommands, 1}});
        }
        {
            Device device(fixture);
            QCOMPARE(device.connect(true), 2);
        }

        Device device(fixture);

        QCOMPARE(device.connect(false), 2);
    }

    void unsubscribeReachesTheKeptSession()
    {
        GatewayFixture fixture;
        {
            Device device(fixture);
            device.connect(false);
            device.subscribe({{kCommands, 1}, {kMethods, 0}});
            enqueue(fixture, "held");
            device.waitForPublished(1);
            device.send(unsubscribePacket(kCommands));
            device.waitFor([](const Output& output) {
                return std::count(output.types.begin(), output.types.end(), 11U) == 1;
            });
            enqueue(fixture, "unseen");
            QVERIFY(isRight(countsOf(fixture), 1, 1, 0)); // what it holds it may still complete
        }
        QVERIFY(fixture.runUntil([&] { return isRight(countsOf(fixture), 2, 0, 0); }));
        Device device(fixture);
        QCOMPARE(device.connect(false), 3);
        device.subscribe({{kTwinResponses, 0}});

        QVERIFY(isRight(countsOf(fixture), 2, 0, 0));
    }

    void takenOverDeviceGetsWhatTheOldConnectionHeld()
    {
        GatewayFixture fixture;
        Device first(fixture);
        first.connect(false);
        first.subscribe({{kCommands, 1}});
        enqueue(fixture, "held");
        first.waitForPublished(1);

        Device second(fixture);
        QCOMPARE(second.connect(false), 3);
        QVERIFY(fixture.runUntil([&] { return first.isFinished(); }));
        first.drop();

        QCOMPARE(second.waitForPublished(1)[0].payload, std::string("held"));
    }

    void storeTroubleOnSubscribeClosesTheKeptSession()
    {
        GatewayFixture fixture;
        Device device(fixture);
        device.connect(false);
        fixture.faults.broken = true;

        device.send(subscribePacket({{kCommands, 1}}));

        QVERIFY(fixture.runUntil([&] { return device.isFinished(); }));
    }

    void twinIsReadReportedAndFollowed()
    {
        GatewayFixture fixture;
        Device device(fixture);
        device.connect(true);
        device.subscribe({{kTwinResponses, 0}, {kDesired, 0}});

        device.send(MqttPeer::publishPacket("$iothub/twin/GET/?$rid=4711", " ", 0, 0));
        auto sent = device.waitForPublished(1);
        QCOMPARE(sent[0].topic, std::string("$iothub/twin/res/200/?$rid=4711"));
        QCOMPARE(sent[0].payload,
                 std::string(R"({"desired":{"$version":1},"reported":{"$version":1}})"));

        device.send(MqttPeer::publishPacket("$iothub/twin/PATCH/properties/reported/?$rid=a",
                                            R"({"fw":"1.1","gone":null})", 0, 0));
        sent = device.waitForPublished(1);
        QCOMPARE(sent[0].topic, std::string("$iothub/twin/res/204/?$rid=a&$version=2"));
        QVERIFY(sent[0].payload.empty());

        TwinUpdate update;
        update.desired = R"({"interval":30})";
        QVERIFY(fixture.await(
            fixture.twins->patch({"dev1", {}}, update, EtagCondition())));
        sent = device.waitForPublished(1);
        QCOMPARE(sent[0].topic, std::string("$iothub/twin/PATCH/properties/desired/?$version=2"));
        QCOMPARE(sent[0].payload, std::string(R"({"interval":30,"$version":2})"));
    }

    void twinErrorsNameTheirStatus_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("topic");
        QStringList members;
        for (int i = 0; i < 9; ++i) {
            members << QString("\"k%1\":\"%2\"").arg(i).arg(QString(4000, 'x'));
        }
        QTest::newRow("no JSON") << "?$rid=1" << "{" << "$iothub/twin/res/400/?$rid=1";
        QTest::newRow("no object") << "?$rid=1" << "[1]" << "$iothub/twin/res/400/?$rid=1";
        QTest::newRow("bad key") << "?$rid=1" << R"({"a.b":1})" << "$iothub/twin/res/400/?$rid=1";
        QTest::newRow("other version")
            << "?$rid=1&$version=7" << R"({"a":1})" << "$iothub/twin/res/412/?$rid=1";
        QTest::newRow("too large")
            << "?$rid=1" << "{" + members.join(',') + "}" << "$iothub/twin/res/413/?$rid=1";
    }

    void twinErrorsNameTheirStatus()
    {
        QFETCH(QString, query);
        QFETCH(QString, body);
        QFETCH(QString, topic);
        GatewayFixture fixture;
        Device device(fixture);
        device.connect(true);
        device.subscribe({{kTwinResponses, 0}});

        device.send(MqttPeer::publishPacket(
            "$iothub/twin/PATCH/properties/reported/" + query.toStdString(), body.toStdString(), 0,
            0));

        const auto sent = device.waitForPublished(1);
        QCOMPARE(QString::fromStdString(sent[0].topic), topic);
        QVERIFY(sent[0].payload.find("\"errorCode\":") != std::string::npos);
    }

    void pubackOfATwinRequestComesBeforeTheReply()
    {
        GatewayFixture fixture;
        Device device(fixture);
        device.connect(true);
        device.subscribe({{kTwinResponses, 1}});

        device.send(MqttPeer::publishPacket("$iothub/twin/GET/?$rid=1", " ", 9, 2));
        const Output output =
            device.waitFor([](const Output& out) { return !out.published.empty(); });

        QCOMPARE(output.types, (std::vector<unsigned>{4, 3}));
        QCOMPARE(output.published[0].qos, 1U);
    }

    void twinReplyWithoutASubscriptionIsDropped()
    {
        GatewayFixture fixture;
        Device device(fixture);
        device.connect(true);

        device.send(MqttPeer::publishPacket("$iothub/twin/GET/?$rid=1", " ", 0, 0));
        QVERIFY(fixture.await(fixture.twins->get({"dev1", {}}))); // behind the first answer
        device.subscribe({{kTwinResponses, 0}});
        device.send(MqttPeer::publishPacket("$iothub/twin/GET/?$rid=2", " ", 0, 0));

        const auto sent = device.waitForPublished(1);
        QCOMPARE(sent.size(), std::size_t{1});
        QVERIFY(sent[0].topic.ends_with("$rid=2"));
    }

    void methodIsCalledAndAnswered()
    {
        GatewayFixture fixture;
        Device device(fixture);
        device.connect(true);
        device.subscribe({{kMethods, 0}});
        std::optional<Result<MethodAnswer>> answer;
        boost::asio::co_spawn(fixture.io, call(fixture, answer, {"reboot", R"({"delay":3})"}),
                              [](const std::exception_ptr&) {});

        const auto sent = device.waitForPublished(1);
        QVERIFY(sent[0].topic.starts_with("$iothub/methods/POST/reboot/?$rid="));
        QCOMPARE(sent[0].payload, std::string(R"({"delay":3})"));
        const std::string request = sent[0].topic.substr(sent[0].topic.find('=') + 1);
        device.send(MqttPeer::publishPacket("$iothub/methods/res/-7/?$rid=99999", "no", 0, 0));
        device.send(
            MqttPeer::publishPacket("$iothub/methods/res/200/?$rid=" + request, "\"ok\"", 0, 0));

        QVERIFY(fixture.runUntil([&] { return answer.has_value(); }));
        QCOMPARE(answer->value().status, std::int64_t{200});
        QCOMPARE(answer->value().payload, std::string("\"ok\""));
    }

    void methodEndsWithTheConnection()
    {
        GatewayFixture fixture;
        Device device(fixture);
        device.connect(true);
        device.subscribe({{kMethods, 0}});
        std::optional<Result<MethodAnswer>> answer;
        boost::asio::co_spawn(fixture.io, call(fixture, answer, {"reboot", {}}),
                              [](const std::exception_ptr&) {});
        device.waitForPublished(1);

        device.drop();

        QVERIFY(fixture.runUntil([&] { return answer.has_value(); }));
        QVERIFY(answer->error().code == Errc::DeviceGone);
    }

    void methodWaitsForTheDeviceToConnect()
    {
        GatewayFixture fixture;
        std::optional<Result<MethodAnswer>> answer;
        MethodCall wanted{"reboot", {}};
        wanted.connectTime = std::chrono::seconds(20);
        boost::asio::co_spawn(fixture.io, call(fixture, answer, wanted),
                              [](const std::exception_ptr&) {});
        Device device(fixture);
        device.connect(true);

        device.subscribe({{kMethods, 0}});

        QCOMPARE(device.waitForPublished(1).size(), std::size_t{1});
        QVERIFY(!answer);
        device.drop();
        QVERIFY(fixture.runUntil([&] { return answer.has_value(); }));
    }

    void methodOfADeviceThatIsAwayFailsAtOnce()
    {
        GatewayFixture fixture;
        const auto answer =
            fixture.await(fixture.methods->invoke({"dev1", {}}, {"reboot", {}}));
        QVERIFY(answer.error().code == Errc::DeviceNotOnline);
        const auto unknown =
            fixture.await(fixture.methods->invoke({"nobody", {}}, {"reboot", {}}));
        QVERIFY(unknown.error().code == Errc::DeviceNotFound);
    }

private:
    static boost::asio::awaitable<void> call(GatewayFixture& fixture,
                                             std::optional<Result<MethodAnswer>>& answer,
                                             MethodCall wanted)
    {
        const IdentityId id{"dev1", {}};
        auto outcome = co_await fixture.methods->invoke(id, std::move(wanted));
        answer.emplace(std::move(outcome));
    }
};

QTEST_GUILESS_MAIN(MqttDownlinkTest)
#include "tst_mqtt_downlink.moc"
