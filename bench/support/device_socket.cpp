#include "bench/support/device_socket.h"

#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace hub::bench {
namespace {

/// A client does not wait for all that is on its way before it sends again: after so many TLS
/// records it does. A server that puts each acknowledgement into a record of its own has its next
/// messages in small portions then, as it would from SDKs.
constexpr int kRecordsAtOnce = 4;

// OASIS MQTT 3.1.1 §2.2.1
constexpr unsigned kConnect = 0x10;
constexpr unsigned kConnack = 2;

Bytes connectPacket(const DeviceAccount& device)
{
    Bytes body;
    appendMqttText(body, "MQTT");
    appendByte(body, 4);     // protocol level
    appendByte(body, 0xC2);  // user name, password, clean session
    appendBig16(body, 1000); // keep alive, seconds: longer than a round
    appendMqttText(body, device.id);
    appendMqttText(body, device.userName);
    appendMqttText(body, device.password);
    return mqttPacket(kConnect, body);
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

Bytes mqttPacket(unsigned firstByte, ByteView body)
{
    Bytes out;
    appendByte(out, firstByte);
    appendVarint(out, body.size()); // MQTT's length has the same seven bits a byte
    out += body;
    return out;
}

void appendMqttText(Bytes& out, ByteView text)
{
    appendBig16(out, static_cast<unsigned>(text.size()));
    out += text;
}

DeviceSocket::DeviceSocket(SSL_CTX* tls, std::uint16_t port, const DeviceAccount& device)
    : fd_(openSocket(port)), ssl_(tls != nullptr ? SSL_new(tls) : nullptr, &SSL_free),
      connectPacket_(connectPacket(device))
{
    if (!ssl_) {
        state_ = State::SigningIn;
        out_ = connectPacket_;
        return;
    }
    SSL_set_fd(ssl_.get(), fd_);
    SSL_set_connect_state(ssl_.get());
}

DeviceSocket::~DeviceSocket()
{
    ssl_.reset();
    ::close(fd_);
}

void DeviceSocket::onReady()
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

void DeviceSocket::handshake()
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
bool DeviceSocket::read()
{
    std::array<char, 16'384> buffer; // one TLS record
    for (int records = 0; records < kRecordsAtOnce; ++records) {
        const long got = readSome(buffer.data(), buffer.size());
        if (got <= 0) {
            return false;
        }
        in_.append(buffer.data(), static_cast<std::size_t>(got));
        takePackets();
    }
    return state_ != State::Failed;
}

/// Bytes, or 0: nothing there now, or the connection has failed.
long DeviceSocket::readSome(char* out, std::size_t size)
{
    if (!ssl_) {
        const ssize_t got = ::recv(fd_, out, size, 0);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != ENOTCONN)) {
            state_ = State::Failed;
        }
        return std::max<long>(got, 0);
    }
    const int got = SSL_read(ssl_.get(), out, static_cast<int>(size));
    if (got <= 0 && SSL_get_error(ssl_.get(), got) != SSL_ERROR_WANT_READ) {
        state_ = State::Failed;
    }
    return std::max(got, 0);
}

/// As readSome().
long DeviceSocket::writeSome(ByteView bytes)
{
    if (!ssl_) {
        const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN && errno != ENOTCONN) {
            state_ = State::Failed;
        }
        return std::max<long>(sent, 0);
    }
    const int sent = SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
    if (sent <= 0 && SSL_get_error(ssl_.get(), sent) != SSL_ERROR_WANT_WRITE) {
        state_ = State::Failed;
    }
    return std::max(sent, 0);
}

void DeviceSocket::takePackets()
{
    ByteView rest = in_;
    while (rest.size() >= 2) {
        std::size_t length = 0;
        std::size_t header = 1;
        unsigned digit = 0;
        do { // §2.2.3
            digit = byteAt(rest, header);
            length |= std::size_t{digit & 0x7fU} << 7 * (header - 1);
            ++header;
        } while ((digit & 0x80U) != 0 && header < rest.size());
        if ((digit & 0x80U) != 0 || rest.size() < header + length) {
            break;
        }
        takePacket(byteAt(rest, 0), rest.substr(header, length));
        rest.remove_prefix(header + length);
    }
    in_.erase(0, in_.size() - rest.size());
}

void DeviceSocket::takePacket(unsigned firstByte, ByteView body)
{
    if (firstByte >> 4U != kConnack) {
        onPacket(firstByte, body);
    } else if (body.size() == 2 && body[1] == 0) {
        state_ = State::Connected;
        onConnected();
    } else {
        state_ = State::Failed;
    }
}

void DeviceSocket::flush()
{
    while (!out_.empty() && state_ != State::Failed) {
        const long done = writeSome(out_);
        if (done == 0) {
            return;
        }
        out_.erase(0, static_cast<std::size_t>(done));
    }
}

std::string DeviceSocket::cipher() const
{
    return ssl_ ? SSL_get_cipher_name(ssl_.get()) : "plain";
}

} // namespace hub::bench
