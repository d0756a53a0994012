#include "bench/support/patience.h"

#include <signal.h>
#include <thread>

namespace hub::bench {
namespace {

volatile sig_atomic_t interrupted = 0;

void interrupt(int)
{
    interrupted = 1;
}

} // namespace

void catchSignals()
{
    ::signal(SIGINT, interrupt);
    ::signal(SIGTERM, interrupt);
    ::signal(SIGHUP, interrupt);
    ::signal(SIGPIPE, SIG_IGN); // OpenSSL writes without MSG_NOSIGNAL
}

Result<void> Patience::check(const std::string& what) const
{
    if (interrupted != 0) {
        return fail(Errc::Cancelled, "interrupted");
    }
    if (Clock::now() > end_) {
        return fail(Errc::Timeout, "gave up waiting for " + what);
    }
    return success();
}

void pause()
{
    std::this_thread::sleep_for(std::chrono::microseconds(200));
}

} // namespace hub::bench
