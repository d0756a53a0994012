// The audit log of a data folder without its hub, or beside it.
#pragma once

#include "hub/error.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace hub {

struct AuditSummary
{
    bool isWhole = false;
    std::uint64_t brokenAt = 0; ///< the first record that cannot be relied on; 0 = none
    std::string reason;         ///< what is wrong with it
    std::uint64_t count = 0;    ///< records in order
    std::uint64_t last = 0;     ///< the last one of them
    std::string hash;           ///< of that, lower-case hex
    std::uint64_t sealed = 0;   ///< up to here checkpoints and the head file vouch for it
};

/// Checks all of it; blocks. Errors: NotFound, Corrupt, NewerFormat, Io, PermissionDenied.
Result<AuditSummary> verifyAudit(const std::filesystem::path& dataFolder);

/// Hands on the lines of GET /admin/audit/export, some at a time. take: false stops. Errors: as
/// above.
Result<void> exportAudit(const std::filesystem::path& dataFolder,
                         const std::function<bool(std::string_view)>& take);

} // namespace hub
