// The clients of all sample devices, on a thread of their own.
#pragma once

#include "app/console/samples/mqtt_device.h"

#include <QObject>

#include <memory>
#include <vector>

namespace deck {

/// Lives on the samples' thread; others post calls to it. A turn is what lies between start() and
/// stop(): its number comes back with the signals, since they are late on the GUI thread.
class MqttFleet final : public QObject
{
    Q_OBJECT

public:
    void start(quint64 turn, const std::vector<MqttDeviceOptions>& devices);
    void stop(quint64 turn); ///< says goodbye to the hub; a second or so, that is Paho's way

Q_SIGNALS:
    void connectedChanged(quint64 turn, int connected);
    void stopped(quint64 turn);

private:
    void announce();

    std::vector<std::unique_ptr<MqttDevice>> devices_;
    quint64 turn_ = 0;
};

} // namespace deck
