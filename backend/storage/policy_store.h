// Shared access policies. Blocking; one thread at a time.
#pragma once

#include "domain/policy.h"

#include "hub/error.h"

#include <optional>
#include <string_view>
#include <vector>

namespace hub {

class PolicyStore
{
public:
    virtual ~PolicyStore() = default;

    /// Errors: Corrupt (a key does not open), NotSupported (the policy has a scope).
    virtual Result<std::optional<SharedAccessPolicy>> find(std::string_view name) = 0;

    /// By name; those with a scope, which cannot be used, are left out. Errors: Corrupt.
    virtual Result<std::vector<SharedAccessPolicy>> list() = 0;

    /// Writes or overwrites.
    virtual Result<void> put(const SharedAccessPolicy& policy) = 0;
};

} // namespace hub
