#include "server/owner_access.h"

#include "server/ready_file.h"

#include "domain/connection_string.h"
#include "domain/policy.h"

namespace hub {

Secret OwnerAccess::textOf(const State& state)
{
    ConnectionString owner;
    owner.hostName = hostWithPort(state.endpoints.hostName, state.endpoints.https.front(), 443);
    owner.policy = kOwnerPolicy;
    owner.key = state.key;
    return Secret(toText(owner));
}

void OwnerAccess::setKey(Secret key)
{
    state_.with([&key](State& state) { state.key = std::move(key); });
}

void OwnerAccess::setEndpoints(const Endpoints& endpoints)
{
    state_.with([&endpoints](State& state) { state.endpoints = endpoints; });
}

Secret OwnerAccess::connectionString() const
{
    return state_.with([](const State& state) { return textOf(state); });
}

Result<void> OwnerAccess::announce(const std::filesystem::path& readyFile)
{
    return state_.with([&readyFile](State& state) -> Result<void> {
        state.readyFile = readyFile;
        return readyFile.empty() ? Result<void>(success())
                                 : writeReadyFile(readyFile, state.endpoints, textOf(state));
    });
}

void OwnerAccess::withdraw()
{
    state_.with([](State& state) {
        std::error_code ignored;
        if (!state.readyFile.empty()) {
            std::filesystem::remove(state.readyFile, ignored);
        }
        state.readyFile.clear();
    });
}

void OwnerAccess::keysChanged(const SymmetricKeys& keys)
{
    const Result<void> written = state_.with([&keys](State& state) -> Result<void> {
        state.key = keys.primary;
        return state.readyFile.empty()
                   ? Result<void>(success())
                   : writeReadyFile(state.readyFile, state.endpoints, textOf(state));
    });
    if (!written) {
        log_.warning("ready-file-not-written", {{"detail", written.error().detail}});
    }
}

} // namespace hub
