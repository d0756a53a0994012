// The data folder, mode 0700:
//
//   format       "hubdeck 1": refuses programs that are too old
//   hub.lock     held by the running hub; its text names the process and the ready file
//   secret.key   the key-encryption key (hub_key.h), unless it is made from a passphrase
//   state.db     identities, policies, settings
//   telemetry/   one file per UTC day
//   tls/         the hub's certificate authority and server certificate
#pragma once

#include "hub/error.h"
#include "hub/server.h"

#include <filesystem>
#include <optional>

namespace hub {

/// An open and locked data folder; the lock goes with the object, also when the process dies.
class DataFolder final
{
public:
    /// Makes what is missing. Errors: Locked (naming the process), NewerFormat, PermissionDenied,
    /// Io, DiskFull.
    static Result<DataFolder> open(const std::filesystem::path& path,
                                   const std::filesystem::path& readyFile);

    ~DataFolder();
    DataFolder(DataFolder&& other) noexcept;
    DataFolder& operator=(DataFolder&&) = delete;
    DataFolder(const DataFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    DataFolder(std::filesystem::path path, int lock) : path_(std::move(path)), lock_(lock) {}
    std::filesystem::path path_;
    int lock_; ///< descriptor; -1 = moved from
};

/// Errors: NewerFormat, Corrupt, NotFound, Io.
Result<void> checkFormat(const std::filesystem::path& dataFolder);

} // namespace hub
