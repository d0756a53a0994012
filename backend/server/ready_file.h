// The ready file: how to reach a running hub, for programs of the same user on the same machine. It
// is the one file with a secret in clear; mode 0600, removed when the hub stops.
#pragma once

#include "base/secret.h"

#include "hub/endpoints.h"
#include "hub/error.h"

#include <filesystem>

namespace hub {

/// {"pid","version","hostName","https":[…],"mqtts","listeners":[{"protocol","address","port"}],
/// "caCertificate","ownerConnectionString"}
Result<void> writeReadyFile(const std::filesystem::path& file,
                            const Endpoints& endpoints,
                            const Secret& ownerConnectionString);

/// What it tells of without its secret. Errors: NotFound, InvalidJson, InvalidArgument, MissingArgument
/// (it is another version's), Io.
struct ReadyFile
{
    std::string hostName;
    std::vector<Listener> listeners;
};
Result<ReadyFile> readReadyFile(const std::filesystem::path& file);

} // namespace hub
