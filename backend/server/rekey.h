// Changing the key-encryption key of a data folder whose lock the caller holds.
#pragma once

#include "hub/error.h"
#include "hub/key_source.h"

#include <filesystem>
#include <functional>
#include <string_view>

namespace hub {

/// Called after each step with its name, for tests that stop there: "key", "sealed" (not yet
/// committed), "committed", "emptied" (the old boxes are gone), "settled".
using RekeyStep = std::function<void(std::string_view)>;

/// Errors: as rekey() of hub/server.h, but Locked.
Result<void> rekeyLocked(const std::filesystem::path& folder,
                         const KeySource& now,
                         const KeySource& next,
                         const RekeyStep& after = {});

/// takesOver of a source: when the folder is under its secret.key, it is re-keyed. Errors: the same.
Result<void> takeOver(const std::filesystem::path& folder, const KeySource& source);

} // namespace hub
