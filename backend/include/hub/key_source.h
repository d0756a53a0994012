// What the keys in a data folder are encrypted under.
#pragma once

#include <string>

namespace hub {

/// Either the file secret.key in the data folder, or a passphrase that is kept elsewhere: in the
/// desktop's keyring, in a file, in a credential of the service manager.
struct KeySource
{
    std::string passphrase{}; ///< a secret; empty = secret.key. A new one: 12 to 4,096 bytes
    std::string name{};       ///< where the passphrase comes from, for messages: "--key-file PATH"
    /// A folder that is still under its secret.key is re-keyed to the passphrase at the start.
    bool takesOver = false;

    bool isFile() const { return passphrase.empty(); }
};

} // namespace hub
