// Times as columns hold them.
#pragma once

#include "base/clock.h"

#include <cstdint>
#include <optional>

namespace hub::sqlite {

/// 0 = never.
inline std::optional<WallTime> timeOrNever(std::int64_t micros)
{
    return micros == 0 ? std::nullopt : std::optional(wallFromMicros(micros));
}

} // namespace hub::sqlite
