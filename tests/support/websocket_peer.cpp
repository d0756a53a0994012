#include "tests/support/websocket_peer.h"

#include "base/text.h"

#include <array>

namespace hub::test {
namespace {

constexpr std::array<unsigned, 4> kMask{0x37, 0xfa, 0x21, 0x3d};

} // namespace

std::string WebSocketAnswer::header(const std::string& name) const
{
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
}

unsigned WebSocketFrame::closeCode() const
{
    return payload.size() < 2 ? 0 : readBig16(payload, 0);
}

Bytes WebSocketPeer::requestOf(const WebSocketHandshake& handshake)
{
    std::map<std::string, std::string> fields{{"Host", "127.0.0.1"},
                                              {"Upgrade", "websocket"},
                                              {"Connection", "Upgrade"},
                                              {"Sec-WebSocket-Version", "13"},
                                              {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                                              {"Sec-WebSocket-Protocol", handshake.protocol}};
    for (const auto& [name, value] : handshake.fields) {
        fields[name] = value;
    }
    Bytes request = handshake.method + " " + handshake.target + " " + handshake.version + "\r\n";
    for (const auto& [name, value] : fields) {
        if (!value.empty()) {
            request += name + ": " + value + "\r\n";
        }
    }
    return request + "\r\n";
}

WebSocketAnswer WebSocketPeer::handshake(const WebSocketHandshake& handshake)
{
    peer_->send(requestOf(handshake));
    Bytes head;
    while (!head.ends_with("\r\n\r\n")) {
        const Bytes byte = peer_->receive(1);
        if (byte.empty()) {
            return {};
        }
        head += byte;
    }
    WebSocketAnswer answer;
    answer.status = toInteger<int>(std::string_view(head).substr(9, 3)).value_or(0);
    for (const std::string_view line : split(head, '\n')) {
        const auto [name, value] = cut(line, ':');
        if (value) {
            answer.headers[toLower(name)] = trimmed(*value);
        }
    }
    return answer;
}

Bytes WebSocketPeer::encode(const WebSocketFrame& frame) // RFC 6455 §5.2
{
    Bytes bytes;
    appendByte(bytes, frame.opcode | (frame.isFinal ? 0x80U : 0U));
    const std::size_t size = frame.payload.size();
    if (size < 126) {
        appendByte(bytes, 0x80U | static_cast<unsigned>(size));
    } else if (size < 65'536) {
        appendByte(bytes, 0x80U | 126);
        appendBig16(bytes, static_cast<unsigned>(size));
    } else {
        appendByte(bytes, 0x80U | 127);
        for (int shift = 56; shift >= 0; shift -= 8) {
            appendByte(bytes, static_cast<unsigned>(size >> shift) & 0xffU);
        }
    }
    for (const unsigned byte : kMask) {
        appendByte(bytes, byte);
    }
    for (std::size_t i = 0; i < size; ++i) {
        appendByte(bytes, byteAt(frame.payload, i) ^ kMask[i % kMask.size()]);
    }
    return bytes;
}

std::optional<WebSocketFrame> WebSocketPeer::receiveFrame()
{
    const Bytes head = peer_->receive(2);
    if (head.size() < 2 || (byteAt(head, 0) & 0x70) != 0 || (byteAt(head, 1) & 0x80) != 0) {
        return std::nullopt;
    }
    WebSocketFrame frame;
    frame.opcode = byteAt(head, 0) & 0x0fU;
    frame.isFinal = (byteAt(head, 0) & 0x80) != 0;
    std::size_t size = byteAt(head, 1);
    if (size >= 126) {
        const Bytes more = peer_->receive(size == 126 ? 2 : 8);
        size = 0;
        for (std::size_t i = 0; i < more.size(); ++i) {
            size = size << 8 | byteAt(more, i);
        }
    }
    frame.payload = peer_->receive(size);
    return frame.payload.size() == size ? std::optional(frame) : std::nullopt;
}

std::optional<unsigned> WebSocketPeer::receiveClose()
{
    while (const auto frame = receiveFrame()) {
        if (frame->opcode == WebSocketFrame::Close) {
            return frame->closeCode();
        }
    }
    return std::nullopt;
}

bool WebSocketPeer::send(ByteView bytes)
{
    return sendFrame({.payload = Bytes(bytes)});
}

Bytes WebSocketPeer::receive(std::size_t count)
{
    while (received_.size() < count) {
        const auto frame = receiveFrame();
        if (!frame || frame->opcode == WebSocketFrame::Close) {
            break;
        }
        if (frame->opcode == WebSocketFrame::Binary ||
            frame->opcode == WebSocketFrame::Continuation) {
            received_ += frame->payload;
        }
    }
    const Bytes taken = received_.substr(0, count);
    received_.erase(0, taken.size());
    return taken;
}

} // namespace hub::test
