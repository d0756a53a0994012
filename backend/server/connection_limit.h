// How many connections the process may have.
#pragma once

#include "hub/config.h"

#include <cstddef>

namespace hub {

/// Raises the soft limit of descriptors to the hard one and gives what connections may use of it.
std::size_t connectionLimit(const Config& config);

} // namespace hub
