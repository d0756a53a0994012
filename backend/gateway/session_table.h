// The signed-in connections of one I/O thread by slot, for acknowledgements that come back from the
// writer. A slot's generation rises with each user, so that a late ack reaches nobody else.
#pragma once

#include <cstdint>
#include <vector>

namespace hub {

class MqttGateway;

/// One thread.
class SessionTable final
{
public:
    struct Place
    {
        std::uint32_t slot = 0;
        std::uint32_t generation = 0;
    };

    Place add(MqttGateway& gateway);
    void remove(Place place);
    MqttGateway* find(Place place) const; ///< nullptr: gone

private:
    struct Slot
    {
        MqttGateway* gateway = nullptr;
        std::uint32_t generation = 0;
    };
    std::vector<Slot> slots_; ///< as many as there were sessions at the same time
    std::vector<std::uint32_t> free_;
};

} // namespace hub
