// Looks for secrets in files: every test that had a hub or a store ends with it (temporary_folder.h).
#pragma once

#include "base/bytes.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hub::test {

struct SecretFound
{
    std::filesystem::path file;
    std::size_t offset = 0;
    std::string what; ///< "identity.primary_key as base64"; never the secret
};

/// Finds secrets as raw bytes, in hex of either case, and in base64 of either alphabet, alone or at any
/// of the three places it can have inside a longer encoded text, also percent-encoded.
class SecretScan final
{
public:
    /// mayBeIn: names of files that are the secret's own place. A secret that was added is passed over,
    /// and so is one of a single byte that repeats: bodies of messages look like that too.
    void add(const std::string& name, ByteView secret, const std::set<std::string>& mayBeIn = {});

    std::vector<SecretFound> scanBytes(ByteView bytes, const std::filesystem::path& file) const;

    std::size_t size() const { return known_.size(); }

private:
    struct Pattern
    {
        Bytes bytes;
        std::string what;
        std::set<std::string> mayBeIn;
    };
    void addForm(const std::string& what, const Bytes& form, const std::set<std::string>& mayBeIn);

    std::set<Bytes> known_;
    std::set<Bytes> forms_;
    std::unordered_multimap<std::uint64_t, Pattern> patterns_; ///< by their first 8 bytes
    std::vector<bool> starts_ = std::vector<bool>(std::size_t{1} << 22); ///< of hashes of 4 bytes
};

// What this process knows. Callable from any thread.

/// From now on no data folder and no log of a test may hold it.
void noteSecret(const std::string& name, ByteView secret);

/// "primaryKey" and "secondaryKey" of what a test sent or got: also of keys that are replaced or
/// deleted by the end.
void noteKeysIn(std::string_view json);

/// A passphrase; its data folders are opened with it at the end, for the keys in them.
void notePassphrase(std::string_view passphrase);

/// The key-encryption key of stores without a file for it: those of fixtures.
void noteStoreKey(ByteView key);

/// All data folders (with a state.db) and all logs (*.log) below a folder, for all secrets that are
/// known, all that are stored there, the key-encryption key and the private keys.
std::vector<SecretFound> secretsBelow(const std::filesystem::path& folder);

/// Ends the test program when there are some, and says where. What is noted is forgotten when the folder
/// had a store: the next test begins anew.
void checkForSecrets(const std::filesystem::path& folder);

} // namespace hub::test
