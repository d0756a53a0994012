#include "services/device_polls.h"

#include <algorithm>

namespace hub {

void DevicePolls::note(DeviceKey device, WallTime now)
{
    polls_.with([&](auto& polls) { polls[device] = now; });
}

std::optional<WallTime> DevicePolls::latest(DeviceKey device, std::optional<WallTime> stored) const
{
    return polls_.with([&](const auto& polls) {
        const auto noted = polls.find(device);
        return noted == polls.end() ? stored : std::max(stored, std::optional(noted->second));
    });
}

std::vector<PollNote> DevicePolls::some(std::size_t limit) const
{
    return polls_.with([limit](const auto& polls) {
        std::vector<PollNote> notes;
        for (const auto& [device, time] : polls) {
            if (notes.size() == limit) {
                break;
            }
            notes.push_back({device, time});
        }
        return notes;
    });
}

void DevicePolls::written(const std::vector<PollNote>& notes)
{
    polls_.with([&notes](auto& polls) {
        for (const PollNote& note : notes) {
            const auto noted = polls.find(note.device);
            if (noted != polls.end() && noted->second == note.time) {
                polls.erase(noted);
            }
        }
    });
}

} // namespace hub
