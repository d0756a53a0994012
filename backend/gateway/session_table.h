// Who waits for acknowledgements on one I/O thread, by slot: signed-in connections, and requests over
// HTTPS. A slot's generation rises with each user, so that a late ack reaches nobody else.
#pragma once

#include <cstdint>
#include <vector>

namespace hub {

class AckReceiver;

/// One thread.
class SessionTable final
{
public:
    struct Place
    {
        std::uint32_t slot = 0;
        std::uint32_t generation = 0;
        bool operator==(const Place&) const = default;
    };

    Place add(AckReceiver& receiver);
    void remove(Place place);
    AckReceiver* find(Place place) const; ///< nullptr: gone

private:
    struct Slot
    {
        AckReceiver* receiver = nullptr;
        std::uint32_t generation = 0;
    };
    std::vector<Slot> slots_; ///< as many as there were at the same time
    std::vector<std::uint32_t> free_;
};

} // namespace hub
