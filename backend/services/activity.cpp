#include "services/activity.h"

#include <utility>

namespace hub {

void Activity::heard(Mark& mark, DeviceKey key, WallTime now)
{
    noteOf(mark, key).activity.lastHeard = now;
}

void Activity::connected(Mark& mark, DeviceKey key, WallTime now)
{
    DeviceActivity& activity = noteOf(mark, key).activity;
    activity.lastHeard = now;
    activity.connectionChanged = now;
}

void Activity::disconnected(Mark& mark, DeviceKey key, WallTime now, CloseReason reason)
{
    connected(mark, key, now);
    noteOf(mark, key).activity.disconnectReason = nameOf(reason);
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
