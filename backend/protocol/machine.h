// The contract of every wire protocol: bytes in, events out, bytes out, and time is told, never
// asked. A machine knows no socket, no clock and no thread, so it is tested and fuzzed as a value.
#pragma once

#include "base/bytes.h"
#include "base/clock.h"

#include <concepts>
#include <cstddef>
#include <optional>

namespace hub {

template <class M>
concept Machine = requires(M machine, const M constMachine, ByteView in, std::size_t count,
                           MonoTime now) {
    /// Bytes from the peer, split anywhere: the same events come out of any split. Views in an event
    /// borrow from `in` or from the machine and hold until the next call of either function.
    machine.receive(in);
    machine.nextEvent(); // optional<Event>; call until nothing comes, then `in` may go

    /// False while an answer to an event is awaited: read no more until it was given.
    { constMachine.wantsInput() } -> std::same_as<bool>;

    /// Bytes that want to leave, and how many of them did.
    { constMachine.output() } -> std::same_as<ByteView>;
    machine.consumed(count);

    /// When onTime() wants to be called again, if ever. Call it also before receive().
    { constMachine.deadline() } -> std::same_as<std::optional<MonoTime>>;
    machine.onTime(now);

    /// Nothing more will come: close once the output has left.
    { constMachine.finished() } -> std::same_as<bool>;
};

} // namespace hub
