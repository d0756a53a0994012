#include "domain/totp.h"

#include "base/crypto.h"
#include "base/percent.h"

#include <array>

namespace hub {
namespace {

constexpr std::int64_t kStepSeconds = 30;
constexpr std::uint32_t kCodes = 1'000'000;

} // namespace

std::int64_t totpStep(WallTime time)
{
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count() / kStepSeconds;
}

std::string totpCode(const Secret& secret, std::int64_t step)
{
    Bytes counter;
    for (unsigned shift = 64; shift > 0; shift -= 8) {
        appendByte(counter, static_cast<unsigned>(static_cast<std::uint64_t>(step) >> (shift - 8)));
    }
    const Sha1 mac = hmacSha1(secret, counter);
    const std::size_t at = mac.back() & 0xf; // RFC 4226 §5.3
    const std::uint32_t number = (std::uint32_t{mac[at]} & 0x7f) << 24 |
                                 std::uint32_t{mac[at + 1]} << 16 |
                                 std::uint32_t{mac[at + 2]} << 8 | std::uint32_t{mac[at + 3]};
    const std::string digits = std::to_string(number % kCodes + kCodes);
    return digits.substr(1); // leading zeros are digits too
}

std::optional<std::int64_t>
judgeTotp(const Secret& secret, std::string_view code, WallTime now, std::int64_t lastStep)
{
    std::optional<std::int64_t> found;
    for (std::int64_t step = totpStep(now) - 1; step <= totpStep(now) + 1; ++step) {
        const bool same = equalInConstantTime(totpCode(secret, step), code);
        if (same && step > lastStep) {
            found = step;
        }
    }
    return found;
}

std::string toBase32(ByteView bytes)
{
    constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string text;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bits = (bits << 8 | byteAt(bytes, i)) & 0xfff;
        count += 8;
        while (count >= 5) {
            count -= 5;
            text += kLetters[(bits >> count) & 0x1f];
        }
    }
    if (count > 0) {
        text += kLetters[(bits << (5 - count)) & 0x1f];
    }
    return text;
}

std::string totpUri(const Secret& secret, std::string_view person, std::string_view host)
{
    return "otpauth://totp/Hubdeck:" + percentEncode(person) + "%40" + percentEncode(host) +
           "?secret=" + toBase32(secret.reveal()) + "&issuer=Hubdeck";
}

} // namespace hub
