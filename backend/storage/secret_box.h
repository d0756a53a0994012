// Secrets as they rest in the database: never in clear.
//
//   box := version:u8=1 key-id:u8 nonce[12] ciphertext tag[16]      AES-256-GCM
//
// The context names table, id, generation and field, so that a box moved to another row does not
// open.
#pragma once

#include "base/bytes.h"
#include "base/secret.h"

#include "hub/error.h"

#include <cstdint>
#include <string_view>

namespace hub {

class SecretBox final
{
public:
    /// keyEncryptionKey: 32 bytes. keyId: stands in each box, and says which key sealed it.
    explicit SecretBox(Secret keyEncryptionKey, std::uint8_t keyId = 1);

    Bytes seal(const Secret& secret, std::string_view context) const; ///< empty stays empty

    /// Errors: Corrupt (another key or key id, another context, or damaged).
    Result<Secret> open(ByteView box, std::string_view context) const;

private:
    Secret key_;
    std::uint8_t keyId_;
};

} // namespace hub
