#include "base/utf8.h"

#include <algorithm>
#include <cstdint>

namespace hub {
namespace {

struct Lead
{
    std::size_t length; ///< of the sequence; 0 = not a lead byte
    unsigned low;       ///< range of the second byte
    unsigned high;
};

Lead leadOf(unsigned byte)
{
    if (byte < 0x80) {
        return {1, 0, 0};
    }
    if (byte >= 0xc2 && byte <= 0xdf) {
        return {2, 0x80, 0xbf};
    }
    if (byte >= 0xe0 && byte <= 0xef) {
        return {3, byte == 0xe0 ? 0xa0U : 0x80U, byte == 0xed ? 0x9fU : 0xbfU};
    }
    if (byte >= 0xf0 && byte <= 0xf4) {
        return {4, byte == 0xf0 ? 0x90U : 0x80U, byte == 0xf4 ? 0x8fU : 0xbfU};
    }
    return {0, 0, 0};
}

bool isContinuation(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U;
}

/// Length of the valid sequence at `at`, or 0.
std::size_t sequenceAt(std::string_view text, std::size_t at)
{
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const Lead lead = leadOf(byte(at));
    if (lead.length <= 1) {
        return lead.length;
    }
    if (text.size() - at < lead.length || byte(at + 1) < lead.low || byte(at + 1) > lead.high) {
        return 0;
    }
    for (std::size_t i = 2; i < lead.length; ++i) {
        if (byte(at + i) < 0x80 || byte(at + i) > 0xbf) {
            return 0;
        }
    }
    return lead.length;
}

} // namespace

bool isUtf8(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        if (static_cast<unsigned char>(text[at]) < 0x80) {
            ++at;
            continue;
        }
        const std::size_t length = sequenceAt(text, at);
        if (length == 0) {
            return false;
        }
        at += length;
    }
    return true;
}

std::string toValidUtf8(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = sequenceAt(text, at);
        if (length == 0) {
            out += "\xef\xbf\xbd";
            ++at;
        } else {
            out += text.substr(at, length);
            at += length;
        }
    }
    return out;
}

std::size_t codePoints(std::string_view text)
{
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char byte) { return !isContinuation(byte); }));
}

std::size_t byteOfCodePoint(std::string_view text, std::size_t number)
{
    std::size_t at = 0;
    for (; number > 0 && at < text.size(); --number) {
        for (++at; at < text.size() && isContinuation(text[at]); ++at) {
        }
    }
    return at;
}

} // namespace hub
