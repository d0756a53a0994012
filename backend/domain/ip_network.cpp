#include "domain/ip_network.h"

#include "base/text.h"

#include <algorithm>
#include <charconv>
#include <vector>

namespace hub {
namespace {

constexpr std::uint64_t kMappedPrefix = 0xffff; // ::ffff:0:0/96, its third quarter
constexpr std::size_t kWords = 8;

using Words = std::array<std::uint16_t, kWords>;

std::optional<std::uint32_t> parseV4(std::string_view text)
{
    const std::vector<std::string_view> parts = split(text, '.');
    if (parts.size() != 4) {
        return std::nullopt;
    }
    std::uint32_t bits = 0;
    for (const std::string_view part : parts) {
        const auto value = toInteger<std::uint8_t>(part);
        if (!value || part.size() > 3 || (part.size() > 1 && part[0] == '0')) {
            return std::nullopt;
        }
        bits = bits << 8U | *value;
    }
    return bits;
}

std::optional<std::uint16_t> parseWord(std::string_view text)
{
    std::uint16_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value, 16);
    if (text.empty() || text.size() > 4 || error != std::errc{} || stop != end) {
        return std::nullopt;
    }
    return value;
}

/// The words of one side of "::"; the last of them may be an IPv4 address. Nothing = malformed.
std::optional<std::vector<std::uint16_t>> parseWords(std::string_view text, bool mayEndInV4)
{
    std::vector<std::uint16_t> words;
    if (text.empty()) {
        return words;
    }
    const std::vector<std::string_view> parts = split(text, ':');
    for (std::size_t i = 0; i < parts.size() && words.size() <= kWords; ++i) {
        const bool isLast = i + 1 == parts.size();
        if (isLast && mayEndInV4 && parts[i].find('.') != std::string_view::npos) {
            const auto v4 = parseV4(parts[i]);
            if (!v4) {
                return std::nullopt;
            }
            words.push_back(static_cast<std::uint16_t>(*v4 >> 16U));
            words.push_back(static_cast<std::uint16_t>(*v4 & 0xffffU));
        } else if (const auto word = parseWord(parts[i])) {
            words.push_back(*word);
        } else {
            return std::nullopt;
        }
    }
    return words;
}

std::optional<Words> parseV6(std::string_view text)
{
    const std::size_t gap = text.find("::");
    const bool hasGap = gap != std::string_view::npos;
    const auto before = parseWords(text.substr(0, gap), !hasGap);
    const auto behind = hasGap ? parseWords(text.substr(gap + 2), true)
                               : std::optional(std::vector<std::uint16_t>());
    if (!before || !behind) {
        return std::nullopt;
    }
    const std::size_t count = before->size() + behind->size();
    if (hasGap ? count >= kWords : count != kWords) {
        return std::nullopt;
    }
    Words words{};
    std::copy(before->begin(), before->end(), words.begin());
    std::copy(behind->begin(), behind->end(), words.end() - static_cast<long>(behind->size()));
    return words;
}

IpAddress fromHalves(std::uint64_t high, std::uint64_t low)
{
    if (high == 0 && low >> 32U == kMappedPrefix) {
        return IpAddress::v4(static_cast<std::uint32_t>(low));
    }
    return {IpAddress::Family::V6, high, low};
}

IpAddress fromWords(const Words& words)
{
    std::array<std::uint64_t, 2> halves{};
    for (std::size_t i = 0; i < kWords; ++i) {
        std::uint64_t& half = halves[i / 4];
        half = half << 16U | words[i];
    }
    return fromHalves(halves[0], halves[1]);
}

std::string v4Text(std::uint64_t bits)
{
    return std::to_string(bits >> 24U & 255U) + "." + std::to_string(bits >> 16U & 255U) + "." +
           std::to_string(bits >> 8U & 255U) + "." + std::to_string(bits & 255U);
}

/// Begin and length of the first of the longest runs of zeros; a single zero is no run.
std::pair<std::size_t, std::size_t> longestZeros(const Words& words)
{
    std::pair<std::size_t, std::size_t> best{kWords, 1};
    for (std::size_t begin = 0; begin < kWords; ++begin) {
        std::size_t end = begin;
        while (end < kWords && words[end] == 0) {
            ++end;
        }
        if (end - begin > best.second) {
            best = {begin, end - begin};
        }
    }
    return best;
}

std::string v6Text(const IpAddress& address)
{
    Words words{};
    for (std::size_t i = 0; i < kWords; ++i) {
        const std::uint64_t half = i < 4 ? address.high : address.low;
        words[i] = static_cast<std::uint16_t>(half >> (16 * (3 - i % 4)));
    }
    const auto [gap, length] = longestZeros(words);
    std::string text;
    for (std::size_t i = 0; i < kWords; ++i) {
        if (i == gap) {
            text += "::";
            i += length - 1;
            continue;
        }
        if (!text.empty() && !text.ends_with(':')) {
            text += ':';
        }
        std::array<char, 4> digits{};
        const auto end = std::to_chars(digits.begin(), digits.end(), words[i], 16).ptr;
        text.append(digits.begin(), end);
    }
    return text;
}

/// The upper `count` of 64 bits.
std::uint64_t upperBits(unsigned count)
{
    return count == 0 ? 0 : ~std::uint64_t{0} << (64 - std::min(count, 64U));
}

/// What belongs to the network, by halves as IpAddress has them.
std::pair<std::uint64_t, std::uint64_t> maskOf(IpAddress::Family family, unsigned prefix)
{
    if (family == IpAddress::Family::V4) {
        return {0, upperBits(32 + prefix) & 0xffffffffU};
    }
    return {upperBits(prefix), prefix > 64 ? upperBits(prefix - 64) : 0};
}

} // namespace

