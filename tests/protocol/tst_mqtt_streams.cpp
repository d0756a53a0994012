// The law of every protocol machine: any split of a stream gives the same events.
#include "protocol/mqtt/machine.h"
#include "tests/support/golden_mqtt.h"
#include "tests/support/printing.h"

#include <QTest>

#include <memory>
#include <random>

namespace hub::test {

using namespace std::string_literals;

class MqttStreamsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goldenConversationIsUnderstood_data();
    void goldenConversationIsUnderstood();
    void everySplitInTwoGivesTheSameEvents_data();
    void everySplitInTwoGivesTheSameEvents();
    void byteByByteGivesTheSameEvents_data();
    void byteByByteGivesTheSameEvents();
    void packetByPacketGivesTheSameEvents_data();
    void packetByPacketGivesTheSameEvents();
    void damagedStreamGivesTheSameEventsInEverySplit();
    void noiseBehindConnectGivesTheSameEventsInEverySplit();
};

namespace {

/// What a machine made of a stream.
struct Outcome
{
    std::vector<std::string> events;
    Bytes output;
    bool finished = false;

    bool operator==(const Outcome&) const = default;
};

void take(mqtt::Machine& machine, Outcome& outcome)
{
    while (const auto event = machine.nextEvent()) {
        outcome.events.push_back(shown(*event));
        if (std::holds_alternative<mqtt::Connect>(*event)) {
            machine.connack(mqtt::ConnectCode::Accepted, false);
        }
    }
}

/// Each piece stands in a buffer of its own and is spoilt once its events were taken.
Outcome outcomeOf(const std::vector<ByteView>& pieces)
{
    mqtt::Machine machine;
    Outcome outcome;
    for (const ByteView piece : pieces) {
        Bytes buffer(piece);
        machine.receive(buffer);
        take(machine, outcome);
        buffer.assign(buffer.size(), '\xee');
        outcome.output += machine.output();
        machine.consumed(machine.output().size());
    }
    outcome.finished = machine.finished();
    return outcome;
}

/// Cut behind each of so many bytes, the rest in one piece.
std::vector<ByteView> cutAt(ByteView stream, const std::vector<std::size_t>& lengths)
{
    std::vector<ByteView> pieces;
    for (const std::size_t length : lengths) {
        pieces.push_back(stream.substr(0, length));
        stream.remove_prefix(std::min(length, stream.size()));
    }
    pieces.push_back(stream);
    return pieces;
}

std::vector<ByteView> singleBytes(ByteView stream)
{
    std::vector<ByteView> pieces;
    for (std::size_t i = 0; i < stream.size(); ++i) {
        pieces.push_back(stream.substr(i, 1));
    }
    return pieces;
}

void addConversations()
{
    QTest::addColumn<int>("index");

    int index = 0;
    for (const Conversation& conversation : goldenConversations()) {
        QTest::newRow(conversation.client) << index++;
    }
}

const Conversation& conversationAt(int index)
{
    return goldenConversations()[static_cast<std::size_t>(index)];
}

/// Random numbers that are the same in every run and with every library.
class Dice final
{
public:
    explicit Dice(std::uint32_t seed) : engine_(seed) {}
    std::size_t below(std::size_t limit) { return engine_() % limit; }
    char byte() { return static_cast<char>(below(256)); }

private:
    std::mt19937 engine_;
};

void mutate(Bytes& stream, Dice& dice)
{
    if (stream.empty()) {
        return;
    }
    const std::size_t at = dice.below(stream.size());
    switch (dice.below(6)) {
    case 0:
        stream[at] = dice.byte();
        break;
    case 1:
        stream[at] = static_cast<char>(byteAt(stream, at) ^ (1U << dice.below(8)));
        break;
    case 2:
        stream.insert(at, 1, dice.byte());
        break;
    case 3:
        stream.erase(at, 1 + dice.below(8));
        break;
    case 4:
        stream.insert(at, stream.substr(dice.below(stream.size()), dice.below(40)));
        break;
    default:
        stream.resize(at + 1);
        break;
    }
}

std::vector<std::size_t> randomLengths(Dice& dice)
{
    std::vector<std::size_t> lengths(dice.below(12));
    for (std::size_t& length : lengths) {
        length = dice.below(dice.below(3) == 0 ? 300 : 6);
    }
    return lengths;
}

} // namespace

