// What is known of a device's or module's twin. Blocking; one thread at a time; outside a transaction
// one call is one.
#pragma once

#include "domain/identity.h"
#include "domain/twin.h"

#include <cstdint>
#include <optional>
#include <string>

namespace hub {

struct TwinRow
{
    IdentityId id;
    Twin twin; ///< without tags, which stand with the identity
    std::string modelId; ///< that the device named when it last connected
    std::uint64_t pendingCommands = 0; ///< that wait or are in flight; read only
    std::string configurations = "{}"; ///< JSON object, as twins show it; read only
};

class TwinStore
{
public:
    virtual ~TwinStore() = default;

    /// Nothing when no identity has this key, or none has it any more. A twin that was never written
    /// is a new one. Errors: Corrupt.
    virtual Result<std::optional<TwinRow>> find(DeviceKey device) = 0;

    /// The same for the model alone.
    virtual Result<std::optional<std::string>> modelIdOf(DeviceKey device) = 0;

    /// Writes the twin, but for its tags, and the model. The key is that of an identity.
    virtual Result<void> put(DeviceKey device, const TwinRow& row) = 0;
};

} // namespace hub
