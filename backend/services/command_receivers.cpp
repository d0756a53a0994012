#include "services/command_receivers.h"

#include <algorithm>

namespace hub {
namespace {

auto isSession(SessionNumber session)
{
    return [session](const CommandReceivers::Receiver& each) { return each.session == session; };
}

} // namespace

void CommandReceivers::add(Receiver receiver)
{
    auto& receivers = receivers_[receiver.device];
    const auto known =
        std::find_if(receivers.begin(), receivers.end(), isSession(receiver.session));
    if (known != receivers.end()) {
        *known = std::move(receiver);
    } else {
        receivers.push_back(std::move(receiver));
    }
}

void CommandReceivers::remove(DeviceKey device, SessionNumber session)
{
    const auto entry = receivers_.find(device);
    if (entry == receivers_.end()) {
        return;
    }
    std::erase_if(entry->second, isSession(session));
    if (entry->second.empty()) {
        receivers_.erase(entry);
    }
}

const CommandReceivers::Receiver* CommandReceivers::find(DeviceKey device,
                                                         SessionNumber session) const
{
    const auto entry = receivers_.find(device);
    if (entry == receivers_.end()) {
        return nullptr;
    }
    const auto& receivers = entry->second;
    const auto found = std::find_if(receivers.begin(), receivers.end(), isSession(session));
    return found == receivers.end() ? nullptr : &*found;
}

const CommandReceivers::Receiver* CommandReceivers::active(DeviceKey device) const
{
    const auto entry = receivers_.find(device);
    if (entry == receivers_.end()) {
        return nullptr;
    }
    const auto& receivers = entry->second;
    const auto found = std::find_if(receivers.rbegin(), receivers.rend(), [this](const Receiver& each) {
        return !each.link.expired() && !isLeaving(each.session);
    });
    return found == receivers.rend() ? nullptr : &*found;
}

void CommandReceivers::leaving(SessionNumber session)
{
    leaving_.with([session](auto& sessions) { ++sessions[session]; });
}

void CommandReceivers::left(SessionNumber session)
{
    leaving_.with([session](auto& sessions) {
        const auto entry = sessions.find(session);
        if (entry != sessions.end() && --entry->second == 0) {
            sessions.erase(entry);
        }
    });
}

bool CommandReceivers::isLeaving(SessionNumber session) const
{
    return leaving_.with([session](const auto& sessions) { return sessions.contains(session); });
}

} // namespace hub