void MqttStreamsTest::goldenConversationIsUnderstood_data()
{
    addConversations();
}

void MqttStreamsTest::goldenConversationIsUnderstood()
{
    QFETCH(const int, index);
    const Conversation& conversation = conversationAt(index);
    const Bytes stream = conversation.stream();

    const Outcome outcome = outcomeOf({stream});

    for (std::size_t i = 0; i < std::min(outcome.events.size(), conversation.events.size()); ++i) {
        QCOMPARE(outcome.events[i], conversation.events[i]);
    }
    QCOMPARE(outcome.events.size(), conversation.events.size());
    QVERIFY(toHex(outcome.output).starts_with("20020000"));
    QCOMPARE(outcome.finished, conversation.events.back() == "DISCONNECT");
}

void MqttStreamsTest::everySplitInTwoGivesTheSameEvents_data()
{
    addConversations();
}

void MqttStreamsTest::everySplitInTwoGivesTheSameEvents()
{
    QFETCH(const int, index);
    const Bytes stream = conversationAt(index).stream();
    const Outcome whole = outcomeOf({stream});

    for (std::size_t length = 0; length <= stream.size(); ++length) {
        const Outcome split = outcomeOf(cutAt(stream, {length}));

        QVERIFY2(split == whole, std::to_string(length).c_str());
    }
}

void MqttStreamsTest::byteByByteGivesTheSameEvents_data()
{
    addConversations();
}

void MqttStreamsTest::byteByByteGivesTheSameEvents()
{
    QFETCH(const int, index);
    const Bytes stream = conversationAt(index).stream();

    QVERIFY(outcomeOf(singleBytes(stream)) == outcomeOf({stream}));
}

void MqttStreamsTest::packetByPacketGivesTheSameEvents_data()
{
    addConversations();
}

void MqttStreamsTest::packetByPacketGivesTheSameEvents()
{
    QFETCH(const int, index);
    const Conversation& conversation = conversationAt(index);
    const Bytes stream = conversation.stream();

    const std::vector<ByteView> packets(conversation.packets.begin(), conversation.packets.end());

    QVERIFY(outcomeOf(packets) == outcomeOf({stream}));
}

void MqttStreamsTest::damagedStreamGivesTheSameEventsInEverySplit()
{
    constexpr int kRounds = 2'500;
    Dice dice(20'250'102);

    for (int round = 0; round < kRounds; ++round) {
        Bytes stream = conversationAt(round % 3).stream();
        for (std::size_t i = 0, count = 1 + dice.below(4); i < count; ++i) {
            mutate(stream, dice);
        }
        const std::vector<std::size_t> lengths = randomLengths(dice);

        const Outcome whole = outcomeOf({stream});
        const Outcome split = outcomeOf(cutAt(stream, lengths));

        QVERIFY2(split == whole, std::to_string(round).c_str());
        if (round % 20 == 0) {
            QVERIFY2(outcomeOf(singleBytes(stream)) == whole, std::to_string(round).c_str());
        }
    }
}

void MqttStreamsTest::noiseBehindConnectGivesTheSameEventsInEverySplit()
{
    constexpr int kRounds = 1'000;
    Dice dice(17);

    for (int round = 0; round < kRounds; ++round) {
        Bytes stream = connectPacket();
        for (std::size_t packets = 1 + dice.below(6); packets > 0; --packets) {
            Bytes body(dice.below(20), '\0');
            for (char& c : body) {
                c = dice.below(2) == 0 ? static_cast<char>(dice.below(4)) : dice.byte();
            }
            stream += mqttPacket(static_cast<unsigned>(dice.below(256)), body);
        }

        const Outcome whole = outcomeOf({stream});

        QVERIFY2(outcomeOf(cutAt(stream, randomLengths(dice))) == whole,
                 std::to_string(round).c_str());
        QVERIFY2(outcomeOf(singleBytes(stream)) == whole, std::to_string(round).c_str());
    }
}

std::unique_ptr<QObject> mqttStreamsTest()
{
    return std::make_unique<MqttStreamsTest>();
}

} // namespace hub::test

#include "tst_mqtt_streams.moc"
