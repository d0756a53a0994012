// The law of the protocol machine: any split of a stream at any time gives the same events and the
// same answers as the stream in one piece; a peer that is silent too long is closed, and then only.
//
//   input := how:u8 count:u8 step*count stream      step: the length of a piece, and time before it
#include "protocol/mqtt/machine.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/support/mqtt_packets.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

namespace hub::fuzz {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMostEvents = 4'096; // more than the longest input has packets

/// What the gateway would do.
struct Answers
{
    bool refuse = false;
    bool late = false; ///< the CONNACK only when the machine has nothing more to say
    bool sessionPresent = false;
};

struct Piece
{
    ByteView bytes;
    std::chrono::milliseconds before{0};
};

struct Outcome
{
    std::vector<std::string> events;
    Bytes output;
    bool finished = false;

    bool operator==(const Outcome&) const = default;
};

class Run final
{
public:
    explicit Run(const Answers& answers) : answers_(answers) { machine_.onTime(now_); }

    /// Each piece stands in memory of its own and is spoilt once its events were taken.
    void feed(const Piece& piece)
    {
        now_ += piece.before;
        machine_.onTime(now_);
        Bytes buffer(piece.bytes);
        machine_.receive(buffer);
        takeEvents();
        std::fill(buffer.begin(), buffer.end(), '\xee');
        takeOutput();
    }

    void checkDeadline() const
    {
        if (const auto at = machine_.deadline()) {
            HUB_ASSERT(!machine_.finished());
            HUB_ASSERT(*at > now_ && *at <= now_ + 1'767s); // device API, timers
        }
    }

    Outcome outcome() const { return {events_, output_, machine_.finished()}; }
    bool isClosed() const { return machine_.finished(); }

private:
    void takeEvents()
    {
        do {
            connackIsDue_ = false;
            while (const auto event = machine_.nextEvent()) {
                HUB_ASSERT(events_.size() < kMostEvents);
                HUB_ASSERT(machine_.finished() == endsIt(*event));
                events_.push_back(test::shown(*event));
                answer(*event);
            }
            if (connackIsDue_) {
                HUB_ASSERT(!machine_.wantsInput());
                connack();
            }
        } while (connackIsDue_);
    }

    static bool endsIt(const mqtt::Event& event)
    {
        return std::holds_alternative<mqtt::Malformed>(event) ||
               std::holds_alternative<mqtt::Disconnect>(event) ||
               std::holds_alternative<mqtt::UnsupportedLevel>(event) ||
               std::holds_alternative<mqtt::KeepAliveExpired>(event);
    }

    void answer(const mqtt::Event& event)
    {
        if (std::holds_alternative<mqtt::Connect>(event)) {
            connackIsDue_ = answers_.late;
            if (!answers_.late) {
                connack();
            }
        } else if (const auto* publish = std::get_if<mqtt::Publish>(&event)) {
            if (publish->qos > 0) {
                HUB_ASSERT(publish->qos == 1 && publish->packetId != 0);
                machine_.puback(publish->packetId);
            }
        } else if (const auto* subscribe = std::get_if<mqtt::Subscribe>(&event)) {
            Bytes codes;
            for (auto filters = subscribe->filters(); const auto filter = filters.next();) {
                appendByte(codes, std::min<unsigned>(filter->qos, 1));
            }
            machine_.suback(subscribe->packetId, codes);
        } else if (const auto* unsubscribe = std::get_if<mqtt::Unsubscribe>(&event)) {
            machine_.unsuback(unsubscribe->packetId);
        }
    }

    void connack()
    {
        machine_.connack(answers_.refuse ? mqtt::ConnectCode::NotAuthorized
                                         : mqtt::ConnectCode::Accepted,
                         answers_.sessionPresent);
        HUB_ASSERT(machine_.finished() == answers_.refuse);
    }

    /// In two bites, as a socket might take it.
    void takeOutput()
    {
        const ByteView all = machine_.output();
        output_ += all;
        const std::size_t size = all.size();
        machine_.consumed(size / 2);
        HUB_ASSERT(machine_.output().size() == size - size / 2);
        machine_.consumed(size - size / 2);
        HUB_ASSERT(machine_.output().empty());
    }

    const Answers answers_;
    mqtt::Machine machine_;
    MonoTime now_{1h};
    std::vector<std::string> events_;
    Bytes output_;
    bool connackIsDue_ = false;
};

Run runOf(const std::vector<Piece>& pieces, const Answers& answers)
{
    Run run(answers);
    for (const Piece& piece : pieces) {
        run.feed(piece);
        run.checkDeadline();
    }
    return run;
}

std::vector<Piece> cut(ByteView stream, ByteView steps)
{
    std::vector<Piece> pieces;
    for (std::size_t i = 0; i < steps.size() && !stream.empty(); ++i) {
        const std::size_t length = std::min<std::size_t>(byteAt(steps, i) & 0x3fU, stream.size());
        pieces.push_back({stream.substr(0, length), std::chrono::milliseconds(0)});
        stream.remove_prefix(length);
    }
    pieces.push_back({stream, std::chrono::milliseconds(0)});
    return pieces;
}

bool isStartOf(const std::vector<std::string>& part, const std::vector<std::string>& all)
{
    return part.size() <= all.size() && std::equal(part.begin(), part.end(), all.begin());
}

/// With long silences: the same events, up to where the keep-alive ran out.
void checkSilences(std::vector<Piece> pieces, ByteView steps, const Answers& answers,
                   const Outcome& whole)
{
    for (std::size_t i = 0; i < steps.size() && i < pieces.size(); ++i) {
        const unsigned silence = byteAt(steps, i) >> 6U;
        pieces[i].before = std::chrono::milliseconds(silence * silence * silence * 100'000L);
    }
    Outcome outcome = runOf(pieces, answers).outcome();
    if (!outcome.events.empty() && outcome.events.back() == "keep-alive expired") {
        HUB_ASSERT(outcome.finished);
        outcome.events.pop_back();
        HUB_ASSERT(isStartOf(outcome.events, whole.events));
    } else {
        HUB_ASSERT(outcome == whole);
    }
}

} // namespace

void run(ByteView input)
{
    if (input.size() < 2) {
        return;
    }
    const unsigned how = byteAt(input, 0);
    const Answers answers{(how & 1U) != 0, (how & 2U) != 0, (how & 4U) != 0};
    const ByteView steps = input.substr(2, byteAt(input, 1));
    const ByteView stream = input.substr(2 + steps.size());

    const Outcome whole = runOf({{stream, std::chrono::milliseconds(0)}}, answers).outcome();

    std::vector<Piece> pieces = cut(stream, steps);
    for (Piece& piece : pieces) {
        piece.before = std::chrono::milliseconds(5); // 1.3 s in all: within the shortest keep-alive
    }
    HUB_ASSERT(runOf(pieces, answers).outcome() == whole);
    checkSilences(pieces, steps, answers, whole);
}

} // namespace hub::fuzz
