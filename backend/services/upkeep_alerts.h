// Which alerts the state of the machine gives: as values, so that a test needs no full disk.
#pragma once

#include "services/authorities.h"
#include "storage/alert_store.h"

#include <cstdint>
#include <optional>
#include <string>

namespace hub {

/// Below 1 GiB a warning, below 128 MiB critical. available: bytes.
std::optional<NewAlert> diskAlert(const std::string& folder, std::uintmax_t available);

/// When it ends within 30 days, or has ended: then nothing that it signed may sign in.
std::optional<NewAlert> certificateAlert(const AuthorityView& authority, WallTime now);

} // namespace hub
