// Files and folders that belong to one user: modes 0600 and 0700, written whole or not at all.
#pragma once

#include "base/bytes.h"

#include "hub/error.h"

#include <filesystem>

namespace hub {

/// Makes the folder and its missing parents with mode 0700; an existing one must be the user's own
/// and loses access for others. Errors: Io, PermissionDenied.
Result<void> makePrivateFolder(const std::filesystem::path& folder);

/// Writes beside the file, syncs, renames over it and syncs the folder; mode 0600. Errors: NotFound
/// (no such folder), Io, DiskFull, PermissionDenied.
Result<void> writePrivateFile(const std::filesystem::path& file, ByteView content);

/// Renames over `to`, or removes, and syncs the folder; what is not there to be removed is fine.
/// Errors: NotFound, Io, PermissionDenied.
Result<void> moveFile(const std::filesystem::path& from, const std::filesystem::path& to);
Result<void> removeFile(const std::filesystem::path& file);

/// Errors: NotFound, Io, MessageTooLarge (over limitBytes).
Result<Bytes> readSmallFile(const std::filesystem::path& file, std::size_t limitBytes = 1 << 20);

/// Error for the calling thread's errno, with the path and what was tried.
Error errnoError(const char* what, const std::filesystem::path& path);

} // namespace hub
