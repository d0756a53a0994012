#include "domain/audit_seal.h"

#include "base/base64.h"
#include "base/text.h"

#include <algorithm>
#include <array>

namespace hub {
namespace {

constexpr std::string_view kPurpose = "hubdeck-audit";
constexpr unsigned kVersion = 1;
constexpr std::string_view kHeadWord = "hubdeck-audit-head 1";

std::optional<Sha256> hashFrom(std::string_view text)
{
    const auto bytes = fromBase64(text);
    Sha256 hash{};
    if (!bytes || bytes->size() != hash.size()) {
        return std::nullopt;
    }
    std::copy(bytes->begin(), bytes->end(), hash.begin());
    return hash;
}

} // namespace

Bytes signedBytes(const AuditSeal& seal)
{
    Bytes bytes(kPurpose);
    appendByte(bytes, kVersion);
    appendByte(bytes, static_cast<unsigned>(seal.kind));
    appendLittle64(bytes, seal.number);
    appendLittle64(bytes, seal.sequence);
    appendLittle64(bytes, static_cast<std::uint64_t>(toMicros(seal.time)));
    bytes += asBytes(seal.hash);
    return bytes;
}

AuditSeal signedSeal(AuditSeal seal, const SigningKey& key)
{
    seal.signature = key.sign(signedBytes(seal));
    return seal;
}

bool isGenuine(const AuditSeal& seal, ByteView publicKey)
{
    return isSignedBy(publicKey, signedBytes(seal), seal.signature);
}

std::string headText(const AuditSeal& head)
{
    std::string text(kHeadWord);
    for (const std::string& line : {std::to_string(head.number), std::to_string(head.sequence),
                                    std::to_string(toMicros(head.time)),
                                    toBase64(asBytes(head.hash)), toBase64(head.signature)}) {
        text += "\n" + line;
    }
    return text + "\n";
}

std::optional<AuditSeal> headFrom(std::string_view text)
{
    const auto lines = split(text, '\n');
    if (lines.size() != 7 || lines[0] != kHeadWord || !lines[6].empty()) {
        return std::nullopt;
    }
    const auto number = toInteger<std::uint64_t>(lines[1]);
    const auto sequence = toInteger<AuditSequence>(lines[2]);
    const auto time = toInteger<std::int64_t>(lines[3]);
    const auto hash = hashFrom(lines[4]);
    const auto signature = fromBase64(lines[5]);
    if (!number || !sequence || !time || !hash || !signature) {
        return std::nullopt;
    }
    const AuditSeal head{AuditSealKind::Head,   *number, *sequence,
                         wallFromMicros(*time), *hash,   *signature};
    return headText(head) == text ? std::optional(head) : std::nullopt; // one text for one head
}

} // namespace hub
