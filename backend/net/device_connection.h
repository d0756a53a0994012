// The pump of one device connection: socket, protocol and time, and the rules of when to read, when
// to write and when to close. Knows no protocol.
#pragma once

#include "net/device_thread.h"

namespace hub::net {

/// One thread; its DeviceThread owns it until it is closed, pending operations until they end.
class DeviceConnection final : public ConnectionPort,
                               public Timed,
                               public std::enable_shared_from_this<DeviceConnection>
{
public:
    static void start(DeviceThread& thread, boost::asio::ip::tcp::socket socket);

    /// Use start().
    DeviceConnection(DeviceThread& thread, boost::asio::ip::tcp::socket socket);

    /// Closes at once, without waiting for output to leave.
    void abort();

    // ConnectionPort
    boost::asio::any_io_executor executor() const override;
    void wake() override { pump(); }

    // Timed
    std::optional<MonoTime> onDeadline(MonoTime now) override;

private:
    /// Finishing: the protocol is done, its last output is on its way out.
    enum class Phase { Open, Finishing, Lingering, Closed };

    void enterLists();
    void readable();
    void received(ByteView plain);
    void pump();
    void writeOutput();
    void arm();
    void armRead();
    void armWrite();
    void armDeadline();
    std::optional<MonoTime> deadline() const;
    void leaveUnauthenticated();
    void finish();
    void linger();
    void dropProtocol();

    DeviceThread& thread_;
    Transport transport_;
    std::string address_;
    std::shared_ptr<DeviceProtocol> protocol_; ///< once the connection is secured
    DeviceThread::Connections::iterator place_;
    DeviceThread::Connections::iterator unauthenticatedPlace_;
    MonoTime phaseDeadline_; ///< for signing in, later for finishing and for lingering
    std::optional<MonoTime> armedDeadline_;
    Phase phase_ = Phase::Open;
    bool isUnauthenticated_ = true;
    bool readArmed_ = false;
    bool writeArmed_ = false;
    bool pumping_ = false;
    bool pumpAgain_ = false;
};

} // namespace hub::net
