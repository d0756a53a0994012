// A folder of the benchmark's own, gone when the benchmark ends.
#pragma once

#include "hub/error.h"

#include <filesystem>
#include <utility>

namespace hub::bench {

class WorkFolder final
{
public:
    /// Inside `parent`, which should be on a disk: in memory a commit costs next to nothing.
    /// Errors: Io.
    static Result<WorkFolder> make(const std::filesystem::path& parent);
    ~WorkFolder();
    WorkFolder(WorkFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    WorkFolder& operator=(WorkFolder&&) = delete;
    WorkFolder(const WorkFolder&) = delete;

    std::filesystem::path operator/(const char* name) const { return path_ / name; }
    bool isInMemory() const;

private:
    explicit WorkFolder(std::filesystem::path path) : path_(std::move(path)) {}
    std::filesystem::path path_;
};

} // namespace hub::bench
