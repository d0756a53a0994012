// Ranges of bytes, and the integers in them. Bytes are chars here: topics, tokens and payloads are
// cut from the same buffers, and string_view is what every library around us takes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hub {

using ByteView = std::string_view; ///< borrowed; says in each signature how long it stays valid
using Bytes = std::string;         ///< owned

inline std::uint8_t byteAt(ByteView bytes, std::size_t index)
{
    return static_cast<std::uint8_t>(bytes[index]);
}

inline std::uint16_t readBig16(ByteView bytes, std::size_t at)
{
    return static_cast<std::uint16_t>(byteAt(bytes, at) << 8 | byteAt(bytes, at + 1));
}

inline void appendByte(Bytes& out, unsigned value)
{
    out.push_back(static_cast<char>(static_cast<std::uint8_t>(value)));
}

inline void appendBig16(Bytes& out, unsigned value)
{
    appendByte(out, value >> 8);
    appendByte(out, value);
}

/// Fixed-width little-endian, as our own files use it.
void appendLittle64(Bytes& out, std::uint64_t value);
std::uint64_t readLittle64(ByteView bytes, std::size_t at);

/// LEB128: seven bits a byte, low bits first, at most ten bytes.
void appendVarint(Bytes& out, std::uint64_t value);

/// Reads values off the front of a range. After a failed read every further read fails too, so a
/// caller may read a whole record and ask once.
class ByteReader final
{
public:
    explicit ByteReader(ByteView bytes) : rest_(bytes) {}

    std::uint8_t u8();
    std::uint64_t little64();
    std::uint64_t varint();
    ByteView take(std::uint64_t count); ///< valid as long as the range

    bool failed() const { return failed_; }
    bool atEnd() const { return rest_.empty(); }
    std::size_t remaining() const { return rest_.size(); }

private:
    ByteView rest_;
    bool failed_ = false;
};

} // namespace hub
