#include "base/bytes.h"

#include <array>

namespace hub {

void appendLittle64(Bytes& out, std::uint64_t value)
{
    std::array<char, 8> buffer{};
    for (char& c : buffer) {
        c = static_cast<char>(value & 0xff);
        value >>= 8;
    }
    out.append(buffer.data(), buffer.size());
}

std::uint64_t readLittle64(ByteView bytes, std::size_t at)
{
    std::uint64_t value = 0;
    for (std::size_t i = 8; i-- > 0;) {
        value = value << 8 | byteAt(bytes, at + i);
    }
    return value;
}

void appendVarint(Bytes& out, std::uint64_t value)
{
    while (value >= 0x80) {
        appendByte(out, static_cast<unsigned>(value & 0x7f) | 0x80);
        value >>= 7;
    }
    appendByte(out, static_cast<unsigned>(value));
}

std::uint8_t ByteReader::u8()
{
    const ByteView one = take(1);
    return one.empty() ? std::uint8_t{0} : byteAt(one, 0);
}

std::uint64_t ByteReader::little64()
{
    const ByteView eight = take(8);
    return eight.empty() ? 0 : readLittle64(eight, 0);
}

std::uint64_t ByteReader::varint()
{
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        const std::uint8_t byte = u8();
        if (failed_) {
            return 0;
        }
        if (shift == 63 && byte > 1) {
            break; // more than 64 bits
        }
        value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0) {
            return value;
        }
    }
    failed_ = true;
    return 0;
}

ByteView ByteReader::take(std::uint64_t count)
{
    if (failed_ || count > rest_.size()) {
        failed_ = true;
        rest_ = {};
        return {};
    }
    const ByteView taken = rest_.substr(0, static_cast<std::size_t>(count));
    rest_.remove_prefix(static_cast<std::size_t>(count));
    return taken;
}

} // namespace hub
