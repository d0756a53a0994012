// One-time codes of an authenticator app: RFC 6238 with HMAC-SHA-1, 6 digits and steps of 30 s,
// which is what all apps can.
#pragma once

#include "base/clock.h"
#include "base/secret.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hub {

inline constexpr std::size_t kTotpSecretBytes = 20; // RFC 4226 §4: 160 bits

std::int64_t totpStep(WallTime time);
std::string totpCode(const Secret& secret, std::int64_t step); ///< "042137"

/// The step whose code was given: that of now, or the one before or behind it, when it comes after
/// `lastStep`. Nothing: it is wrong, or was used. Takes the same time for all.
std::optional<std::int64_t>
judgeTotp(const Secret& secret, std::string_view code, WallTime now, std::int64_t lastStep);

/// RFC 4648 §6 without padding, as apps take it.
std::string toBase32(ByteView bytes);

/// For a QR code: otpauth://totp/…
std::string totpUri(const Secret& secret, std::string_view person, std::string_view host);

} // namespace hub
