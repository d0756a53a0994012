// Secrets that hubd reads from where its options say.
#pragma once

#include "hub/error.h"

#include <cstddef>
#include <string>

namespace hubd {

/// A file that only its user can open: a key that others can read is no key. option: for messages,
/// "--key-file". Errors: InvalidArgument, never with what the file holds.
hub::Result<std::string> secretFile(const std::string& option,
                                    const std::string& name,
                                    std::size_t atMost);

/// A file whose mode does not matter: systemd's, which grants access with an access list that shows
/// as group bits. Errors: InvalidArgument.
hub::Result<std::string> readSecret(const std::string& option,
                                    const std::string& name,
                                    std::size_t atMost);

/// Of the environment; wiped there, so that neither children nor /proc show it. Errors:
/// InvalidArgument.
hub::Result<std::string> takeSecretVariable(const std::string& option, const std::string& name);

} // namespace hubd
