// What the connections of devices settled or ended and the store could not take: it must not be
// lost when the disk is full or too much waits to be written.
#pragma once

#include "services/commands.h"

#include "base/guarded.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace hub {

/// Of one device. Has as many entries as the device has commands, however long the store fails.
struct CommandDebt
{
    enum class Move { Complete, GiveBack };
    struct Settled
    {
        SessionNumber session = 0;
        std::uint64_t sequence = 0; ///< see Commands::Handed
        Move move = Move::Complete;
    };

    DeviceKey device = 0;
    std::map<CommandId, Settled> settled; ///< to be done before
    bool sessionsEnded = false;           ///< what sessions held that are gone comes back
};

/// Callable from any thread.
class CommandDebts final
{
public:
    void add(const CommandDebt& debt);

    // Taken on the writer alone, so that no other job finds them missing.

    void takeInto(CommandDebt& debt); ///< those of the same device
    std::vector<CommandDebt> takeSome(std::size_t limit);

    bool isEmpty() const;

private:
    Guarded<std::map<DeviceKey, CommandDebt>> debts_;
};

} // namespace hub
