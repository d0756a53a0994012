#include "server/connection_limit.h"

#include <algorithm>
#include <sys/resource.h>

namespace hub {
namespace {

constexpr std::size_t kReservedDescriptors = 128; // files, consoles, listeners

} // namespace

std::size_t connectionLimit(const Config& config)
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return 1'000;
    }
    limit.rlim_cur = limit.rlim_max;
    (void)::setrlimit(RLIMIT_NOFILE, &limit);
    (void)::getrlimit(RLIMIT_NOFILE, &limit);
    const auto available = static_cast<std::size_t>(limit.rlim_cur);
    const std::size_t room =
        available > 2 * kReservedDescriptors ? available - kReservedDescriptors : available / 2;
    return config.maxConnections == 0 ? room : std::min(room, config.maxConnections);
}

} // namespace hub
