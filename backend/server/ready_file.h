// The ready file: how to reach a running hub, for programs of the same user on the same machine. It
// is the one file with a secret in clear; mode 0600, removed when the hub stops.
#pragma once

#include "base/secret.h"

#include "hub/endpoints.h"
#include "hub/error.h"

#include <filesystem>

namespace hub {

/// {"pid","version","hostName","https":[…],"mqtts","caCertificate","ownerConnectionString"}
Result<void> writeReadyFile(const std::filesystem::path& file,
                            const Endpoints& endpoints,
                            const Secret& ownerConnectionString);

} // namespace hub
