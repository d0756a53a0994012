#include "app/console/samples/mqtt_fleet.h"

#include <algorithm>

namespace deck {

void MqttFleet::start(quint64 turn, const std::vector<MqttDeviceOptions>& devices)
{
    devices_.clear();
    turn_ = turn;
    for (const MqttDeviceOptions& options : devices) {
        devices_.push_back(std::make_unique<MqttDevice>(options));
        connect(devices_.back().get(), &MqttDevice::connectedChanged, this, &MqttFleet::announce);
        devices_.back()->start();
    }
}

void MqttFleet::stop(quint64 turn)
{
    devices_.clear();
    Q_EMIT stopped(turn);
}

void MqttFleet::announce()
{
    const auto connected = std::count_if(devices_.begin(), devices_.end(),
                                         [](const auto& device) { return device->isConnected(); });
    Q_EMIT connectedChanged(turn_, int(connected));
}

} // namespace deck
