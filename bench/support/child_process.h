// A server under measurement: started, watched, and gone with its object.
#pragma once

#include "hub/error.h"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace hub::bench {

class ChildProcess final
{
public:
    /// argv[0] is the program's path. What it prints goes to the log file. Errors: Io.
    static Result<ChildProcess> start(const std::vector<std::string>& argv,
                                      const std::filesystem::path& log);
    ~ChildProcess() { stop(); }
    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&&) = delete;
    ChildProcess(const ChildProcess&) = delete;

    bool isRunning();
    std::string output() const; ///< what it has printed so far
    void stop();                ///< SIGTERM; SIGKILL when that takes longer than ten seconds

    /// User and system time of all its threads so far, to the nanosecond. /proc/PID/stat would only
    /// count in ticks of 10 ms.
    std::chrono::nanoseconds cpuTime() const;
    std::size_t residentBytes() const;

private:
    ChildProcess(pid_t pid, std::filesystem::path log) : pid_(pid), log_(std::move(log)) {}
    bool reap(int flags);

    pid_t pid_; ///< 0 = none (any more)
    std::filesystem::path log_;
};

} // namespace hub::bench
