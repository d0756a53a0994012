#include "bench/ingest/publisher.h"

#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <array>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace hub::bench {
namespace {

// OASIS MQTT 3.1.1 §2.2.1
/// A client does not wait for all that is on its way before it sends again: after so many TLS
/// records it does. A server that puts each acknowledgement into a record of its own has its next
/// messages in small portions then, as it would from SDKs.
constexpr int kRecordsAtOnce = 4;
constexpr unsigned kConnect = 0x10;
constexpr unsigned kConnack = 2;
constexpr unsigned kPublishQos1 = 0x32;
constexpr unsigned kPuback = 4;

void appendText(Bytes& out, ByteView text)
{
    appendBig16(out, static_cast<unsigned>(text.size()));
    out += text;
}

Bytes packet(unsigned firstByte, ByteView body)
{
    Bytes out;
    appendByte(out, firstByte);
    appendVarint(out, body.size()); // MQTT's length has the same seven bits a byte
    out += body;
    return out;
}

Bytes connectPacket(const DeviceAccount& device)
{
    Bytes body;
    appendText(body, "MQTT");
    appendByte(body, 4);     // protocol level
    appendByte(body, 0xC2);  // user name, password, clean session
    appendBig16(body, 1000); // keep alive, seconds: longer than a round
    appendText(body, device.id);
    appendText(body, device.userName);
    appendText(body, device.password);
    return packet(kConnect, body);
}

int openSocket(std::uint16_t port)
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const linger reset{1, 0}; // thousands of closed connections would use up the ports
    ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address); // shows later
    return fd;
}

} // namespace

Publisher::Publisher(const PublisherOptions& options, const DeviceAccount& device)
    : options_(options),
      fd_(openSocket(options.port)),
      ssl_(SSL_new(options.tls), &SSL_free),
      connectPacket_(connectPacket(device))
{
    SSL_set_fd(ssl_.get(), fd_);
    SSL_set_connect_state(ssl_.get());
    Bytes body;
    appendText(body, "devices/" + device.id + "/messages/events/");
    const std::size_t fromEnd = options.payloadBytes + 2;
    appendBig16(body, 0); // packet id, written for each message
    body.append(options.payloadBytes, 'x');
    publishPacket_ = packet(kPublishQos1, body);
    packetIdAt_ = publishPacket_.size() - fromEnd;
}

Publisher::~Publisher()
{
    ssl_.reset();
    ::close(fd_);
}

void Publisher::onReady()
{
    if (state_ == State::Handshake) {
        handshake();
    }
    if (state_ == State::SigningIn || state_ == State::Connected) {
        bool more = true;
        while (more) {
            more = read();
            fill();
            flush();
        }
    }
}

void Publisher::handshake()
{
    const int done = SSL_do_handshake(ssl_.get());
    if (done == 1) {
        state_ = State::SigningIn;
        out_ = connectPacket_;
        return;
    }
    const int error = SSL_get_error(ssl_.get(), done);
    if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) {
        state_ = State::Failed;
    }
}

/// True when there may be more to read.
bool Publisher::read()
{
    std::array<char, 16'384> buffer; // one TLS record
    for (int records = 0; records < kRecordsAtOnce; ++records) {
        const int got = SSL_read(ssl_.get(), buffer.data(), static_cast<int>(buffer.size()));
        if (got <= 0) {
            if (SSL_get_error(ssl_.get(), got) != SSL_ERROR_WANT_READ) {
                state_ = State::Failed;
            }
            return false;
        }
        in_.append(buffer.data(), static_cast<std::size_t>(got));
        takePackets();
    }
    return state_ != State::Failed;
}

/// The server sends CONNACK and PUBACK alone, so a length is always one byte.
void Publisher::takePackets()
{
    std::size_t at = 0;
    while (in_.size() - at >= 2 && in_.size() - at >= 2U + byteAt(in_, at + 1)) {
        const std::size_t length = byteAt(in_, at + 1);
        onPacket(byteAt(in_, at) >> 4U, ByteView(in_).substr(at + 2, length));
        at += 2 + length;
    }
    in_.erase(0, at);
}

void Publisher::onPacket(unsigned type, ByteView body)
{
    if (type == kConnack && body.size() == 2 && body[1] == 0) {
        state_ = State::Connected;
    } else if (type == kPuback && unacknowledged_ > 0) {
        --unacknowledged_;
        ++acknowledged_;
    } else {
        state_ = State::Failed;
    }
}

void Publisher::publish()
{
    publishing_ = true;
    onReady();
}

void Publisher::fill()
{
    while (publishing_ && state_ == State::Connected && unacknowledged_ < options_.inFlight) {
        lastPacketId_ = static_cast<std::uint16_t>(lastPacketId_ % 60'000 + 1);
        publishPacket_[packetIdAt_] = static_cast<char>(lastPacketId_ >> 8U);
        publishPacket_[packetIdAt_ + 1] = static_cast<char>(lastPacketId_);
        out_ += publishPacket_;
        ++unacknowledged_;
    }
}

void Publisher::flush()
{
    while (!out_.empty() && state_ != State::Failed) {
        const int done = SSL_write(ssl_.get(), out_.data(), static_cast<int>(out_.size()));
        if (done <= 0) {
            if (SSL_get_error(ssl_.get(), done) != SSL_ERROR_WANT_WRITE) {
                state_ = State::Failed;
            }
            return;
        }
        out_.erase(0, static_cast<std::size_t>(done));
    }
}

std::string Publisher::cipher() const
{
    return SSL_get_cipher_name(ssl_.get());
}

} // namespace hub::bench
