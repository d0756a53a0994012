// The hub: everything that listens, stores and answers, on its own threads.
//
// An embedding program includes only include/hub. All functions block until done and may be called
// from any one thread at a time.
#pragma once

#include "hub/config.h"
#include "hub/endpoints.h"
#include "hub/error.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace hub {

class Server final
{
public:
    /// Opens the data folder, makes keys and certificates at the first start, and listens.
    /// Errors: Locked (another hub holds the folder), NewerFormat, PortInUse, PermissionDenied,
    /// InvalidArgument, Corrupt, WrongKey, Io.
    static Result<std::unique_ptr<Server>> start(Config config);

    ~Server(); ///< stops, if stop() was not called
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    const Endpoints& endpoints() const;

    /// Connection string of the built-in policy iothubowner. A secret.
    std::string ownerConnectionString() const;

    /// Called once, from a hub thread, when the store failed and nothing is acknowledged any more.
    /// The program should then stop() and end or restart the hub.
    void onFailure(std::function<void(Error)> callback);

    /// Stops accepting, closes all connections, commits what was received, closes the store.
    void stop();

private:
    class Impl;
    explicit Server(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

/// Prints a connection string from a data folder, whether its hub runs or not: of a policy, or of a
/// device when device is not empty. Errors: NotFound, DeviceNotFound, Io, Corrupt, WrongKey,
/// NewerFormat.
Result<std::string> connectionString(const std::filesystem::path& dataFolder,
                                     const std::string& policy,
                                     const std::string& device,
                                     const KeySource& key = {});

/// Encrypts all stored keys anew, under another key: secret.key is made new, or the passphrase of
/// `next` counts from now on. The hub must not run. Whenever it is interrupted, the folder opens with
/// one of the two. Errors: Locked, NotFound (no hub's folder), WrongKey, InvalidArgument, Corrupt, Io,
/// DiskFull, StorageFailed.
Result<void> rekey(const std::filesystem::path& dataFolder,
                   const KeySource& now,
                   const KeySource& next);

/// What a running hub wrote for programs on the same machine: the JSON of its ready file, or
/// nothing when no hub holds the data folder.
struct RunningHub
{
    long long pid = 0;
    std::filesystem::path readyFile; ///< may not exist, if the hub was told to write none
};
std::optional<RunningHub> runningHub(const std::filesystem::path& dataFolder);

/// $XDG_RUNTIME_DIR/hubdeck/<hash of the data folder>.json, or a 0700 folder in the user's state.
std::filesystem::path defaultReadyFile(const std::filesystem::path& dataFolder);

/// "0.1.0"
std::string version();

} // namespace hub
