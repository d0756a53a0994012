// How the key-encryption key of a store is made, and a box that tells whether a key is the right one.
// Kept beside the boxes, as the setting "key.record", so that both change in one transaction:
//
//   {"keyId":1,"kdf":"file","verifier":"<base64 of a box>"}
//   {"keyId":1,"kdf":"scrypt","salt":"<base64>","n":32768,"r":8,"p":3,"verifier":"…"}
#pragma once

#include "storage/secret_box.h"

#include "base/scrypt.h"

#include <string>
#include <string_view>

namespace hub {

inline constexpr std::string_view kKeyRecordSetting = "key.record";

struct KeyRecord
{
    std::uint8_t keyId = 1; ///< of all boxes; another one after each re-keying. Never 0
    Bytes salt{};           ///< empty: the key is a file's, not made from a passphrase
    ScryptCost cost{};
    Bytes verifier{};

    bool isFile() const { return salt.empty(); }
};

/// Fills in the verifier.
KeyRecord recordFor(KeyRecord record, const SecretBox& box);

/// Did this box make the record's verifier?
bool isRightKey(const KeyRecord& record, const SecretBox& box);

/// The key from a passphrase. Errors: Corrupt (the record asks for what scrypt does not do).
Result<Secret> keyFrom(const Secret& passphrase, const KeyRecord& record);

std::string toText(const KeyRecord& record);

/// Errors: Corrupt.
Result<KeyRecord> parseKeyRecord(std::string_view text);

} // namespace hub
