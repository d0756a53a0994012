#include "services/activity.h"

#include <utility>

namespace hub {

void Activity::heard(Mark& mark, DeviceKey key, WallTime now)
{
    noteOf(mark, key).activity.lastHeard = now;
}

void Activity::connectionChanged(Mark& mark, DeviceKey key, WallTime now)
{
    DeviceActivity& activity = noteOf(mark, key).activity;
    activity.lastHeard = now;
    activity.connectionChanged = now;
}

std::vector<ActivityNote> Activity::take()
{
    ++round_;
    return std::exchange(notes_, {});
}

ActivityNote& Activity::noteOf(Mark& mark, DeviceKey key)
{
    if (mark.round != round_) {
        mark = {round_, static_cast<std::uint32_t>(notes_.size())};
        notes_.push_back({key, {}});
    }
    return notes_[mark.index];
}

} // namespace hub
