// The key-encryption key of a data folder: found, made at the first start, proven to be the right one
// before anything is opened with it.
//
// It is the content of secret.key (32 bytes as base64, mode 0600), or made from a passphrase with
// scrypt; the record in state.db says which, and settles what an interrupted re-keying has left.
#pragma once

#include "storage/key_record.h"

#include "hub/error.h"
#include "hub/key_source.h"

#include <filesystem>
#include <optional>
#include <string_view>

namespace hub {

inline constexpr std::string_view kKeyFile = "secret.key";
inline constexpr std::string_view kNextKeyFile = "secret.key.next"; ///< of a re-keying under way

struct HubKey
{
    SecretBox box;
    KeyRecord record;
    bool isRecorded = false; ///< the record is in the store already
};

/// For who writes: makes what is missing, and clears what an interrupted re-keying has left. Errors:
/// WrongKey, InvalidArgument (a new passphrase that is too short), Corrupt, NewerFormat, Io,
/// PermissionDenied, DiskFull.
Result<HubKey> openHubKey(const std::filesystem::path& folder, const KeySource& source);

/// For who only reads; changes nothing. Errors: as openHubKey(); NotFound (no keys are stored).
Result<HubKey> readHubKey(const std::filesystem::path& folder, const KeySource& source);

/// A new key for the source under this id; a file's is written to kNextKeyFile. Errors: as openHubKey().
Result<HubKey> newHubKey(const std::filesystem::path& folder,
                         const KeySource& source,
                         std::uint8_t keyId);

/// Lets the folder's files say what its record says: secret.key is the key, or is not there. Errors:
/// Io, PermissionDenied.
Result<void> settleKeyFiles(const std::filesystem::path& folder, const HubKey& key);

} // namespace hub
