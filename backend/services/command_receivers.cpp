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

template <class Condition>
void CommandReceivers::removeWhere(DeviceKey device, Condition condition)
{
    const auto entry = receivers_.find(device);
    if (entry == receivers_.end()) {
        return;
    }
    std::erase_if(entry->second, condition);
    if (entry->second.empty()) {
        receivers_.erase(entry);
    }
}

void CommandReceivers::remove(DeviceKey device, SessionNumber session)
{
    removeWhere(device, isSession(session));
}

void CommandReceivers::removeGone(DeviceKey device)
{
    removeWhere(device, [this](const Receiver& each) { return isGone(each.session); });
}

const CommandReceivers::Receiver* CommandReceivers::active(DeviceKey device) const
{
    const auto entry = receivers_.find(device);
    if (entry == receivers_.end()) {
        return nullptr;
    }
    const auto& receivers = entry->second;
    const auto found = std::find_if(receivers.rbegin(), receivers.rend(), [this](const Receiver& each) {
        return !each.link.expired() && wantsCommands(each.session);
    });
    return found == receivers.rend() ? nullptr : &*found;
}

CommandActor CommandReceivers::actor(DeviceKey device, SessionNumber session) const
{
    if (const auto entry = receivers_.find(device); entry != receivers_.end()) {
        const auto& receivers = entry->second;
        const auto found = std::find_if(receivers.begin(), receivers.end(), isSession(session));
        if (found != receivers.end()) {
            return found->via;
        }
    }
    return {"mqtt", {}};
}

void CommandReceivers::attach(SessionNumber session)
{
    wants_.with([session](auto& wants) { wants[session] = true; });
}

void CommandReceivers::pause(SessionNumber session)
{
    wants_.with([session](auto& wants) {
        if (const auto entry = wants.find(session); entry != wants.end()) {
            entry->second = false;
        }
    });
}

void CommandReceivers::detach(SessionNumber session)
{
    wants_.with([session](auto& wants) { wants.erase(session); });
}

bool CommandReceivers::wantsCommands(SessionNumber session) const
{
    return wants_.with([session](const auto& wants) {
        const auto entry = wants.find(session);
        return entry != wants.end() && entry->second;
    });
}

bool CommandReceivers::isGone(SessionNumber session) const
{
    return wants_.with([session](const auto& wants) { return !wants.contains(session); });
}

} // namespace hub
