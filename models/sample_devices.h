// Five devices that behave like real ones, to look at a hub with something on it. They are real MQTT
// clients; app/console/samples implements this, pages only ask.
#pragma once

#include "models/client/hub_reply.h"

#include <QObject>

namespace deck {

class HubSession;

/// GUI thread; never blocks.
class SampleDevices : public QObject
{
    Q_OBJECT

public:
    static constexpr int kCount = 5;

    enum class State {
        None,
        Adding,   ///< identities are being made, clients connect
        Running,  ///< all connected and sending
        Removing, ///< clients leave, identities and history are deleted
    };
    Q_ENUM(State)

    using QObject::QObject;

    /// Makes the devices on that hub, tagged `sample`, connects them and lets them send. Devices that
    /// are there from an earlier run are used again. The session must outlive them.
    virtual void add(HubSession& session) = 0;

    /// Stops the clients and deletes every device of the hub that carries the tag, with its history.
    virtual void remove(HubSession& session) = 0;

    /// Stops the clients at once; the devices stay in the registry. Before a hub goes away.
    virtual void disconnectAll() = 0;

    virtual State state() const = 0;
    virtual int connected() const = 0; ///< clients that the hub has let in

Q_SIGNALS:
    void changed();
    void failed(const deck::HubError& error); ///< what could not be done; the state is None again
};

} // namespace deck
