// A device connection's protocol as the net layer sees it: bytes, time, and when to close.
#pragma once

#include "base/bytes.h"
#include "base/clock.h"

#include <optional>

namespace hub {

/// One thread: the connection's.
class DeviceProtocol
{
public:
    virtual ~DeviceProtocol() = default;

    virtual void receive(ByteView in, MonoTime now) = 0;
    virtual bool wantsInput() const = 0; ///< false: stop reading for now

    virtual ByteView output() const = 0;
    virtual void consumed(std::size_t count) = 0;

    virtual std::optional<MonoTime> deadline() const = 0;
    virtual void onTime(MonoTime now) = 0;

    virtual bool isSignedIn() const = 0;
    virtual bool finished() const = 0; ///< close once the output has left

    /// The connection is gone, or about to be closed from this side. Called once, last.
    virtual void closed() = 0;
};

} // namespace hub
