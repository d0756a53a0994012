#include "gateway/session_table.h"

#include "base/assert.h"

namespace hub {

SessionTable::Place SessionTable::add(AckReceiver& receiver)
{
    if (free_.empty()) {
        free_.push_back(static_cast<std::uint32_t>(slots_.size()));
        slots_.emplace_back();
    }
    const std::uint32_t slot = free_.back();
    free_.pop_back();
    slots_[slot].receiver = &receiver;
    return {slot, slots_[slot].generation};
}

void SessionTable::remove(Place place)
{
    HUB_ASSERT(find(place) != nullptr);
    slots_[place.slot].receiver = nullptr;
    ++slots_[place.slot].generation;
    free_.push_back(place.slot);
}

AckReceiver* SessionTable::find(Place place) const
{
    const Slot& slot = slots_.at(place.slot);
    return slot.generation == place.generation ? slot.receiver : nullptr;
}

} // namespace hub
