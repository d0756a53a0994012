#include "bench/support/child_process.h"

#include "bench/support/patience.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

namespace hub::bench {
namespace {

constexpr std::chrono::seconds kStopTime{10};

/// In the new process; does not return.
[[noreturn]] void become(std::vector<char*>& argv, const char* log)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL); // not even a killed benchmark leaves a server behind
    const int out = ::open(log, O_WRONLY | O_CREAT | O_APPEND, S_IRUSR | S_IWUSR);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(out, STDERR_FILENO);
    ::execv(argv[0], argv.data());
    ::_exit(127);
}

} // namespace

Result<ChildProcess> ChildProcess::start(const std::vector<std::string>& argv,
                                         const std::filesystem::path& log)
{
    std::vector<char*> pointers;
    for (const std::string& argument : argv) {
        pointers.push_back(const_cast<char*>(argument.c_str())); // execv does not write to them
    }
    pointers.push_back(nullptr);
    const pid_t pid = ::fork(); // safe: this program has one thread
    if (pid < 0) {
        return fail(Errc::Io, std::string("fork: ") + std::strerror(errno));
    }
    if (pid == 0) {
        become(pointers, log.c_str());
    }
    return ChildProcess(pid, log);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)), log_(std::move(other.log_))
{}

bool ChildProcess::reap(int flags)
{
    if (pid_ != 0 && ::waitpid(pid_, nullptr, flags) == pid_) {
        pid_ = 0;
    }
    return pid_ == 0;
}

bool ChildProcess::isRunning()
{
    return !reap(WNOHANG);
}

std::string ChildProcess::output() const
{
    std::ifstream file(log_);
    return {std::istreambuf_iterator<char>(file), {}};
}

void ChildProcess::stop()
{
    if (!isRunning()) {
        return;
    }
    ::kill(pid_, SIGTERM);
    const auto end = Patience::Clock::now() + kStopTime;
    while (isRunning() && Patience::Clock::now() < end) {
        pause();
    }
    if (isRunning()) {
        ::kill(pid_, SIGKILL);
        reap(0);
    }
}

std::chrono::nanoseconds ChildProcess::cpuTime() const
{
    clockid_t clock{};
    timespec time{};
    if (::clock_getcpuclockid(pid_, &clock) == 0) {
        ::clock_gettime(clock, &time);
    }
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

std::size_t ChildProcess::residentBytes() const
{
    std::ifstream file("/proc/" + std::to_string(pid_) + "/statm"); // in pages: all, resident, …
    std::size_t all = 0;
    std::size_t resident = 0;
    file >> all >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

} // namespace hub::bench
