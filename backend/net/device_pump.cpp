#include "net/device_pump.h"

#include "domain/limits.h"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace hub::net {
namespace {

constexpr std::chrono::seconds kLingerTime{2};

MonoTime now()
{
    return std::chrono::steady_clock::now();
}

} // namespace

std::string addressOf(const boost::asio::ip::tcp::socket& socket)
{
    boost::system::error_code error;
    const auto peer = socket.remote_endpoint(error);
    if (error) {
        return "gone";
    }
    const std::string ip = peer.address().to_string();
    return (peer.address().is_v6() ? "[" + ip + "]" : ip) + ":" + std::to_string(peer.port());
}

DevicePump::DevicePump(DeviceThread& thread, MonoTime signInBy)
    : thread_(thread), phaseDeadline_(signInBy)
{
}

void DevicePump::enter()
{
    ++thread_.parts.connectionCount;
    place_ = thread_.connections.insert(thread_.connections.end(), shared_from_this());
    unauthenticatedPlace_ =
        thread_.unauthenticated.insert(thread_.unauthenticated.end(), shared_from_this());
    arm();
}

boost::asio::any_io_executor DevicePump::executor() const
{
    return thread_.parts.context.get_executor();
}

void DevicePump::secured(const ConnectionInfo& info)
{
    protocol_ = thread_.parts.makeProtocol(*this, info);
}

void DevicePump::received(ByteView plain)
{
    if (phase_ != Phase::Open) {
        return; // lingering: read and forgotten
    }
    pumping_ = true; // what the protocol wants now is seen to afterwards
    protocol_->receive(plain, now());
    pumping_ = false;
}

/// Brings everything to rest: output out, interest registered, the end seen to.
void DevicePump::pump()
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
            signedIn();
        }
        if (protocol_->finished()) {
            finish();
        }
    }
    if (phase_ == Phase::Finishing && protocol_->output().empty() && !isBlocked()) {
        linger();
    }
    arm();
}

void DevicePump::writeOutput()
{
    if (phase_ == Phase::Closed) {
        return;
    }
    while (protocol_ && phase_ != Phase::Closed) {
        const std::size_t taken = write(protocol_->output());
        if (taken == 0) {
            break;
        }
        protocol_->consumed(taken);
    }
    if (!flush()) {
        abort();
    }
}

void DevicePump::arm()
{
    if (phase_ == Phase::Closed) {
        return;
    }
    const bool wantsInput = phase_ == Phase::Lingering || !protocol_ ||
                            (phase_ == Phase::Open && protocol_->wantsInput() &&
                             protocol_->output().size() <= limits::kMaxOutputBytes);
    if (wantsInput) {
        awaitInput();
    }
    if (isBlocked()) {
        awaitOutput();
    }
    armDeadline();
}

std::optional<MonoTime> DevicePump::deadline() const
{
    if (isUnauthenticated_ || phase_ != Phase::Open) {
        return phaseDeadline_;
    }
    return protocol_->deadline();
}

void DevicePump::armDeadline()
{
    const auto at = deadline();
    if (at && (!armedDeadline_ || *at < *armedDeadline_)) {
        armedDeadline_ = at;
        thread_.deadlines.add(*at, weak_from_this());
    }
}

std::optional<MonoTime> DevicePump::onDeadline(MonoTime time)
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

void DevicePump::leaveUnauthenticated()
{
    if (std::exchange(isUnauthenticated_, false)) {
        thread_.unauthenticated.erase(unauthenticatedPlace_);
    }
}

/// A peer that does not read must not keep a connection that is to end: its output has a moment.
void DevicePump::finish()
{
    phase_ = Phase::Finishing;
    const MonoTime soon = now() + kLingerTime;
    phaseDeadline_ = isUnauthenticated_ ? std::min(phaseDeadline_, soon) : soon;
}

/// Closes this side and reads on for a moment: closing with unread bytes would make the kernel send
/// a reset, which can take the last answer away from the peer.
void DevicePump::linger()
{
    leaveUnauthenticated();
    phase_ = Phase::Lingering;
    phaseDeadline_ = now() + kLingerTime;
    dropProtocol();
    sayGoodbye();
}

void DevicePump::hangUp()
{
    if (phase_ == Phase::Open || phase_ == Phase::Finishing) {
        linger();
        arm();
    }
}

/// The protocol may be what has called us, so it is released from the loop.
void DevicePump::dropProtocol()
{
    if (protocol_) {
        protocol_->closed();
        boost::asio::post(executor(), [released = std::move(protocol_)] {});
    }
}

void DevicePump::abort()
{
    if (std::exchange(phase_, Phase::Closed) == Phase::Closed) {
        return;
    }
    const auto self = shared_from_this(); // the lists may hold the last references
    leaveUnauthenticated();
    thread_.connections.erase(place_);
    --thread_.parts.connectionCount;
    dropProtocol();
    close();
}

} // namespace hub::net