IpAddress IpAddress::v6(const std::array<std::uint8_t, 16>& bytes)
{
    std::array<std::uint64_t, 2> halves{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        halves[i / 8] = halves[i / 8] << 8U | bytes[i];
    }
    return fromHalves(halves[0], halves[1]);
}

std::optional<IpAddress> IpAddress::parse(std::string_view text)
{
    if (text.find(':') == std::string_view::npos) {
        const auto bits = parseV4(text);
        return bits ? std::optional(v4(*bits)) : std::nullopt;
    }
    const auto words = parseV6(text);
    return words ? std::optional(fromWords(*words)) : std::nullopt;
}

std::string IpAddress::text() const
{
    return family == Family::V4 ? v4Text(low) : v6Text(*this);
}

std::optional<IpAddress> addressOfPeer(std::string_view peer)
{
    if (peer.starts_with('[')) {
        peer = peer.substr(1, peer.find(']') - 1);
    } else if (std::count(peer.begin(), peer.end(), ':') == 1) {
        peer = peer.substr(0, peer.find(':'));
    }
    return IpAddress::parse(peer.substr(0, peer.find('%')));
}

Result<IpNetwork> IpNetwork::parse(std::string_view text)
{
    const auto [left, right] = cut(text, '/');
    const auto address = IpAddress::parse(left);
    const bool writtenAsV6 = left.find(':') != std::string_view::npos;
    const unsigned most = writtenAsV6 ? 128 : 32;
    const auto prefix = right ? toInteger<unsigned>(*right) : std::optional(most);
    if (!address || !prefix || *prefix > most) {
        return fail(Errc::InvalidArgument, "'" + std::string(text.substr(0, 64)) +
                                               "' is no address and no network like 10.0.0.0/8");
    }
    if (!writtenAsV6 || address->family == IpAddress::Family::V6) {
        return around(*address, *prefix);
    }
    if (*prefix >= 96) {
        return around(*address, *prefix - 96);
    }
    return around({IpAddress::Family::V6, 0, kMappedPrefix << 32U | address->low}, *prefix);
}

IpNetwork IpNetwork::around(const IpAddress& address, unsigned prefix)
{
    const auto [high, low] = maskOf(address.family, prefix);
    return {{address.family, address.high & high, address.low & low}, prefix};
}

bool IpNetwork::contains(const IpAddress& address) const
{
    return address.family == first.family && around(address, prefix) == *this;
}

IpAddress IpNetwork::last() const
{
    const auto [high, low] = maskOf(first.family, prefix);
    if (first.family == IpAddress::Family::V4) {
        return IpAddress::v4(static_cast<std::uint32_t>(first.low | (~low & 0xffffffffU)));
    }
    return {first.family, first.high | ~high, first.low | ~low};
}

std::string IpNetwork::text() const
{
    return first.text() + "/" + std::to_string(prefix);
}

IpNetwork callerNetwork(const IpAddress& address)
{
    return IpNetwork::around(address, address.family == IpAddress::Family::V4 ? 32 : 64);
}

} // namespace hub
