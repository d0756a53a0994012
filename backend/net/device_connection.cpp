#include "net/device_connection.h"

#include "domain/limits.h"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace hub::net {
namespace {

using boost::asio::ip::tcp;

constexpr std::chrono::seconds kLingerTime{2};

MonoTime now()
{
    return std::chrono::steady_clock::now();
}

std::string addressOf(const tcp::socket& socket)
{
    boost::system::error_code error;
    const tcp::endpoint peer = socket.remote_endpoint(error);
    if (error) {
        return "gone";
    }
    const std::string ip = peer.address().to_string();
    return (peer.address().is_v6() ? "[" + ip + "]" : ip) + ":" + std::to_string(peer.port());
}

} // namespace

void DeviceConnection::start(DeviceThread& thread, tcp::socket socket)
{
    boost::system::error_code ignored;
    socket.non_blocking(true, ignored);
    socket.set_option(tcp::no_delay(true), ignored);
    const auto connection = std::make_shared<DeviceConnection>(thread, std::move(socket));
    connection->enterLists();
    connection->arm();
}

DeviceConnection::DeviceConnection(DeviceThread& thread, tcp::socket socket)
    : thread_(thread), transport_(std::move(socket), thread.parts.tls, thread.buffers),
      address_(addressOf(transport_.socket())),
      phaseDeadline_(now() + thread.parts.limits.authenticationDeadline)
{
}

void DeviceConnection::enterLists()
{
    ++thread_.parts.connectionCount;
    place_ = thread_.connections.insert(thread_.connections.end(), shared_from_this());
    unauthenticatedPlace_ =
        thread_.unauthenticated.insert(thread_.unauthenticated.end(), shared_from_this());
}

boost::asio::any_io_executor DeviceConnection::executor() const
{
    return thread_.parts.context.get_executor();
}

void DeviceConnection::readable()
{
    readArmed_ = false;
    if (phase_ == Phase::Closed) {
        return;
    }
    const Transport::State state =
        transport_.read([this](ByteView plain) { received(plain); });
    if (state != Transport::State::Open) {
        abort();
        return;
    }
    pump();
}

void DeviceConnection::received(ByteView plain)
{
    if (phase_ != Phase::Open) {
        return; // lingering: read and forgotten
    }
    if (!protocol_) {
        protocol_ = thread_.parts.makeProtocol(
            *this, {address_, transport_.tlsVersion(), transport_.certificates()});
    }
    pumping_ = true; // what the protocol wants now is seen to afterwards
    protocol_->receive(plain, now());
    pumping_ = false;
}

/// Brings everything to rest: output out, interest registered, the end seen to.
void DeviceConnection::pump()
{
    if (pumping_) {
        pumpAgain_ = true;
        return;
    }
    pumping_ = true;
    do {
        pumpAgain_ = false;
        writeOutput();
    } while (pumpAgain_);
    pumping_ = false;
    if (phase_ == Phase::Open && protocol_) {
        if (isUnauthenticated_ && protocol_->isSignedIn()) {
            leaveUnauthenticated();
        }
        if (protocol_->finished()) {
            finish();
        }
    }
    if (phase_ == Phase::Finishing && protocol_->output().empty() && !transport_.isBlocked()) {
        linger();
    }
    arm();
}

void DeviceConnection::writeOutput()
{
    if (phase_ == Phase::Closed) {
        return;
    }
    while (protocol_ && phase_ != Phase::Closed) {
        const std::size_t taken = transport_.write(protocol_->output());
        if (taken == 0) {
            break;
        }
        protocol_->consumed(taken);
    }
    if (transport_.flush() == Transport::State::Failed) {
        abort();
    }
}

void DeviceConnection::arm()
{
    if (phase_ == Phase::Closed) {
        return;
    }
    const bool wantsInput = phase_ == Phase::Lingering || !protocol_ ||
                            (phase_ == Phase::Open && protocol_->wantsInput() &&
                             protocol_->output().size() <= limits::kMaxOutputBytes);
    if (wantsInput) {
        armRead();
    }
    if (transport_.isBlocked()) {
        armWrite();
    }
    armDeadline();
}

void DeviceConnection::armRead()
{
    if (std::exchange(readArmed_, true)) {
        return;
    }
    transport_.socket().async_wait(tcp::socket::wait_read,
                                   [self = shared_from_this()](boost::system::error_code error) {
                                       if (!error) {
                                           self->readable();
                                       }
                                   });
}

void DeviceConnection::armWrite()
{
    if (std::exchange(writeArmed_, true)) {
        return;
    }
    transport_.socket().async_wait(tcp::socket::wait_write,
                                   [self = shared_from_this()](boost::system::error_code error) {
                                       self->writeArmed_ = false;
                                       if (!error) {
                                           self->pump();
                                       }
                                   });
}

std::optional<MonoTime> DeviceConnection::deadline() const
{
    if (isUnauthenticated_ || phase_ != Phase::Open) {
        return phaseDeadline_;
    }
    return protocol_->deadline();
}

void DeviceConnection::armDeadline()
{
    const auto at = deadline();
    if (at && (!armedDeadline_ || *at < *armedDeadline_)) {
        armedDeadline_ = at;
        thread_.deadlines.add(*at, weak_from_this());
    }
}

std::optional<MonoTime> DeviceConnection::onDeadline(MonoTime time)
{
    if (phase_ == Phase::Closed) {
        return std::nullopt;
    }
    if (const auto at = deadline(); !at || *at > time) {
        armedDeadline_ = at; // put off since it was armed
        return at;
    }
    armedDeadline_.reset();
    if (isUnauthenticated_ || phase_ != Phase::Open) {
        abort();
        return std::nullopt;
    }
    pumping_ = true;
    protocol_->onTime(time);
    pumping_ = false;
    pump(); // arms the next deadline
    return std::nullopt;
}

void DeviceConnection::leaveUnauthenticated()
{
    if (std::exchange(isUnauthenticated_, false)) {
        thread_.unauthenticated.erase(unauthenticatedPlace_);
    }
}

/// A peer that does not read must not keep a connection that is to end: its output has a moment.
void DeviceConnection::finish()
{
    phase_ = Phase::Finishing;
    const MonoTime soon = now() + kLingerTime;
    phaseDeadline_ = isUnauthenticated_ ? std::min(phaseDeadline_, soon) : soon;
}

/// Closes this side and reads on for a moment: closing with unread bytes would make the kernel send
/// a reset, which can take the last answer away from the peer.
void DeviceConnection::linger()
{
    leaveUnauthenticated();
    phase_ = Phase::Lingering;
    phaseDeadline_ = now() + kLingerTime;
    dropProtocol();
    transport_.sayGoodbye();
}

/// The protocol may be what has called us, so it is released from the loop.
void DeviceConnection::dropProtocol()
{
    if (protocol_) {
        protocol_->closed();
        boost::asio::post(executor(), [released = std::move(protocol_)] {});
    }
}

void DeviceConnection::abort()
{
    if (std::exchange(phase_, Phase::Closed) == Phase::Closed) {
        return;
    }
    const auto self = shared_from_this(); // the lists may hold the last references
    leaveUnauthenticated();
    thread_.connections.erase(place_);
    --thread_.parts.connectionCount;
    dropProtocol();
    boost::system::error_code ignored;
    transport_.socket().close(ignored);
}

} // namespace hub::net
