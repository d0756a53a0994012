// How programs of the same user get in: the connection string of iothubowner, in the ready file too.
#pragma once

#include "domain/identity.h"

#include "base/guarded.h"
#include "base/log.h"

#include "hub/endpoints.h"
#include "hub/error.h"

#include <filesystem>
#include <utility>

namespace hub {

/// Callable from any thread.
class OwnerAccess final
{
public:
    explicit OwnerAccess(const Log& log) : log_(log) {}

    void setKey(Secret key);
    void setEndpoints(const Endpoints& endpoints);

    Secret connectionString() const;

    /// Writes the ready file; an empty path is none. Errors: as writePrivateFile().
    Result<void> announce(const std::filesystem::path& readyFile);
    void withdraw(); ///< removes it

    /// Writes it anew. Programs that read it again find the new key.
    void keysChanged(const SymmetricKeys& keys);

private:
    struct State
    {
        Secret key;
        Endpoints endpoints;
        std::filesystem::path readyFile;
    };
    static Secret textOf(const State& state);

    const Log& log_;
    Guarded<State> state_;
};

} // namespace hub
