// Where the hub's log lines go. One line per event, key=value; never a secret, never a body.
#pragma once

#include <functional>
#include <string_view>

namespace hub {

enum class LogLevel { Debug, Info, Warning, Error };

/// Called from any hub thread, also at the same time; must not block for long.
using LogSink = std::function<void(LogLevel, std::string_view line)>;

} // namespace hub
