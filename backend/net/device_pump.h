// The rules of one device connection, whatever carries its bytes: when to read, when to write, when
// to close. Knows no protocol.
#pragma once

#include "net/device_thread.h"

namespace hub::net {

/// One thread; its DeviceThread owns it until it is closed, pending operations until they end.
class DevicePump : public ConnectionPort,
                   public Timed,
                   public std::enable_shared_from_this<DevicePump>
{
public:
    /// Closes at once, without waiting for output to leave.
    void abort();

    // ConnectionPort
    boost::asio::any_io_executor executor() const final;
    void wake() final { pump(); }

    // Timed
    std::optional<MonoTime> onDeadline(MonoTime now) final;

protected:
    DevicePump(DeviceThread& thread, MonoTime signInBy);

    void enter(); ///< into the thread's lists; once, right after it was made

    // For what carries the bytes to call.

    void secured(const ConnectionInfo& info); ///< makes the protocol; once
    void received(ByteView plain);            ///< call pump() afterwards
    void pump();
    void hangUp(); ///< ends in good order, whatever the protocol thinks

    bool isClosed() const { return phase_ == Phase::Closed; }
    DeviceThread& thread() const { return thread_; }

    // For what carries the bytes to do.

    /// Takes a piece of the output, and gives how many bytes: none while it is blocked.
    virtual std::size_t write(ByteView plain) = 0;
    virtual bool flush() = 0; ///< false: broken
    virtual bool isBlocked() const = 0;
    virtual void awaitInput() = 0;  ///< also when it is awaited already
    virtual void awaitOutput() = 0; ///< until it is blocked no more; then pump()
    virtual void sayGoodbye() = 0;  ///< ends this side; input is still awaited, and forgotten
    virtual void close() = 0;
    virtual void signedIn() {} ///< the device is in

private:
    /// Finishing: the protocol is done, its last output is on its way out.
    enum class Phase { Open, Finishing, Lingering, Closed };

    void writeOutput();
    void arm();
    void armDeadline();
    std::optional<MonoTime> deadline() const;
    void leaveUnauthenticated();
    void finish();
    void linger();
    void dropProtocol();

    DeviceThread& thread_;
    std::shared_ptr<DeviceProtocol> protocol_; ///< once the connection is secured
    DeviceThread::Connections::iterator place_;
    DeviceThread::Connections::iterator unauthenticatedPlace_;
    MonoTime phaseDeadline_; ///< for signing in, later for finishing and for lingering
    std::optional<MonoTime> armedDeadline_;
    Phase phase_ = Phase::Open;
    bool isUnauthenticated_ = true;
    bool pumping_ = false;
    bool pumpAgain_ = false;
};

/// Of the peer, as the operator sees it: "127.0.0.1:51234".
std::string addressOf(const boost::asio::ip::tcp::socket& socket);

} // namespace hub::net
